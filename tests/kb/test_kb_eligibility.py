"""A checklist of conditions in the clauses' words: met, not met, unknown, from what the asker has said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb.service import KnowledgeBase
from kb.settings import load
from kb.strategies.eligibility import _check, thing_applied_for

TEXT = """# 某省示例船厂条例

第一条　为了管理示例船厂，制定本条例。

第二条　申请示例船厂许可应当具备下列条件：

（一）注册资本不低于三百万元；

（二）有五名以上专职技术人员；

（三）有固定生产场所；

（四）法律、法规规定的其他条件。

第三条　申请示例船厂许可，应当向示例主管部门提交下列材料：

（一）示例申请表；

（二）示例章程。

第四条　示例船厂每年报送安全报告。
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("eligible")
    (folder / "file.md").write_text(TEXT, "utf-8")
    with KnowledgeBase.open(load(home=folder / "home")) as opened:
        opened.ingest([folder / "file.md"])
        yield opened


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("我能不能申请示例船厂许可?", "示例船厂许可"),
        ("我们公司有三个人,可以申请示例补贴吗", "示例补贴"),
        ("我符合示例补贴的条件吗", "示例补贴"),
        ("我符合条件吗?", ""),
        ("申请示例补贴要满足哪些条件?", None),
        ("示例补贴是多少", None),
    ],
)
def test_what_is_applied_for(question: str, thing: str | None) -> None:
    assert thing_applied_for(question) == thing


@pytest.mark.parametrize(
    ("condition", "told", "check"),
    [
        ("注册资本不低于三百万元", "注册资本五百万元", "met"),
        ("注册资本不低于三百万元", "注册资本两百万", "not_met"),
        ("一次性实缴货币资本不低于三百万元", "实缴货币资本有两百万", "not_met"),
        ("注册资本不低于三百万元", "年产值五百万元", "unknown"),
        ("注册资本不低于三百万元", "注册资本五百人", "unknown"),
        ("有五名以上专职技术人员", "有三名专职技术人员", "not_met"),
        ("有固定场所和五名以上专职技术人员", "有六名专职技术人员", "unknown"),
        ("债务不超过一百万元", "债务有二百万元", "not_met"),
        ("有固定生产场所", "没有固定生产场所", "not_met"),
        ("有固定生产场所", "有固定生产场所", "met"),
        ("未受过示例处罚", "没有受过示例处罚", "met"),
        ("有固定生产场所", "有三台设备", "unknown"),
    ],
)
def test_one_condition(condition: str, told: str, check: str) -> None:
    assert _check(condition, [told]) == check


def test_what_is_contradictory_stays_unknown() -> None:
    assert _check("有固定生产场所", ["有固定生产场所", "没有固定生产场所"]) == "unknown"


def test_the_checklist(base: KnowledgeBase) -> None:
    answer = base.ask("我公司注册资本五百万元，有三名专职技术人员，能申请示例船厂许可吗")
    assert answer.lead is not None
    assert "符合1项，不符合1项，待确认2项" in answer.lead
    assert [s.check for s in answer.statements if s.check] == ["met", "not_met", "unknown", "unknown"]
    assert answer.removed == ()
    assert "【符合】（一）注册资本不低于三百万元" in answer.text
    assert "【不符合】（二）有五名以上专职技术人员" in answer.text
    assert "【待确认】（三）有固定生产场所" in answer.text
    assert "示例申请表" in answer.text
    assert "安全报告" not in answer.text
    assert len(answer.asks) == 1
    assert "固定生产场所" in answer.asks[0]
    by_number = {citation.n: citation for citation in answer.citations}
    assert all(by_number[n].quote in by_number[n].text for s in answer.statements for n in s.citations)


def test_facts_of_earlier_turns_count(base: KnowledgeBase) -> None:
    history = ["我公司注册资本两百万元，能申请示例船厂许可吗"]
    answer = base.ask("有固定生产场所，我符合条件吗", history)
    assert "【不符合】（一）" in answer.text
    assert "【符合】（三）" in answer.text


def test_without_conditions_it_is_a_refusal(plan_kb: KnowledgeBase) -> None:
    assert plan_kb.ask("我能不能申请高新技术企业认定").abstained
