"""Grants, duties and aims are told apart by the words of drafting."""

from __future__ import annotations

import pytest

from kb.commitment import commitment
from kb.service import KnowledgeBase


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("对首次认定的示例企业，给予12万元奖补。", "grant"),
        ("示例企业减按15%的税率征收示例税。", "grant"),
        ("通过认定的，一次性奖励20万元。", "grant"),
        ("符合条件的示例企业可以享受示例优惠。", "grant"),
        ("示例人员可以申请示例补助。", "grant"),
        ("单位不得给予其示例补贴。", "duty"),
        ("未按规定给予示例奖励的，由主管部门责令改正。", "duty"),
        ("申请人应当提交示例材料。", "duty"),
        ("禁止转让示例许可。", "duty"),
        ("处二万元以上十万元以下罚款。", "duty"),
        ("力争建成示例园区3个。", "aim"),
        ("鼓励示例企业上市。", "aim"),
        ("探索设立示例基金。", "aim"),
        ("到2030年，示例企业达到20家。", "aim"),
        ("积极推动示例平台建设。", "aim"),
        ("探索对示例企业给予补贴。", "aim"),
        ("截至2030年底，累计建成示例平台3个。", None),
        ("随着示例技术的不断推进，示例风险增加。", None),
        ("本条例所称示例企业，是指从事示例的企业。", None),
        ("（一）申请示例资金支持的；", None),
        ("2030年1月2日", None),
        ("", None),
    ],
)
def test_one_sentence(sentence: str, kind: str | None) -> None:
    assert commitment(sentence) == kind


def test_statements_of_answers_carry_it(plan_kb: KnowledgeBase) -> None:
    row = plan_kb.ask("高新技术企业2025年的目标是多少家").to_json()
    assert {statement["commitment"] for statement in row["statements"]} == {"aim"}
    row = plan_kb.ask("截至2020年底高新技术企业有多少家").to_json()
    assert {statement["commitment"] for statement in row["statements"]} == {None}
