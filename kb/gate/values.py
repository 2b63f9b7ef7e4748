"""Values that a statement and a clause are compared by, and when a clause's value carries a statement's."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Bound = Literal["min", "max", "within", "more", "about"]
"""min: 不少于, 以上; max: 不超过, 最高; within: 30日内; more: 超过, 突破, 达到; about: 约, 左右."""

# bound of the statement → bounds of a clause that carry it. To drop 最高 or 约 would say more than the clause does.
_CARRIED: dict[Bound | None, frozenset[Bound | None]] = {
    None: frozenset({None, "more", "within"}),
    "more": frozenset({None, "more", "min"}),
    "min": frozenset({"min", "more"}),
    "max": frozenset({"max", "within"}),
    "within": frozenset({"max", "within"}),
    "about": frozenset({None, "about", "more"}),
}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit: money in 元, shares in percent. `article`: 一个, 一种, which count nothing."""

    value: Decimal
    unit: str
    bound: Bound | None = None
    article: bool = False

    def same(self, other: Amount) -> bool:
        """Whether value and unit agree; a unit may be left out, but not 元 or %, which change the meaning."""
        if self.value != other.value:
            return False
        return self.unit == other.unit or (not self.unit and other.unit not in ("元", "%"))

    def carried_by(self, other: Value) -> bool:
        return isinstance(other, Amount) and self.same(other) and other.bound in _CARRIED[self.bound]


@dataclass(frozen=True, slots=True)
class Range:
    """From one amount to another: 3万-5万元, 10%至20%."""

    low: Amount
    high: Amount

    def carried_by(self, other: Value) -> bool:
        return isinstance(other, Range) and self.low.same(other.low) and self.high.same(other.high)


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is said. `part`: 底, 初, 上半年 …; `side`: before (前, 截至) or after (后, 起) it."""

    year: int | None
    month: int | None = None
    day: int | None = None
    part: str = ""
    side: Literal["before", "after", ""] = ""

    def carried_by(self, other: Value) -> bool:
        """Whether the other says at least as exactly the same, and not the other side of it."""
        if isinstance(other, Amount):  # 2019示例大会
            return self == Day(self.year, side=self.side) and other == Amount(Decimal(self.year or 0), "")
        if not isinstance(other, Day) or {self.side, other.side} == {"before", "after"}:
            return False
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(mine is None or mine == theirs for mine, theirs in pairs) and self.part in ("", other.part)


@dataclass(frozen=True, slots=True)
class Ordinal:
    """第十七条, 第二批, 第一."""

    value: Decimal
    unit: str

    def carried_by(self, other: Value) -> bool:
        return self == other


@dataclass(frozen=True, slots=True)
class Code:
    """What has no value but must be there as it is: a telephone number, an address, a clock time, 数十."""

    text: str

    def carried_by(self, other: Value) -> bool:
        return self == other


Value = Amount | Range | Day | Ordinal | Code
