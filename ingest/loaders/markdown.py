"""Tables of Markdown: lines of cells between bars, below names and a line of dashes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.types import SourceTable, Span

_DASHES = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_ROW = re.compile(r"\s*\|.*|.*\S\s*\|\s*\S.*")
_BAR = re.compile(r"(?<!\\)\|")
_MARKS = re.compile(r"!\[[^\]]*\]\([^)]*\)|\[([^\]]*)\]\([^)]*\)|\*\*|`|<br\s*/?>", re.I)
_LEAST_COLUMNS = 2


def markdown_tables(text: str) -> tuple[SourceTable, ...]:
    return tuple(_tables(text))


def _tables(text: str) -> Iterator[SourceTable]:
    lines = [Span(match.start(), match.end()) for match in re.finditer(r"[^\r\n]*", text) if match.group()]
    index = 0
    while index + 1 < len(lines):
        names = _cells(text, lines[index])
        below = text[lines[index + 1].start : lines[index + 1].end]
        is_table = len(names) >= _LEAST_COLUMNS and "|" in below and _DASHES.fullmatch(below)
        if not is_table or len(_cells(text, lines[index + 1])) != len(names):
            index += 1
            continue
        end = index + 2
        while end < len(lines) and _follows(text, lines[end - 1], lines[end]):
            end += 1
        body = lines[index + 2 : end]
        if body:
            head = Span(lines[index].start, lines[index + 1].end)  # with the line of dashes
            rows = [names, *((_cells(text, line) + [""] * len(names))[: len(names)] for line in body)]
            spans = (head, *body)
            yield SourceTable(Span(head.start, body[-1].end), tuple(map(tuple, rows)), spans)
        index = end


def _follows(text: str, above: Span, line: Span) -> bool:
    gap = text[above.end : line.start]
    near = gap.count("\n") <= 1 and gap.count("\r") <= 1
    return near and _ROW.fullmatch(text[line.start : line.end]) is not None


def _cells(text: str, line: Span) -> list[str]:
    """The cells of a line without Markdown's marks; [] when it is no row."""
    words = text[line.start : line.end]
    if not _ROW.fullmatch(words):
        return []
    inner = re.sub(r"^\s*\|", "", words)
    inner = re.sub(r"(?<!\\)\|\s*$", "", inner)
    return [_MARKS.sub(lambda m: m[1] or "", cell).replace("\\|", "|").strip() for cell in _BAR.split(inner)]
