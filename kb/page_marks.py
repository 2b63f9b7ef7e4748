"""Where words of a clause stand in the text of a page, whose line breaks, widths and punctuation may differ. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

Range = tuple[int, int]  # of characters of the page, half-open

_PIECE = 6  # characters of the least piece of a quote that other text runs through
_PART = 0.25  # of a quote must be on a page, where the page breaks it
_LONGEST = 4_000  # characters of a quote that are looked for in pieces


def find_quote(page: str, quote: str, clause: str = "") -> list[Range]:
    """The places of a quote: the one inside its clause where the clause is on the page, else the first one.

    Where nothing says it as a whole, its longest pieces, as on the two pages that share it.
    """
    text, at = _letters(page)
    wanted, around = _letters(quote)[0], _letters(clause)[0]
    if not wanted:
        return []
    start = text.find(around) if wanted in around else -1
    start = start + around.find(wanted) if start >= 0 else text.find(wanted)
    if start >= 0:
        return [(at[start], at[start + len(wanted) - 1] + 1)]
    if len(wanted) > _LONGEST:
        return []
    blocks = SequenceMatcher(None, text, wanted, autojunk=False).get_matching_blocks()
    pieces = [(block.a, block.size) for block in blocks if block.size >= _PIECE]
    if sum(size for _, size in pieces) < max(_PIECE, _PART * len(wanted)):
        return []
    return [(at[start], at[start + size - 1] + 1) for start, size in pieces]


def find_row(page: str, cells: Sequence[str]) -> list[Range]:
    """The cells of a table's row, all of them and close together, or nothing."""
    text, at = _letters(page)
    wanted = [letters for cell in cells if (letters := _letters(cell)[0])]
    if not wanted:
        return []
    best: list[Range] | None = None
    for start in _occurrences(text, wanted[0]):
        end, found = start + len(wanted[0]), [(start, start + len(wanted[0]))]
        for cell in wanted[1:]:
            place = text.find(cell, end)
            if place < 0:
                break
            end = place + len(cell)
            found.append((place, end))
        if len(found) == len(wanted) and (best is None or end - start < best[-1][1] - best[0][0]):
            best = found
    if best is None or best[-1][1] - best[0][0] > 2 * sum(map(len, wanted)) + _PIECE:
        return []
    return [(at[start], at[end - 1] + 1) for start, end in best]


def _occurrences(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _letters(text: str) -> tuple[str, list[int]]:
    """Letters and digits in one form, and where each stands in `text`."""
    letters: list[str] = []
    at: list[int] = []
    for index, char in enumerate(text):
        for one in unicodedata.normalize("NFKC", char).lower():
            if one.isalnum():
                letters.append(one)
                at.append(index)
    return "".join(letters), at
