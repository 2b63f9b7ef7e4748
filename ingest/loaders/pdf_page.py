"""What one page of a PDF holds: lines of text, bordered tables, pictures."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.loaders.grid import Cell
from ingest.loaders.lines import PlacedLine
from ingest.loaders.pdf_tables import Box, Char, Lattice, find_lattices

if TYPE_CHECKING:
    import pypdfium2

_MOST_PATHS = 20_000  # more are a map or a drawing
_MOST_SEGMENTS = 400
_DEPTH = 3
_FEW_RULES = 3
_INVISIBLE = re.compile(r"[\x00\ufffe\ufeff\u00ad]")
_PICTURE = 0.3  # share of the page
_GLYPH_SHAPES = 200  # characters turned into shapes


@dataclass(frozen=True, slots=True)
class PageTable:
    rows: list[list[Cell]]
    xs: tuple[float, ...]  # edges of its columns


def page_pieces(page: pypdfium2.PdfPage) -> list[PlacedLine | PageTable]:
    """Lines and tables of the text layer in reading order."""
    textpage = page.get_textpage()
    height = page.get_height()
    lattices = find_lattices(*_rules(page))
    pieces: list[PlacedLine | PageTable] = []
    inside: dict[int, list[Char]] = {}
    places: dict[int, int] = {}  # of each table among the pieces
    text = textpage.get_text_range(errors="replace")
    if len(text) != textpage.count_chars():  # characters and indexes do not match where one takes two units
        return [PlacedLine(line.strip()) for line in _tidy(text).split("\n") if line.strip()]
    for start, end in _line_ranges(text):
        line: list[int] = []
        for index in range(start, end) if lattices else ():
            number, char = _lattice_of(textpage, index, text[index], lattices)
            if number is None or char is None:
                line.append(index)
                continue
            if number not in places:
                pieces += _line(textpage, text, line, height)
                line = []
                places[number] = len(pieces)
                pieces.append(PageTable([], ()))
            inside.setdefault(number, []).append(char)
        pieces += _line(textpage, text, line if lattices else range(start, end), height)
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


def _tidy(text: str) -> str:
    return _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def _line_ranges(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\r\n]+", text):
        yield match.start(), match.end()


def _line(textpage: pypdfium2.PdfTextPage, text: str, indexes: Sequence[int], height: float) -> list[PlacedLine]:
    """The line of these characters, with its place as its first and last one tell; [] for a blank one."""
    seen = [index for index in indexes if not text[index].isspace() and text[index] not in "\x00\ufffe"]
    if not seen:
        return []
    words = _tidy("".join(text[index] for index in indexes)).strip()
    first, last = _loose_box(textpage, seen[0]), _loose_box(textpage, seen[-1])
    return [PlacedLine(words, first[0], height - first[3], last[2], height - first[1])]


def _loose_box(textpage: pypdfium2.PdfTextPage, index: int) -> Box:
    """The place of a character with the room its font gives it, which is the same for 一 and 国."""
    import pypdfium2.raw as pdfium

    box = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(textpage, index, box):
        return 0.0, 0.0, 0.0, 0.0
    return box.left, box.bottom, box.right, box.top


def _lattice_of(
    textpage: pypdfium2.PdfTextPage, index: int, text: str, lattices: Sequence[Lattice]
) -> tuple[int | None, Char | None]:
    """The table this character stands in, if any."""
    import pypdfium2.raw as pdfium

    if text.isspace() or text in "\x00\ufffe":
        return None, None
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
    char = Char(text, (left.value, bottom.value, right.value, top.value))
    return next((i for i, lattice in enumerate(lattices) if lattice.holds(char)), None), char


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
