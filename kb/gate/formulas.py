"""Derived figures: a difference, sum, share or growth may be said with its formula, if each operand is cited and the
arithmetic is right: 1000家-494家=506家, (1000-494)/494=102.4%."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kb.gate.figures import values
from kb.gate.reading import read
from kb.gate.values import Amount, Value

_NUMBER = r"\d[\d,]*(?:\.\d+)?(?:[十百千]?[万亿]*)(?:[%‰]|个百分点|百分点|[\u4e00-\u9fff]{1,3}?(?=[-+*/×x÷()=≈]))?"
_LAST = r"\d[\d,]*(?:\.\d+)?(?:[十百千]?[万亿]*)(?:[%‰]|个百分点|百分点|[\u4e00-\u9fff]{1,4})?"
_FORMULA = re.compile(rf"(?P<left>\(*{_NUMBER}\)*(?:[-+*/×x÷]\(*{_NUMBER}\)*)+)(?P<sign>[=≈])(?P<right>{_LAST})")
_TOKEN = re.compile(rf"{_NUMBER}|[-+*/×x÷()]")
_MOST = 12  # operands of a formula that is read at all


class _Wrong(Exception):
    """A formula that cannot be followed; its text says why."""


@dataclass(frozen=True, slots=True)
class Formulas:
    """What the formulas of a statement give: their results, the statement without them, what is wrong with them."""

    results: tuple[Amount, ...]
    rest: str
    faults: tuple[str, ...]


def check(statement: str, given: Sequence[Value]) -> Formulas:
    text = read(statement)
    results, wrong = [], []
    for match in _FORMULA.finditer(text):
        try:
            results.append(_checked(match, given))
        except (_Wrong, InvalidOperation) as error:
            wrong.append(f"算式 {match.group()} 不成立：{error}")
    return Formulas(tuple(results), _FORMULA.sub("；", text), tuple(wrong))


def _checked(match: re.Match[str], given: Sequence[Value]) -> Amount:
    tokens = _TOKEN.findall(match["left"])
    if len(tokens) > 3 * _MOST:
        raise _Wrong("太长")
    for token in tokens:
        if token[0].isdigit() and token != "100%" and not any(_amount(token).carried_by(one) for one in given):
            raise _Wrong(f"{token} 不在所引条款中")
    value, unit = _Parser(tokens, given).whole()
    said = _amount(match["right"])
    if said.unit == "%" and unit == "":
        value *= 100
    elif said.unit == "个百分点" and unit == "%":
        pass
    elif said.unit not in ("", unit, "倍") and unit:
        raise _Wrong("单位不对")
    exact = match["sign"] == "=" and not re.search("[/÷]", match["left"])
    tolerance = Decimal(0) if exact else _last_place(match["right"], said.value) / 2
    if abs(value - said.value) > tolerance:
        raise _Wrong("算得不对")
    return said


def _last_place(written: str, value: Decimal) -> Decimal:
    """What one in the last digit of a number is worth: 0.1 in 102.4%, a million in 5.06亿元."""
    numeral = re.split(r"[^\d.,]", written)[0].replace(",", "")
    scale = value / Decimal(numeral) if Decimal(numeral) else Decimal(1)
    return abs(scale) / Decimal(10) ** len(numeral.partition(".")[2])


def _amount(token: str) -> Amount:
    found = [value for value in values(token) if isinstance(value, Amount)]
    if len(found) != 1:
        raise _Wrong(f"{token} 读不出来")
    return Amount(found[0].value, found[0].unit)


class _Parser:
    """Sums of products, with brackets; a value has a unit, and only like things are added."""

    def __init__(self, tokens: Sequence[str], given: Sequence[Value]) -> None:
        self._tokens = list(tokens)
        self._given = given

    def whole(self) -> tuple[Decimal, str]:
        result = self._sum()
        if self._tokens:
            raise _Wrong("括号不成对")
        return result

    def _next(self, wanted: str) -> str | None:
        return self._tokens.pop(0) if self._tokens and self._tokens[0] in wanted else None

    def _sum(self) -> tuple[Decimal, str]:
        value, unit = self._product()
        while sign := self._next("+-"):
            other, other_unit = self._product()
            if unit and other_unit and unit != other_unit:
                raise _Wrong("单位不同，不能相加减")
            value, unit = (value + other if sign == "+" else value - other), unit or other_unit
        return value, unit

    def _product(self) -> tuple[Decimal, str]:
        value, unit = self._one()
        while sign := self._next("*/×x÷"):
            other, other_unit = self._one()
            if sign in "*×x":
                if other_unit == "%":
                    value, unit = value * other / 100, unit
                elif unit == "%":
                    value, unit = value * other / 100, other_unit
                elif not unit or not other_unit:
                    value, unit = value * other, unit or other_unit
                else:
                    raise _Wrong("单位不能相乘")
            else:
                if not other:
                    raise _Wrong("除数为零")
                if other_unit and unit and other_unit != unit:
                    raise _Wrong("单位不能相除")
                value, unit = value / other, "" if other_unit or not unit else unit
        return value, unit

    def _one(self) -> tuple[Decimal, str]:
        if self._next("("):
            result = self._sum()
            if not self._next(")"):
                raise _Wrong("括号不成对")
            return result
        if not self._tokens or not self._tokens[0][0].isdigit():
            raise _Wrong("不完整")
        amount = _amount(self._tokens.pop(0))
        return amount.value, amount.unit
