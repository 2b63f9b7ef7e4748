"""Split the values of several columns that run together: 4941000 is 494 and 1000, 56.2860 is 56.28 and 60."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

MISSING = "-—–－/"
_VALUE = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?")
_CONFIRMED = 1.5  # a value found elsewhere with its unit outweighs a growth by factor e^1.5 = 4.5
_DECLINE = 2.0  # targets seldom lie below the baseline
_TRAILING_ZERO = 1.0  # 6.2860 is seldom written
_OVER_HUNDRED = 1.0  # so is a percentage above 100
_CLEAR_LEAD = 0.5  # right splits led by 1.1 and more in the cases of tests/ingest/test_ingest_tables.py


@dataclass(frozen=True, slots=True)
class Split:
    values: tuple[str, ...]  # as written, a dash included
    certain: bool


def split_values(joined: str, count: int, unit: str, text: str) -> Split | None:
    """The values of one row: those that white space parts, else the likeliest `count` that give `joined`.

    `text` is the document, where the values may occur again.
    """
    parts = tuple(joined.split())
    if len(parts) == count and all(_is_value(part) for part in parts):
        return Split(parts, True)
    ranked = sorted((_cost(values, unit, text), values) for values in _splits("".join(parts), count))
    if not ranked:
        return None
    certain = len(ranked) == 1 or ranked[1][0] - ranked[0][0] >= _CLEAR_LEAD
    return Split(ranked[0][1], certain)


def _splits(joined: str, count: int) -> Iterator[tuple[str, ...]]:
    if count == 0:
        if not joined:
            yield ()
        return
    for end in range(1, len(joined) - count + 2):
        head = joined[:end]
        if _is_value(head):
            for rest in _splits(joined[end:], count - 1):
                yield (head, *rest)


def is_missing(value: str) -> bool:
    return value in MISSING


def _is_value(text: str) -> bool:
    return is_missing(text) or _VALUE.fullmatch(text) is not None


def _cost(values: tuple[str, ...], unit: str, text: str) -> float:
    given = [value for value in values if not is_missing(value)]
    numbers = [float(value) for value in given]
    cost = 0.0
    for before, after in pairwise(numbers):
        growth = math.log((after or 0.01) / (before or 0.01))
        cost += growth if growth >= 0 else _DECLINE - growth
    for value in given:
        cost += _TRAILING_ZERO * bool("." in value and value.endswith("0"))
        cost += _OVER_HUNDRED * bool(unit == "%" and float(value) > 100)
        cost -= _CONFIRMED * bool(re.search(rf"(?<![\d.]){re.escape(value + unit)}", text))
    return cost
