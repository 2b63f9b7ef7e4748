"""Write the text of a source line by line, noting where pages, headings and tables stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.loaders.grid import Grid
from ingest.table_clauses import column_names
from ingest.types import Fact, LineLook, Source, SourceTable, Span

_PAGE_BREAK = "\n\f\n"
_CELL_BREAK = "\t"


class TextWriter:
    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._headings: list[tuple[int, int]] = []
        self._tables: list[SourceTable] = []
        self._pages: list[Span] = []
        self._looks: list[LineLook] = []
        self._page_start: int | None = None

    def line(self, text: str, depth: int = 0) -> Span:
        """One paragraph; `depth` is 1 to 6 for a heading. Returns its place."""
        start = self._length
        if depth:
            self._headings.append((start, depth))
        self._put(text)
        self._put("\n")
        return Span(start, start + len(text))

    def seen_line(self, text: str, begins: bool, full: bool) -> None:
        """One line of a page, with how it stands there."""
        self._looks.append(LineLook(self._length, begins, full))
        self.line(text)

    def table(self, grid: Grid, *, goes_on: bool = False, caption: str = "") -> None:
        """A row a line, its caption above it. What is no table in earnest is written as plain lines.

        With `goes_on` it continues the table before, on a new page, maybe without the names of the columns.
        `caption` stands elsewhere, and comes before the caption it has of its own.
        """
        if goes_on and self._tables and (before := self._tables[-1]) and len(before.rows[0]) == len(grid.rows[0]):
            self._more_rows(grid, before)
            return
        if len(grid.rows) < 2 or len(grid.rows[0]) < 2:
            # one row or column places things on the page
            for line in filter(None, (grid.caption, *(cell for row in grid.written for cell in row))):
                for piece in line.split("\n"):
                    self.line(piece)
            return
        start = self._length
        for line in filter(None, grid.caption.split("\n")):
            self.line(line)
        spans = [self.line(_CELL_BREAK.join(" ".join(cell.split()) for cell in row)) for row in grid.written]
        span = Span(start, spans[-1].end)
        self._tables.append(
            SourceTable(
                span, grid.rows, tuple(spans), grid.header_rows, "\n".join(filter(None, (caption, grid.caption)))
            )
        )

    def _more_rows(self, grid: Grid, before: SourceTable) -> None:
        head = before.rows[: before.header_rows]
        repeated = bool(head) and grid.rows[: len(head)] == head
        rows = grid.rows if repeated else tuple(_carried(before.rows[-1], grid.rows))
        spans = [self.line(_CELL_BREAK.join(" ".join(cell.split()) for cell in row)) for row in grid.written]
        table = SourceTable(Span(spans[0].start, spans[-1].end), rows, tuple(spans), len(head) if repeated else 0)
        columns = () if repeated else column_names(before)
        self._tables.append(replace(table, columns=columns, caption=before.caption))

    def page(self) -> None:
        """What follows stands on a new page."""
        if self._page_start is not None:
            self._pages.append(Span(self._page_start, self._length))
            self._put(_PAGE_BREAK)
        self._page_start = self._length

    @property
    def is_empty(self) -> bool:
        return not any(part.strip("\ufeff \t\r\n\f\v\u3000\xa0\x00") for part in self._parts)

    def source(self, name: str, sha256: str, facts: Sequence[Fact] = (), warnings: Sequence[str] = ()) -> Source:
        if self._page_start is not None:
            self._pages.append(Span(self._page_start, self._length))
            self._page_start = None
        return Source(
            name,
            "".join(self._parts),
            sha256,
            pages=tuple(self._pages),
            tables=tuple(self._tables),
            facts=tuple(facts),
            headings=tuple(self._headings),
            looks=tuple(self._looks),
            warnings=tuple(warnings),
        )

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def _carried(above: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    """The rows, with the first cells that are blank from the top filled from the page before: a merged cell cut in two."""
    filled = list(rows)
    for column in range(len(above) - 1):
        if any(row[column] for row in filled[:1]):
            break
        for index, row in enumerate(filled):
            if row[column]:
                break
            filled[index] = (*row[:column], above[column], *row[column + 1 :])
    return filled
