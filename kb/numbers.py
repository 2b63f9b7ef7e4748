"""Numbers in Chinese text, in one form: 五百万元 = 500万元 = 5,000,000元; 百分之十 = 10%; 千分之一 = 1‰."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ingest.numerals import to_int
from kb.text import fold

_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_CN = "零〇一二两三四五六七八九十百千"
UNITS = "亿元|万元|千元|元|万亩|亩|人次|场次|个百分点|个工作日|个月|工作日|年|月|日|天|周岁|周|小时|家|个|人|项|件|名|位|所|条|场|次|种|类|倍|户|套|台|篇|座|辆|吨|处|座|批|届|级|档|等次|公里|平方米|岁|学时|成|分之|步|章|款"
_ARABIC = r"\d[\d,]*(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?P<share>百分之|千分之|万分之)(?P<of>{_ARABIC}|[{_CN}]+(?:点[{_CN}]+)?)"
    rf"|(?<![a-z])(?P<ar>{_ARABIC})(?![a-z])(?P<arm>[余多]?[十百千]?[万亿]?)(?P<aru>[%‰]|{UNITS})?"
    rf"|(?P<cn>[{_CN}]+(?:点[{_CN}]+)?(?:[万亿][{_CN}]*)*)(?P<cnu>余|多)?(?P<cnunit>{UNITS})"
    rf"|(?P<big>[{_CN}]*[十百千][{_CN}]+|[{_CN}]+[万亿])"
)

_NOT_OVER = re.compile("[^余多]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; money in 元, shares in percent."""

    value: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{self.value.normalize():f}{self.unit}"


@lru_cache(maxsize=50_000)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number of a text, in order."""
    return tuple(_quantity(match) for match in _NUMBER.finditer(fold(text)))


def in_one_form(text: str) -> str:
    """The folded text with every number as `Quantity` writes it; 余 and 多 stay between number and unit."""

    def written(match: re.Match[str]) -> str:
        quantity = _quantity(match)
        return f"{quantity.value.normalize():f}{_NOT_OVER.sub('', match[0])}{quantity.unit}"

    return _NUMBER.sub(written, fold(text))


def _quantity(match: re.Match[str]) -> Quantity:
    if match["share"]:
        per = {"百": 1, "千": 10, "万": 100}[match["share"][0]]
        return Quantity(value_of(match["of"]) / per, "%")
    if match["ar"]:
        multiplier = Decimal(1)
        for char in match["arm"]:
            multiplier *= _TIMES.get(char, 1)
        return _in_base(Decimal(match["ar"].replace(",", "")) * multiplier, match["aru"] or "")
    if match["cn"]:
        return _in_base(value_of(match["cn"]), match["cnunit"])
    return Quantity(value_of(match["big"]), "")


def values(text: str) -> frozenset[Decimal]:
    """The plain values of a text's numbers."""
    return frozenset(quantity.value for quantity in quantities(text))


def _in_base(value: Decimal, unit: str) -> Quantity:
    if unit == "‰":
        return Quantity(value / 10, "%")
    if unit == "成":
        return Quantity(value * 10, "%")
    if len(unit) == 2 and unit[0] in _TIMES:
        return Quantity(value * _TIMES[unit[0]], unit[1])
    return Quantity(value, unit)


def value_of(text: str) -> Decimal:
    """Value of an Arabic or Chinese number: 三千万 → 30000000, 二点五 → 2.5, 二〇二五 → 2025."""
    if text[0].isdigit():
        return Decimal(text.replace(",", ""))
    for unit in ("亿", "万"):
        high, found, low = text.rpartition(unit)
        if found:
            return (value_of(high) if high else Decimal(1)) * _TIMES[unit] + (value_of(low) if low else 0)
    whole, _, fraction = text.partition("点")
    value = Decimal(to_int(whole))
    return value + Decimal("0." + "".join(str(to_int(char)) for char in fraction)) if fraction else value
