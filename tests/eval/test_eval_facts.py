"""Required and forbidden facts, with numbers in one form."""

import pytest

from eval.metrics.answers import judge
from eval.metrics.facts import fact_recall, forbidden, held, occurs
from kb.numbers import in_one_form


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("给予五百万元奖励", "500万元", True),
        ("给予5,000,000元奖励", "五百万元", True),
        ("比例为百分之十", "10%", True),
        ("提高一成", "10%", True),
        ("给予1500万元奖励", "五百万元", False),
        ("给予500元奖励", "500万元", False),
        ("企业60余家", "60家", False),
        ("企业160家", "六十家", False),
        ("二〇二二年十二月十九日", "2022年12月19日", True),
    ],
)
def test_numbers_are_equal_in_any_form(text: str, wanted: str, found: bool) -> None:
    assert held(text, [wanted]) is found


def test_numbers_of_a_text_in_one_form() -> None:
    assert in_one_form("首次认定的，给予五百万元（5‰）奖励") == "首次认定的,给予5000000元(0.5%)奖励"
    assert in_one_form("没有数字") == "没有数字"


def test_forbidden_facts_in_another_form() -> None:
    assert occurs("奖励五百万元", "500万元")
    assert not occurs("奖励1500万元", "五百万元")
    assert occurs("奖励1500万元", "500万元")  # the contract: a plain substring


def test_shares(question, answer) -> None:
    asked = question(must=(("60家",), ("五百万元",)), forbid=("80家",))
    assert fact_recall(asked, answer("奖励500万元[1]")) == 0.5
    assert fact_recall(asked, answer("奖励500万元", abstained=True)) == 0.0
    assert fact_recall(question(must=()), answer("甲")) is None
    assert forbidden(asked, answer("八十家")) == 1.0
    assert forbidden(question(), answer("八十家")) is None
    assert judge(asked, answer("60家，奖励500万元")).right
