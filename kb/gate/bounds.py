"""What is said of an amount beside it: at least, at most, about."""

from __future__ import annotations

import re

from kb.gate.values import Bound

_FAR = 14  # characters before an amount within which 最高, 不超过 still belong to it: 最高给予一次性奖励500万元
_MONEY = "(?:人民币|总额|金额)?"
_BEFORE: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    (
        "max",
        re.compile(
            r"(?:不得?(?:超过?|高于|大于|多于)|未超过|最[高多长大迟]|至多|上限|封顶|不足|不到|≤)[^,，;；。:：、]*$"
        ),
    ),
    ("max", re.compile(rf"(?:低于|小于|少于|<){_MONEY}$")),
    ("min", re.compile(r"(?:不得?(?:少于|低于|小于|短于)|未低于|最[低少短小]|至少|下限|起点|≥)[^,，;；。:：、]*$")),
    ("min", re.compile(rf"(?:高于|大于|多于|>){_MONEY}$")),
    ("more", re.compile(rf"(?:超过?|突破|逾|达到?){_MONEY}$")),
    ("about", re.compile(rf"(?:大?约|将?近|大概|接近){_MONEY}$")),
)
_AFTER: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("min", re.compile(r"\(?[及或]?(?:含)?\)?(?:以上|起(?!草|来))")),
    ("max", re.compile(r"\(?[及或]?(?:含)?\)?(?:以下|以内|之内|封顶|为限)")),
    ("within", re.compile("内(?!部|容|地|外|资)")),
    ("about", re.compile("左右|上下")),
)
_BREAK = re.compile("[,，;；。:：、()（）]")


def bound(text: str, floor: int, start: int, end: int) -> Bound | None:
    """The bound of the amount at [start, end). Words before `floor` belong to another figure."""
    for kind, pattern in _AFTER:
        if pattern.match(text, end):
            return kind
    before = text[max(floor, start - _FAR) : start]
    before = _BREAK.split(before)[-1]
    hits = [(found.start(), kind) for kind, pattern in _BEFORE if (found := pattern.search(before))]
    # 不低于 holds 低于 and 最高不超过 two of one kind: the earliest hit is the whole word
    return min(hits)[1] if hits else None
