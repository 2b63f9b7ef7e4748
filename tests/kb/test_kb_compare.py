"""Two documents side by side; and a smaller place's document is no answer for a larger one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kb.places import contains
from kb.service import KnowledgeBase
from kb.settings import load
from kb.strategies.compare import two_documents

ONE = """# 青岛市示例船厂条例

第一条　示例船厂的许可期限为五年。

第二条　示例船厂每年报送安全报告。

第三条　本条例自2021年5月1日起施行。
"""
TWO = """# 烟台市示例船厂条例

第一条　示例船厂的许可期限为三年。

第二条　本条例自2022年6月1日起施行。
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("compare")
    (folder / "one.md").write_text(ONE, "utf-8")
    (folder / "two.md").write_text(TWO, "utf-8")
    with KnowledgeBase.open(load(home=folder / "home")) as opened:
        opened.ingest([folder / "one.md", folder / "two.md"])
        yield opened


@pytest.mark.parametrize(
    "question",
    [
        "青岛市和烟台市的示例船厂条例关于许可期限有什么不同",
        "比较《青岛市示例船厂条例》和《烟台市示例船厂条例》的许可期限",
    ],
)
def test_both_sides(base: KnowledgeBase, question: str) -> None:
    answer = base.ask(question)
    assert [s.group for s in answer.statements] == [
        "《青岛市示例船厂条例》（地方性法规）",
        "《烟台市示例船厂条例》（地方性法规）",
    ]
    assert "五年" in answer.statements[0].text
    assert "三年" in answer.statements[1].text


def test_the_side_that_says_nothing_is_named(base: KnowledgeBase) -> None:
    answer = base.ask("青岛市示例船厂条例和烟台市示例船厂条例关于安全报告有什么不同")
    assert {citation.document for citation in answer.citations} == {"青岛市示例船厂条例"}
    assert answer.notice is not None
    assert "《烟台市示例船厂条例》没有找到关于“安全报告”的规定" in answer.notice


def test_a_question_that_compares_no_two_documents() -> None:
    titles = {"a": "青岛市示例船厂条例", "b": "烟台市示例船厂条例"}
    assert two_documents("青岛市示例船厂条例的许可期限是几年", titles) is None
    assert two_documents("青岛市示例船厂条例与别处有什么不同", titles) is None


@pytest.mark.parametrize("question", ["青岛的高新技术企业2020年有多少家", "山东省的技术合同成交额2025年目标是多少"])
def test_figures_of_a_smaller_place_are_not_those_of_a_larger(plan_kb: KnowledgeBase, question: str) -> None:
    answer = plan_kb.ask(question)
    assert answer.abstained
    assert not re.search(r"\d", answer.text)


def test_what_a_clause_says_of_the_larger_place_is_shown(plan_kb: KnowledgeBase) -> None:
    assert "61.77" in plan_kb.ask("青岛高新技术产业产值占规模以上工业比重是多少").text


def test_rules_of_a_smaller_place_are_said_to_be_local(plan_kb: KnowledgeBase) -> None:
    answer = plan_kb.ask("青岛的企业上市有什么支持")
    assert answer.abstained or (answer.notice is not None and "只适用于" in answer.notice)


def test_places_within_places() -> None:
    assert contains("青岛", "胶州")
    assert contains("山东", "青岛")
    assert not contains("胶州", "青岛")
    assert not contains("青岛", "青岛")
