"""Questions that ask several things."""

from __future__ import annotations

import pytest

from kb.parts import MOST, by_year, split
from kb.query import analyse
from kb.text import fold


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("示例奖励有多少，怎么申请？", ("示例奖励有多少", "怎么申请")),
        ("现在有多少家、将来要多少家", ("现在有多少家", "将来要多少家")),
        ("我是外地人，能不能落户，要什么材料", ("我是外地人,能不能落户", "要什么材料")),
        ("孵化器和加速器分别有多少家", ("孵化器分别有多少家", "加速器分别有多少家")),
        ("示例奖励有多少", ()),
        ("孵化器和加速器有哪些支持", ()),
        ("包括研发、生产、销售的有哪些", ()),
        ("", ()),
    ],
)
def test_split(question: str, parts: tuple[str, ...]) -> None:
    assert split(fold(question)) == parts


def test_no_more_parts_than_the_limit() -> None:
    assert len(split(fold("多少钱？" * 50))) == MOST


def test_by_year() -> None:
    years = [part.years for part in by_year(analyse("2020年和2025年各多少家"))]
    assert years == [frozenset({"2020"}), frozenset({"2025"})]
    assert by_year(analyse("2025年多少家")) == ()
