"""Numbering at the start of a paragraph: 第一编 第一章 第一节 第一条 一、 （一） 1. （1） ①."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from ingest.numerals import CHINESE_NUMERAL, from_int, to_int


class Style(IntEnum):
    """Kinds of numbering; the value is the rank, an outer level having the lower one."""

    ANNEX = 0  # 附件1 附表1 附录一
    BOOK = 1  # 第一编
    PART = 2  # 第一分编
    CHAPTER = 3  # 第一章
    SECTION = 4  # 第一节
    ARTICLE = 5  # 第一条
    FIRST = 6  # 一、
    QUESTION = 7  # 问： in a list of questions and answers
    SECOND = 8  # （一）
    STEP = 9  # 第一步 步骤一 Step 1
    THIRD = 10  # 1.
    FOURTH = 11  # （1）
    FIFTH = 12  # ①


@dataclass(frozen=True, slots=True)
class Marker:
    """`label` is the marker's part of an address, `prefix` its form before a heading, `length` what it takes
    of the raw text, trailing spaces included. `number` is 0 where the document gives none."""

    style: Style
    number: int
    label: str
    prefix: str
    length: int
    spaced: bool  # white space follows, as after the number of an article


_N = CHINESE_NUMERAL
_PATTERNS: tuple[tuple[Style, re.Pattern[str]], ...] = (
    (Style.ANNEX, re.compile(rf"(?P<unit>附\s*[件表录])\s*(?P<n>\d{{0,2}}|{_N}{{0,2}})\s*[:：]?\s*$")),
    (Style.ANNEX, re.compile(rf"(?P<unit>附\s*[件表录])\s*(?P<n>\d{{1,2}}|{_N}{{1,2}})(?:\s*[:：]\s*|\s+)(?=\S)")),
    (Style.BOOK, re.compile(rf"第\s*(?P<n>{_N}+)\s*(?P<unit>编|篇|部分)(?:\s+|\s*[：:]\s*)")),
    (Style.PART, re.compile(rf"第\s*(?P<n>{_N}+)\s*(?P<unit>分编)\s*")),
    (Style.CHAPTER, re.compile(rf"第\s*(?P<n>{_N}+)\s*(?P<unit>章)(?![，。程])\s*")),
    (Style.SECTION, re.compile(rf"第\s*(?P<n>{_N}+)\s*(?P<unit>节)(?![，。课能约日])\s*")),
    (Style.ARTICLE, re.compile(rf"第\s*(?P<n>{_N}+|\d+)\s*(?P<unit>条(?:之{_N}+)?)")),
    # "一、二级" is a pair of numbers.
    (Style.FIRST, re.compile(rf"(?P<n>{_N}+)\s*、(?!\s*{_N}+[级类档等条项款线产季月年倍个种审])\s*")),
    (
        Style.QUESTION,
        re.compile(rf"[【\[]?(?:问题?|提问|[Qq])\s*(?P<n>\d{{0,3}}|{_N}{{0,3}})\s*[】\]:：.．、]\s*[:：]?\s*"),
    ),
    (Style.STEP, re.compile(rf"第\s*(?P<n>{_N}{{1,2}})\s*(?P<unit>步)(?!骤的|伐)\s*[:：，,、]?\s*")),
    (Style.STEP, re.compile(rf"(?P<unit>步骤)\s*(?P<n>{_N}{{1,2}}|\d{{1,2}})\s*[:：，,、.．]?\s*")),
    (Style.STEP, re.compile(r"(?P<unit>step)\s*(?P<n>\d{1,2})\s*[:：，,、.．]?\s*", re.I)),
    (Style.SECOND, re.compile(rf"[（(]\s*(?P<n>{_N}+)\s*[)）]\s*(?:、(?!\s*[（(第]))?\s*")),
    # "2. 152%" is a broken number; "1.2022年" is an item that begins with a year.
    (Style.THIRD, re.compile(r"(?P<n>\d{1,3})\s*[.．、](?!\s*\d(?!\d{3}\s*年))\s*")),
    (Style.THIRD, re.compile(r"(?P<n>[⒈-⒛])\s*")),
    (Style.FOURTH, re.compile(r"[（(]\s*(?P<n>\d{1,3})\s*[)）]\s*(?:、(?!\s*[（(第]))?\s*")),
    (Style.FOURTH, re.compile(r"(?P<n>[⑴-⒇])\s*")),
    (Style.FOURTH, re.compile(r"(?P<n>\d{1,2})[)）]\s*(?:、(?!\s*[（(第]))?\s*")),
    (Style.FIFTH, re.compile(r"(?P<n>[①-⑳])\s*")),
)
_SOFT = re.compile(r"(?P<n>\d{1,2})\s*[.．、]\s*(?=\d)")
_CIRCLED = {"①": 1, "⑴": 1, "⒈": 1}  # first of each run of twenty

# What follows a number that is only referred to: 第五条第二款, 第五条规定的, 第五条和第六条, 第二章规定的, （一）项.
_REFERENCE = re.compile(
    rf"第[（(]?{_N}+[)）]?[款项条目]|规定|所[列称规指述]|的|之规定|、|，|,|；|至|和(?:第|本|《|附)|或者?第|与(?:第|本|《)|及(?:第|其|本|《)"
    r"|中(?:的|所|规定|，|关于|有关)|以[及外]|[)）》”。]|款|件|例"
)
# The same after a space, which a line break may have left; an article may well begin with other words of these.
_SPACED_REFERENCE = re.compile(rf"第[（(]?{_N}+[)）]?[款项条目]|规定的|所[列称]|的规定|[、至和或]第|或者第")
_CHAPTER_REFERENCE = re.compile(rf"(?:中?的?|所)?规定|第{_N}+[节条]|[、至和或及]第|的(?:规定|有关|要求|内容)")
_ITEM_REFERENCE = re.compile(rf"[项目款](?![目标前的])|[、至和或及]\s*[（(]\s*(?:{_N}+|\d+)\s*[)）]|[、至和或及]第")


def read_marker(text: str) -> Marker | None:
    """The marker that text (without leading space) begins with."""
    for style, pattern in _PATTERNS:
        match = pattern.match(text)
        if match:
            return _marker(style, match, text)
    return None


def make_marker(style: Style, number: int) -> Marker:
    """The marker a document would have for this number; for one lost in conversion."""
    numeral = {Style.THIRD: str(number), Style.FOURTH: str(number)}.get(style, from_int(number))
    label, prefix = _names(style, numeral, "")
    return Marker(style, number, label, prefix, 0, False)


def _marker(style: Style, match: re.Match[str], text: str) -> Marker | None:
    groups = match.groupdict()
    numeral, unit = groups["n"], re.sub(r"\s", "", groups.get("unit") or "")
    rest = text[match.end() :]
    spaced = rest[:1].isspace() or match.group(0)[-1:].isspace()
    if _is_reference(style, rest.lstrip(), spaced):
        return None
    number = _value(numeral)
    if numeral.isdecimal() or style in (Style.THIRD, Style.FOURTH):
        numeral = str(number)  # also of full-width digits, ⒈ and ⑴
    label, prefix = _names(style, numeral, unit)
    length = match.end() + len(rest) - len(rest.lstrip())
    return Marker(style, number, label, prefix, length, spaced)


def soft_number(text: str) -> tuple[int, int] | None:
    """Number and length of "1.3人户", which is item 1 only among its likes: alone it may be the number 1.3."""
    match = _SOFT.match(text)
    return (int(match["n"]), match.end()) if match else None


def _is_reference(style: Style, rest: str, spaced: bool) -> bool:
    if style is Style.ARTICLE:
        return bool((_SPACED_REFERENCE if spaced else _REFERENCE).match(rest))
    if style in (Style.BOOK, Style.PART, Style.CHAPTER, Style.SECTION):
        return bool(_CHAPTER_REFERENCE.match(rest))
    if style in (Style.SECOND, Style.FOURTH):
        return bool(_ITEM_REFERENCE.match(rest))
    return False


def _value(numeral: str) -> int:
    for first in _CIRCLED:
        if first <= numeral <= chr(ord(first) + 19):
            return ord(numeral) - ord(first) + 1
    if numeral.isdecimal():
        return int(numeral)
    return to_int(numeral) if numeral else 0


def _names(style: Style, numeral: str, unit: str) -> tuple[str, str]:
    match style:
        case Style.ANNEX:
            return f"{unit}{numeral}", f"{unit}{numeral} "
        case Style.BOOK | Style.PART | Style.CHAPTER | Style.SECTION | Style.ARTICLE:
            return f"第{numeral}{unit}", f"第{numeral}{unit} "
        case Style.FIRST:
            return numeral, f"{numeral}、"
        case Style.THIRD:
            return numeral, f"{numeral}."
        case Style.FIFTH:
            return numeral, numeral
        case Style.STEP:
            label = f"第{numeral}步" if unit == "步" else f"步骤{numeral}"
            return label, f"{label} "
        case Style.QUESTION:
            return f"问{numeral}", "问："
        case _:
            return f"（{numeral}）", f"（{numeral}）"
