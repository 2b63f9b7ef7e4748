"""Paragraphs and tables in the body of a Word file, in order, with their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.loaders.grid import Cell, Grid, cell_text, lay_grids
from ingest.loaders.word.numbering import Numbering, W
from ingest.loaders.word.styles import Styles, list_of, outline_of

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = frozenset(
    f"{W}{tag}" for tag in ("del", "moveFrom", "rPr", "pPr", "instrText", "delText", "txbxContent", "footnoteReference")
) | {f"{_MC}Fallback"}
_WRAPPERS = frozenset(f"{W}{tag}" for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
_TEXTS = {f"{W}tab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_HEADING_CHARS = 100
_MOST_DEPTH = 6
_LATIN_END = re.compile(r"[0-9A-Za-z]$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    depth: int = 0


class BodyReader:
    def __init__(self, numbering: Numbering, styles: Styles, name: str) -> None:
        self._numbering = numbering
        self._styles = styles
        self._name = name

    def read(self, body: Any) -> Iterator[Paragraph | Grid]:
        for element in body:
            if element.tag == f"{W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{W}tbl":
                yield from self._table(element)
            elif element.tag in _WRAPPERS:
                yield from self.read(element)
            elif element.tag == f"{_MC}AlternateContent":
                for choice in element.findall(f"{_MC}Choice"):
                    yield from self.read(choice)

    def _paragraph(self, element: Any) -> Iterator[Paragraph]:
        properties = element.find(f"{W}pPr")
        style_id = None if properties is None else _val(properties.find(f"{W}pStyle"))
        style = self._styles.of(style_id)
        number = self._number(properties, style_id)
        lines = "".join(_texts(element)).split("\n")
        if style.contents:
            return
        outline = outline_of(properties) if properties is not None else None
        outline = style.outline if outline is None else outline
        depth = 0
        if (
            outline is not None
            and outline < 9
            and not style.title
            and len(lines) == 1
            and len(lines[0]) <= _HEADING_CHARS
        ):
            depth = min(outline + 1, _MOST_DEPTH)
        if number and any(line.strip() for line in lines):
            apart = " " if _LATIN_END.search(number) or number.endswith(("条", "章", "节", "编", "款", "部分")) else ""
            lines[0] = f"{number}{apart}{lines[0].lstrip()}"
        for line in lines:
            if line.strip():
                yield Paragraph(line.strip(" \t\r"), depth)
        for box in _text_boxes(element):
            for inner in box.iterchildren(f"{W}p", f"{W}tbl"):
                if inner.tag == f"{W}p":
                    yield from self._paragraph(inner)

    def _number(self, properties: Any, style_id: str | None) -> str:
        list_id, level = (None, None) if properties is None else list_of(properties)
        style = self._styles.of(style_id)
        if list_id is None and style.list_id is not None:
            list_id = style.list_id
            if level is None:
                tied = self._numbering.level_of_style(list_id, style_id or style.list_style)
                level = tied if tied is not None else style.level
        return "" if list_id in (None, "0") else self._numbering.next(list_id, level or 0)

    def _table(self, table: Any) -> Iterator[Paragraph | Grid]:
        rows = list(_rows(table))
        placed = [list(_places(row)) for row in rows]
        cells: list[list[Cell]] = []
        for index, (row, places) in enumerate(zip(rows, placed, strict=True)):
            header = row.find(f"{W}trPr/{W}tblHeader") is not None
            line = []
            for start, width, cell, merge in places:
                if merge == "continue":
                    if index == 0 or not any(p[0] == start for p in placed[index - 1]):
                        line.append(Cell("", 1, width))
                    continue
                height = 1
                while merge == "restart" and _goes_on(placed, index + height, start):
                    height += 1
                text = "" if cell is None else cell_text([p.text for p in self._cell(cell)])
                line.append(Cell(text, height, width, header))
            cells.append(line)
        yield from lay_grids(cells, self._name)

    def _cell(self, cell: Any) -> Iterator[Paragraph]:
        """The paragraphs of a cell, those of tables in it too."""
        for piece in self.read(cell):
            if isinstance(piece, Paragraph):
                yield piece
            else:
                for row in piece.written:
                    yield from (Paragraph(text) for text in row if text)


_Place = tuple[int, int, Any, str]  # first column, columns, cell (None before the first), vertical merge


def _rows(table: Any) -> Iterator[Any]:
    for element in table:
        if element.tag == f"{W}tr":
            if element.find(f"{W}trPr/{W}del") is None:
                yield element
        elif element.tag in _WRAPPERS:
            yield from _rows(element)


def _cells(row: Any) -> Iterator[Any]:
    for element in row:
        if element.tag == f"{W}tc":
            yield element
        elif element.tag in _WRAPPERS:
            yield from _cells(element)


def _places(row: Any) -> Iterator[_Place]:
    column = _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
    if column:
        yield 0, column, None, ""
    for cell in _cells(row):
        properties = cell.find(f"{W}tcPr")
        merge = None if properties is None else properties.find(f"{W}vMerge")
        width = 1 if properties is None else _number(properties.find(f"{W}gridSpan"), 1)
        kind = "" if merge is None else (_val(merge) or "continue")
        yield column, max(1, width), cell, kind
        column += max(1, width)


def _goes_on(placed: list[list[_Place]], row: int, column: int) -> bool:
    return row < len(placed) and any(p[0] == column and p[3] == "continue" for p in placed[row])


def _texts(element: Any) -> Iterator[str]:
    """The words of a paragraph, without what is deleted, hidden, or in a text box."""
    for child in element:
        if child.tag in _SKIPPED or not isinstance(child.tag, str):
            continue
        if child.tag == f"{W}r" and child.find(f"{W}rPr/{W}vanish") is not None:
            continue
        if child.tag == f"{W}t":
            yield (child.text or "").replace("\n", " ")
        elif child.tag == f"{W}br":
            yield "" if child.get(f"{W}type") in ("page", "column") else "\n"
        elif child.tag in _TEXTS:
            yield _TEXTS[child.tag]
        else:
            yield from _texts(child)


def _text_boxes(paragraph: Any) -> Iterator[Any]:
    for box in paragraph.iter(f"{W}txbxContent"):
        outer = [ancestor.tag for ancestor in box.iterancestors()]
        if f"{_MC}Fallback" not in outer and f"{W}txbxContent" not in outer:
            yield box


def _val(element: Any) -> str | None:
    return None if element is None else element.get(f"{W}val")


def _number(element: Any, otherwise: int) -> int:
    value = _val(element) or ""
    return int(value) if value.isdigit() and len(value) < 5 else otherwise
