"""What one page of a PDF holds: lines of text, bordered tables, pictures."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.loaders.grid import Cell
from ingest.loaders.pdf_tables import Box, Char, Lattice, find_lattices

if TYPE_CHECKING:
    import pypdfium2

_MOST_PATHS = 20_000  # more are a map or a drawing
_MOST_SEGMENTS = 400
_DEPTH = 3
_FEW_RULES = 3
_PICTURE = 0.3  # share of the page
_GLYPH_SHAPES = 200  # characters turned into shapes


@dataclass(frozen=True, slots=True)
class TextLine:
    text: str


@dataclass(frozen=True, slots=True)
class PageTable:
    rows: list[list[Cell]]
    xs: tuple[float, ...]  # edges of its columns


def page_pieces(page: pypdfium2.PdfPage) -> list[TextLine | PageTable]:
    """Lines and tables of the text layer in reading order."""
    textpage = page.get_textpage()
    lattices = find_lattices(*_rules(page))
    if not lattices:
        return [TextLine(line) for line in _lines(textpage.get_text_range(errors="replace"))]
    pieces: list[TextLine | PageTable] = []
    inside: dict[int, list[Char]] = {}
    places: dict[int, int] = {}  # of each table among the pieces
    line: list[str] = []
    for char in _chars(textpage):
        if isinstance(char, str):
            line.append(char)
            continue
        number = next((i for i, lattice in enumerate(lattices) if lattice.holds(char)), None)
        if number is None:
            line.append(char.text)
            continue
        if number not in places:
            pieces += [TextLine(text) for text in _lines("".join(line))]
            line.clear()
            places[number] = len(pieces)
            pieces.append(PageTable([], ()))
        inside.setdefault(number, []).append(char)
    pieces += [TextLine(text) for text in _lines("".join(line))]
    for number, place in places.items():
        lattice = lattices[number]
        pieces[place] = PageTable(lattice.cells(inside[number]), lattice.xs)
    return pieces


def poor_share(text: str) -> float:
    """Share of characters that say nothing: fonts without a map to characters give such."""
    seen = [char for char in text if not char.isspace()]
    poor = sum(unicodedata.category(char) in ("Co", "Cn", "Cc") or char == "\ufffd" for char in seen)
    return poor / len(seen) if seen else 0.0


def shows_picture(page: pypdfium2.PdfPage) -> bool:
    """Pictures cover a good part of the page (scanners cut one into strips), or shapes too many for rules and boxes."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    area, shapes = 0.0, 0
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH], max_depth=_DEPTH):
        if item.type == pdfium.FPDF_PAGEOBJ_PATH:
            shapes += 1
        elif item.level:  # inside a form, where its place on the page is not told
            return True
        else:
            left, bottom, right, top = item.get_bounds()
            area += (right - left) * (top - bottom)
    return area >= _PICTURE * width * height or shapes >= _GLYPH_SHAPES


def _lines(text: str) -> Iterator[str]:
    for line in text.replace("\ufffe", "").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line.strip():
            yield line.strip()


def _chars(textpage: pypdfium2.PdfTextPage) -> Iterator[Char | str]:
    """The characters with their places; those pdfium adds, such as line breaks, without."""
    import pypdfium2.raw as pdfium

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        text = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if pdfium.FPDFText_IsGenerated(textpage, index) == 1 or not text.strip():
            yield text
            continue
        pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
        yield Char(text, (left.value, bottom.value, right.value, top.value))


def _rules(page: pypdfium2.PdfPage) -> tuple[list[Box], list[tuple[float, float, float, float]]]:
    """Thin shapes and stroked lines of the page; none where there are so few that no table is drawn."""
    import pypdfium2.raw as pdfium

    boxes: list[Box] = []
    segments: list[tuple[float, float, float, float]] = []
    for count, path in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=1)):
        if count > _MOST_PATHS:
            return [], []
        box = path.get_bounds()
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        if min(box[2] - box[0], box[3] - box[1]) <= 3:
            boxes.append(box)
        elif stroke.value:
            segments += _segments(path)
    return (boxes, segments) if len(boxes) + len(segments) > _FEW_RULES else ([], [])


def _segments(path: Any) -> Iterator[tuple[float, float, float, float]]:
    """The straight pieces of a stroked path, in the coordinates of the page."""
    import pypdfium2.raw as pdfium

    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    before = start = (0.0, 0.0)
    for index in range(min(pdfium.FPDFPath_CountSegments(path), _MOST_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield (*before, *point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield (*point, *start)
        before = point
