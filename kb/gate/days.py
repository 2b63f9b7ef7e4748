"""Dates of a text: 2025年6月30日, 2025-06-30, 二〇二五年底, “十四五”末, 2021-2025年."""

from __future__ import annotations

import re
from typing import Literal

from ingest.numerals import to_int
from kb.gate.values import Day

_YEAR = r"(?:(?:19|20)\d{2}|[一二][零〇九][零〇一二三四五六七八九]{2})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
_PART = "年底|年末|底|末|年初|初|上半年|下半年|中旬|上旬|下旬"
_DATE = re.compile(
    rf"(?<![\d.])(?P<y>{_YEAR})年(?:(?P<m>{_MONTH})月(?:份)?(?:(?P<d>{_DAY})[日号])?)?(?P<part>{_PART})?"
    rf"|(?<![\d.])(?P<y2>(?:19|20)\d{{2}})(?P<sep>[-/.])(?P<m2>{_MONTH})(?P=sep)(?P<d2>{_DAY})(?![\d.%])"
    rf"|(?<![\d.])(?P<y3>(?:19|20)\d{{2}})(?=[-~至到](?:19|20)\d{{2}}年)"
    rf"|(?<![\d.一二三四五六七八九十])(?P<m4>{_MONTH})月(?:份)?(?:(?P<d4>{_DAY})[日号])?(?P<part4>底|末|初|中旬|上旬|下旬)?"
)
# the n-th five-year plan ends in 1955 + 5n; without its end it is a name, and no number
_PERIOD = re.compile(
    r"(?P<n>[一二三四五六七八九十]{1,3})五(?=[\"规期时以末收])[\"]?(?:规划|时期|期)?(?P<end>末|期末|收官)?"
)
_BEFORE = re.compile(r"(?:截至|截止|截止到|不迟于|不晚于|早于)(?:时间|日期)?(?:为|是|到|:)?$")
_AFTER = re.compile(r"(?:自|从|不早于|晚于)$")
_FOLLOWED_BEFORE = re.compile("(?:之|以)?前|止|为止|截止")
_FOLLOWED_AFTER = re.compile("(?:之|以)?后|起")


def take(text: str) -> tuple[list[tuple[Day, int, int]], str]:
    """The dates with their places, and the text without them."""
    found = [(_day(match), *match.span()) for match in _DATE.finditer(text)]
    for match in _PERIOD.finditer(text):
        if match["end"]:
            found.append((Day(1955 + 5 * to_int(match["n"]), part="底"), *match.span()))
    blank = _DATE.sub(lambda match: "\0" * len(match.group()), text)
    return found, _PERIOD.sub(lambda match: "\0" * len(match.group()), blank)


def _day(match: re.Match[str]) -> Day:
    side = _side(match.string, *match.span())
    if match["y"]:
        return _ended(_int(match["y"]), _int(match["m"]), _int(match["d"]), match["part"] or "", side)
    if match["y2"]:
        return _ended(_int(match["y2"]), _int(match["m2"]), _int(match["d2"]), "", side)
    if match["y3"]:
        return Day(_int(match["y3"]), side=side)
    return _ended(None, _int(match["m4"]), _int(match["d4"]), match["part4"] or "", side)


def _int(text: str | None) -> int | None:
    return None if not text else int(text) if text[0].isdigit() else to_int(text)


def _ended(
    year: int | None, month: int | None, day: int | None, part: str, side: Literal["before", "after", ""]
) -> Day:
    part = part.removeprefix("年").replace("末", "底")
    if (month, day) == (12, 31):
        part = "底"
    return Day(year, month, day, part, side)


def _side(text: str, start: int, end: int) -> Literal["before", "after", ""]:
    if _BEFORE.search(text[:start]) or _FOLLOWED_BEFORE.match(text, end):
        return "before"
    return "after" if _FOLLOWED_AFTER.match(text, end) or _AFTER.search(text[:start]) else ""
