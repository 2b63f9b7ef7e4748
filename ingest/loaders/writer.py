"""Write the text of a source line by line, noting where pages, headings and tables stand."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.loaders.grid import Grid
from ingest.types import Fact, Source, SourceTable, Span

_PAGE_BREAK = "\n\f\n"
_CELL_BREAK = "\t"


class TextWriter:
    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._headings: list[tuple[int, int]] = []
        self._tables: list[SourceTable] = []
        self._pages: list[Span] = []
        self._page_start: int | None = None

    def line(self, text: str, depth: int = 0) -> Span:
        """One paragraph; `depth` is 1 to 6 for a heading. Returns its place."""
        start = self._length
        if depth:
            self._headings.append((start, depth))
        self._put(text)
        self._put("\n")
        return Span(start, start + len(text))

    def table(self, grid: Grid) -> None:
        """A row a line, its caption above it. What is no table in earnest is written as plain lines."""
        if len(grid.rows) < 2 or len(grid.rows[0]) < 2:
            for line in filter(None, (grid.caption, *(cell for row in grid.written for cell in row))):
                for piece in line.split("\n"):
                    self.line(piece)
            return
        start = self._length
        for line in filter(None, grid.caption.split("\n")):
            self.line(line)
        spans = [self.line(_CELL_BREAK.join(" ".join(cell.split()) for cell in row)) for row in grid.written]
        span = Span(start, spans[-1].end)
        self._tables.append(SourceTable(span, grid.rows, tuple(spans), grid.header_rows, grid.caption))

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
            warnings=tuple(warnings),
        )

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
