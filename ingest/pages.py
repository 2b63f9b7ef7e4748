"""Paragraphs of a paged source: running heads and page numbers taken off, broken lines joined."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.blocks import Block, line_spans, make_block, parts_between, table_block
from ingest.markers import read_marker
from ingest.types import LineLook, Passage, Source, SourceTable, Span

_PAGE_NUMBER = re.compile(
    r"[-—–~·\s]*\d{1,4}[-—–~·\s]*|第\s*\d{1,4}\s*页(?:[，,\s]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
)
_EDGE_LINES = 2  # heads and feet are looked for in so many lines at the top and bottom of a page
_REPEATED_SHARE = 0.5
_REPEATED_PAGES = 3  # on two pages a repeated line may be chance
_FULL_LINE = 0.85  # a line at least this long, measured by the long lines of the file, goes on in the next
_ENDS = tuple("。；：！？.;:!?”）")


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    text: str
    page: int
    edge: bool
    table: SourceTable | None = None
    look: LineLook | None = None


def page_blocks(source: Source) -> tuple[list[Block], list[Passage]]:
    lines = _lines(source)
    furniture = _furniture(lines, len(source.pages))
    passages = [Passage(furniture[line], line.span) for line in lines if line in furniture]
    groups = _paragraphs([line for line in lines if line not in furniture])
    made = (_block(source, group) for group in groups)
    return [block for block in made if block], passages


def _block(source: Source, group: list[_Line]) -> Block | None:
    first = group[0]
    if first.table:
        return table_block(source, first.table, first.page)
    return make_block(source, tuple(line.span for line in group), first.page)


def _lines(source: Source) -> list[_Line]:
    """The lines of each page; a table counts as one."""
    lines = []
    for number, page in enumerate(source.pages, 1):
        found = list(_page_lines(source, page, number))
        for index, line in enumerate(found):
            edge = line.table is None and min(index, len(found) - 1 - index) < _EDGE_LINES
            lines.append(replace(line, edge=edge))
    return lines


def _page_lines(source: Source, page: Span, number: int) -> Iterator[_Line]:
    looks = {look.start: look for look in source.looks if page.start <= look.start < page.end}
    for part in parts_between(source, page):
        if isinstance(part, SourceTable):
            yield _Line(part.span, "", number, False, part)
            continue
        for span in line_spans(source.text, part):
            text = source.text[span.start : span.end].strip()
            if text:
                yield _Line(span, text, number, False, look=looks.get(span.start))


def _furniture(lines: list[_Line], pages: int) -> dict[_Line, str]:
    """Page numbers, and lines that recur at the edge of most pages, digits aside."""
    counts = Counter(shape for _, shape in {(line.page, _shape(line)) for line in lines if line.edge})
    found: dict[_Line, str] = {}
    for line in lines:
        if not line.edge:
            continue
        if _PAGE_NUMBER.fullmatch(line.text):
            found[line] = "page number"
        elif counts[_shape(line)] >= max(_REPEATED_PAGES, pages * _REPEATED_SHARE):
            found[line] = "page header"
    return found


def _shape(line: _Line) -> str:
    return re.sub(r"\d+|\s+", "", line.text)


def _paragraphs(lines: list[_Line]) -> list[list[_Line]]:
    if not lines:
        return []
    widths = sorted(_width(line.text) for line in lines if not line.table) or [0]
    full = widths[int(len(widths) * 0.9)] * _FULL_LINE
    groups = [[lines[0]]]
    for before, line in pairwise(lines):
        if _goes_on(before, line, full):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _goes_on(before: _Line, line: _Line, full: float) -> bool:
    """Is the line a part of the paragraph of the line before?"""
    if before.table or line.table:
        return False
    if _tiny(before, line):
        return True
    if read_marker(line.text):
        return False
    if before.look and line.look:
        return before.look.full and not (line.look.begins and before.page == line.page) and not _stops(before, line)
    width = _width(before.text)
    return width >= full and (not before.text.endswith(_ENDS) or width >= full / _FULL_LINE)


def _stops(before: _Line, line: _Line) -> bool:
    """On another page, where indents may differ, a line that begins a paragraph after one that ends a sentence."""
    return before.page != line.page and bool(line.look and line.look.begins) and before.text.endswith(_ENDS)


def _tiny(before: _Line, line: _Line) -> bool:
    """Characters set one below the other, as in a narrow table cell, make one text."""
    return len(before.text) <= 2 and len(line.text) <= 2


def _width(text: str) -> int:
    """Width in half-width columns."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
