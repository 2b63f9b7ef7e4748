"""Numbering at the start of a paragraph: 第一编 第一章 第一节 第一条 一、 （一） 1. （1） ①."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from ingest.numerals import CHINESE_NUMERAL, from_int, to_int


class Style(IntEnum):
    """Kinds of numbering; the value is the rank, an outer level having the lower one."""

    ANNEX = 0  # 附件1
    BOOK = 1  # 第一编
    CHAPTER = 2  # 第一章
    SECTION = 3  # 第一节
    ARTICLE = 4  # 第一条
    FIRST = 5  # 一、
    QUESTION = 6  # 问： in a list of questions and answers
    SECOND = 7  # （一）
    STEP = 8  # 第一步
    THIRD = 9  # 1.
    FOURTH = 10  # （1）
    FIFTH = 11  # ①


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
    (Style.ANNEX, re.compile(r"附\s*件\s*(\d{0,2}|" + _N + r"{0,2})\s*[:：]?\s*$")),
    (Style.BOOK, re.compile(rf"第\s*({_N}+)\s*(编|篇|部分)\s+")),
    (Style.CHAPTER, re.compile(rf"第\s*({_N}+)\s*(章)(?![，。程])\s*")),
    (Style.SECTION, re.compile(rf"第\s*({_N}+)\s*(节)(?![，。课])\s*")),
    (Style.ARTICLE, re.compile(rf"第\s*({_N}+|\d+)\s*(条(?:之{_N}+)?)")),
    (Style.FIRST, re.compile(rf"({_N}+)\s*、\s*")),
    (Style.QUESTION, re.compile(r"(?:问|Q)()\s*[:：]\s*")),
    (Style.STEP, re.compile(rf"第\s*({_N}{{1,2}})\s*步\s*[:：，,、]?\s*")),
    (Style.SECOND, re.compile(rf"[（(]\s*({_N}+)\s*[)）]\s*、?\s*")),
    # "2. 152%" is a broken number; "1.2022年" is an item that begins with a year.
    (Style.THIRD, re.compile(r"(\d{1,3})\s*[.．、](?!\s*\d(?!\d{3}\s*年))\s*")),
    (Style.FOURTH, re.compile(r"[（(]\s*(\d{1,3})\s*[)）]\s*、?\s*")),
    (Style.FIFTH, re.compile(r"([①-⑳])\s*")),
)

# What follows a number of an article that is only referred to: 第五条第二款, 第五条规定的, 第五条和第六条.
_REFERENCE = re.compile(r"第|规定|所[列称规指]|的|之规定|、|，|,|；|和|至|或|与|及|中|以[及下]|）|\)|》|。")


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
    numeral = match.group(1)
    rest = text[match.end() :]
    spaced = rest[:1].isspace() or match.group(0)[-1:].isspace()
    if style is Style.ARTICLE and not spaced and _REFERENCE.match(rest):
        return None
    number = _value(numeral)
    label, prefix = _names(style, numeral, match.group(2) if match.re.groups > 1 else "")
    length = match.end() + len(rest) - len(rest.lstrip())
    return Marker(style, number, label, prefix, length, spaced)


def _value(numeral: str) -> int:
    if "①" <= numeral <= "⑳":
        return ord(numeral) - ord("①") + 1
    if numeral.isdigit():
        return int(numeral)
    return to_int(numeral) if numeral else 0


def _names(style: Style, numeral: str, unit: str) -> tuple[str, str]:
    match style:
        case Style.ANNEX:
            return f"附件{numeral}", f"附件{numeral} "
        case Style.BOOK | Style.CHAPTER | Style.SECTION | Style.ARTICLE:
            return f"第{numeral}{unit}", f"第{numeral}{unit} "
        case Style.FIRST:
            return numeral, f"{numeral}、"
        case Style.THIRD:
            return numeral, f"{numeral}."
        case Style.FIFTH:
            return numeral, numeral
        case Style.STEP:
            return f"第{numeral}步", f"第{numeral}步 "
        case Style.QUESTION:
            return "问", "问："
        case _:
            return f"（{numeral}）", f"（{numeral}）"
