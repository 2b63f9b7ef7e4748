"""Repair the text of a paragraph and remember where each character stood in the source.

Line breaks of a PDF leave spaces inside words and numbers; converters leave half-width punctuation
between Chinese characters. Both are repaired here and nowhere else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.types import Span

_INVISIBLE = frozenset("\ufeff\u200b\u200c\u200d\u2060\u00ad")
_FULL_WIDTH = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
_BRACKETS = {"(": "（", ")": "）"}
_WIDE_PUNCTUATION = frozenset("“”‘’…—·")
_AFTER_NUMBER = frozenset("%‰℃)]")  # a comma after these separates clauses, not digits
_NO_SPACE_BEFORE = frozenset(",;:!?)]%")
_NO_SPACE_AFTER = frozenset("([")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Clean text; `origin[i]` is the index in the source of character i."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Source span of text[start:end], which must not be empty."""
        return Span(self.origin[start], self.origin[end - 1] + 1)


def is_wide(char: str) -> bool:
    """True for Chinese characters and full-width or Chinese punctuation."""
    return (
        "\u3400" <= char <= "\u9fff"
        or "\u3001" <= char <= "\u303f"
        or "\uff01" <= char <= "\uff60"
        or char in _WIDE_PUNCTUATION
        or "\U00020000" <= char <= "\U0003ffff"
    )


def clean(text: str) -> str:
    """Clean text of one paragraph."""
    return clean_pieces(text, [Span(0, len(text))]).text


def clean_pieces(source: str, pieces: Iterable[Span]) -> Cleaned:
    """Clean the paragraph made of `pieces` of `source`; white space between two counts as a space."""
    chars: list[str] = []
    origin: list[int] = []
    end = 0
    for piece in pieces:
        gap, end = source[end : piece.start], piece.end
        if chars and chars[-1] != " " and any(char.isspace() for char in gap):
            chars.append(" ")
            origin.append(origin[-1])
        for index in range(piece.start, piece.end):
            char = _canonical(source[index])
            if char == "" or (char == " " and (not chars or chars[-1] == " ")):
                continue
            chars.append(char)
            origin.append(index)
    if chars and chars[-1] == " ":
        chars.pop()
        origin.pop()
    _widen_brackets(chars)
    _widen_punctuation(chars)
    kept = [i for i, char in enumerate(chars) if char != " " or _keeps_space(chars, i)]
    return Cleaned("".join(chars[i] for i in kept), tuple(origin[i] for i in kept))


def _canonical(char: str) -> str:
    """One character for one: any white space as a space, full-width letters and digits as ASCII,
    the Kangxi radicals some PDF fonts yield as the characters they look like."""
    if char.isspace():
        return " "
    if char in _INVISIBLE:
        return ""
    if "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff":
        return unicodedata.normalize("NFKC", char)
    if "\uff01" <= char <= "\uff5e":
        ascii_char = chr(ord(char) - 0xFEE0)
        return ascii_char if ascii_char.isalnum() or ascii_char == "%" else char
    return char


def _neighbour(chars: list[str], index: int, step: int) -> str:
    """Nearest character that is not a space, "" at the end."""
    index += step
    while 0 <= index < len(chars):
        if chars[index] != " ":
            return chars[index]
        index += step
    return ""


def _widen_brackets(chars: list[str]) -> None:
    """Widen a bracket pair that stands in Chinese text; (a) in Latin text and f(x) stay."""
    open_at: list[int] = []
    for index, char in enumerate(chars):
        if char in "(（":
            open_at.append(index)
        elif char in ")）":
            start = open_at.pop() if open_at else None
            inside = chars[start + 1 : index] if start is not None else []
            outside = (_neighbour(chars, index if start is None else start, -1), _neighbour(chars, index, 1))
            if any(is_wide(c) for c in (*inside, *outside) if c):
                for place in (index,) if start is None else (start, index):
                    chars[place] = _BRACKETS.get(chars[place], chars[place])
    for index in open_at:
        if is_wide(_neighbour(chars, index, 1) or " "):
            chars[index] = _BRACKETS.get(chars[index], chars[index])


def _widen_punctuation(chars: list[str]) -> None:
    chinese = any(is_wide(char) for char in chars)
    for index, char in enumerate(chars):
        if char in _FULL_WIDTH:
            before, after = _neighbour(chars, index, -1), _neighbour(chars, index, 1)
            wide = any(is_wide(c) for c in (before, after) if c)
            if wide or (chinese and before in _AFTER_NUMBER):
                chars[index] = _FULL_WIDTH[char]


def _keeps_space(chars: list[str], index: int) -> bool:
    """A space survives only between Latin words or between separate numbers."""
    before, after = chars[index - 1], chars[index + 1]
    if is_wide(before) or is_wide(after) or after in _NO_SPACE_BEFORE or before in _NO_SPACE_AFTER:
        return False
    broken_decimal = before == "." and index >= 2 and chars[index - 2].isdigit() and after.isdigit()
    broken_before_point = before.isdigit() and after == "." and index + 2 < len(chars) and chars[index + 2].isdigit()
    return not (broken_decimal or broken_before_point)
