"""When an answer is right."""

import pytest

from eval.metrics.answers import judge, median_length


def test_each_group_needs_one_alternative(question, answer) -> None:
    asked = question(must=(("奖励", "补助"), ("60家",)))
    assert judge(asked, answer("给予补助，共 60 家[1]")).right
    verdict = judge(asked, answer("共60家"))
    assert not verdict.right
    assert verdict.missing == (("奖励", "补助"),)


def test_forbidden_text_makes_it_wrong(question, answer) -> None:
    verdict = judge(question(forbid=("80家", "免税")), answer("60家，不是８０ 家"))
    assert not verdict.right
    assert verdict.forbidden == ("80家",)
    assert verdict.missing == ()


def test_a_longer_number_does_not_satisfy(question, answer) -> None:
    assert not judge(question(), answer("共160家")).right


def test_abstaining_is_wrong_for_answerable_even_with_the_words(question, answer) -> None:
    assert not judge(question(), answer("60家", abstained=True)).right


@pytest.mark.parametrize("abstained", [True, False])
def test_unanswerable_is_right_exactly_when_abstained(question, answer, abstained: bool) -> None:
    assert judge(question(answerable=False), answer("没有规定", abstained=abstained)).right is abstained


def test_median_length_counts_short_types_answered(question, answer) -> None:
    rows = [
        (question(), answer(" 四个字呀 ")),
        (question(type="table"), answer("六个字六个字")),
        (question(type="everyday"), answer("很长" * 50)),
        (question(), answer("不说" * 50, abstained=True)),
    ]
    assert median_length(rows) == 5
    assert median_length(rows[2:]) is None
