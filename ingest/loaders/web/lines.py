"""The elements of a page as lines of text: paragraphs, numbered list items, headings, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html

from ingest.loaders.grid import Cell, Grid, cell_text, lay_grids
from ingest.markers import read_marker
from ingest.numerals import from_int

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table tbody td tfoot th thead title tr ul "
    "ucapcontent ucaptitle publishtime".split()
)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0\u2002\u2003]+")
_MOST_LAYOUT_CELLS = 6
_LAYOUT_CHARS = 800
_MOST_SPAN = 1000
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    depth: int = 0  # of a heading
    links: tuple[tuple[str, str], ...] = ()  # words and address of the links in it
    linked: int = 0  # characters inside links
    bold: bool = False  # all of it


@dataclass(frozen=True, slots=True)
class Table:
    grid: Grid


def read_lines(element: html.HtmlElement, name: str = "") -> list[Line | Table]:
    """What the element says, in order; white space is as a browser shows it."""
    reader = _Reader(name)
    reader.read(element)
    reader.end_line()
    return reader.found


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Line | Table] = []
        self.parts: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.linked = 0
        self.bold = 0
        self.depth = 0

    def read(self, element: html.HtmlElement, in_link: bool = False, in_bold: bool = False) -> None:
        if not isinstance(element.tag, str):
            return
        tag = element.tag
        if tag == "br":
            self.end_line()
            return
        if tag == "table" and not is_layout(element):
            self.end_line()
            self.table(element)
            return
        block = tag in _BLOCKS
        if block:
            self.end_line()
        if re.fullmatch("h[1-6]", tag):
            self.depth = int(tag[1])
        if tag == "li":
            self.item(element)
        if tag == "a":
            words = _SPACE.sub(" ", element.text_content()).strip()
            self.links.append((words, element.get("href") or ""))
        in_link = in_link or tag == "a"
        in_bold = in_bold or tag in ("b", "strong") or _BOLD.search(element.get("style") or "") is not None
        self.put(element.text, in_link, in_bold)
        for child in element:
            self.read(child, in_link, in_bold)
            self.put(child.tail, in_link, in_bold)
        if block:
            self.end_line()
        if re.fullmatch("h[1-6]", tag):
            self.depth = 0
        if tag in ("td", "th"):
            self.end_line()

    def put(self, text: str | None, in_link: bool, in_bold: bool) -> None:
        if text:
            self.parts.append(text)
            size = len("".join(text.split()))
            self.linked += size * in_link
            self.bold += size * in_bold

    def end_line(self) -> None:
        text = _SPACE.sub(" ", "".join(self.parts)).strip(" \u200b\ufeff")
        if text.strip("\u3000"):
            bold = self.bold >= len("".join(text.split()))
            self.found.append(Line(text, self.depth, tuple(self.links), self.linked, bold))
        self.parts, self.links, self.linked, self.bold = [], [], 0, 0

    def item(self, element: html.HtmlElement) -> None:
        """The number a browser shows before an item of a numbered list."""
        holder = element.getparent()
        if (
            holder is None
            or holder.tag != "ol"
            or "none" in (holder.get("style") or "").replace(" ", "").split(":")[-1:]
        ):
            return
        if re.search(r"list-style(-type)?\s*:\s*none", f"{holder.get('style') or ''};{element.get('style') or ''}"):
            return
        if read_marker(_SPACE.sub(" ", element.text_content()).strip()):
            return
        number = _integer(holder.get("start"), 1)
        for item in holder:
            if item.tag != "li":
                continue
            number = _integer(item.get("value"), number)
            if item is element:
                break
            number += 1
        self.parts.append(_list_number(number, holder.get("type") or "", holder.get("style") or ""))

    def table(self, element: html.HtmlElement) -> None:
        caption = element.find("caption")
        words = " ".join((caption.text_content() if caption is not None else "").split())
        if words:
            self.found.append(Line(words))
        grids = lay_grids([[_cell(cell) for cell in row] for row in _rows(element)], self.name)
        self.found += [Table(grid) for grid in grids]


def is_layout(table: html.HtmlElement) -> bool:
    """A table that only places things on the page: one column or row, other tables inside, or one cell with nearly all."""
    if any(True for _ in table.iterdescendants("table")):
        return True
    rows = [row for row in _rows(table) if row]
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return True
    sizes = sorted(len("".join(cell.text_content().split())) for row in rows for cell in row)
    return len(sizes) <= _MOST_LAYOUT_CELLS and sizes[-1] > _LAYOUT_CHARS


def _rows(table: html.HtmlElement) -> list[list[html.HtmlElement]]:
    return [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]


def _cell(element: html.HtmlElement) -> Cell:
    lines = [found.text for found in read_lines(element) if isinstance(found, Line)]
    group = any(e.tag == "thead" for e in element.iterancestors())
    rows, columns = (min(_integer(element.get(side), 1), _MOST_SPAN) for side in ("rowspan", "colspan"))
    return Cell(cell_text(lines), max(rows, 1), max(columns, 1), element.tag == "th" or group)


def _integer(text: str | None, otherwise: int) -> int:
    match = re.match(r"\s*(-?\d{1,6})", text or "")
    return int(match[1]) if match else otherwise


def _list_number(number: int, kind: str, style: str) -> str:
    if re.search("cjk|chinese|ideographic", style) and 0 < number < 100:
        return f"{from_int(number)}、"
    if (kind in "aA" and kind and 1 <= number <= 26) or re.search("(lower|upper)-(alpha|latin)", style):
        letter = chr(ord("a") + (number - 1) % 26)
        return f"{letter.upper() if kind == 'A' or 'upper' in style else letter}."
    if kind in ("i", "I") or "roman" in style:
        words = "".join(_roman(max(1, min(number, 39))))
        return f"{words.upper() if kind == 'I' or 'upper' in style else words}."
    return f"{number}."


def _roman(number: int) -> Iterator[str]:
    for value, letters in _ROMAN:
        while number >= value:
            yield letters
            number -= value
