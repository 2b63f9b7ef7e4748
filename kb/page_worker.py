"""The process that renders one page for `kb.facsimile`: JSON line and PDF in, JSON line and picture out. Not for people."""

from __future__ import annotations

import ctypes
import io
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ingest.worker import limit_memory
from kb.page_marks import Range, find_quote, find_row

if TYPE_CHECKING:
    import pypdfium2

_WIDTH = 1_200  # pixels
_HEIGHT = 3_600  # at most
_QUALITY = 82
_AHEAD = 6  # pages over which a clause may go on
_OUT = 0.002  # of the page, by which a mark is larger than its characters


def main(memory: int) -> None:
    wanted = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    limit_memory(memory)
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    page, ranges = _page(document, wanted)
    picture = document[page].render(scale=_scale(*document[page].get_size())).to_pil().convert("RGB")
    marks = list(_rectangles(document[page], ranges, *picture.size))
    image = io.BytesIO()
    picture.save(image, "WEBP", quality=_QUALITY)
    head = {"page": page + 1, "pages": len(document), "width": picture.width, "height": picture.height, "marks": marks}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + image.getvalue())


def _page(document: pypdfium2.PdfDocument, wanted: dict[str, Any]) -> tuple[int, list[Range]]:
    """The number of the page to show, from 0, and the characters to mark on it."""
    first = min(max(wanted["from"] - 1, 0), len(document) - 1)
    span = range(first, min(first + _AHEAD, len(document)))
    if wanted["page"] is not None:
        page = int(wanted["page"]) - 1
        if not 0 <= page < len(document):
            raise IndexError(page)
        return page, _found(document, page, wanted) if page in span else []
    for page in span:
        if ranges := _found(document, page, wanted):
            return page, ranges
    return first, []


def _found(document: pypdfium2.PdfDocument, page: int, wanted: dict[str, Any]) -> list[Range]:
    textpage = document[page].get_textpage()
    text = textpage.get_text_range(errors="replace")
    if len(text) != textpage.count_chars():  # characters and indexes do not match where one takes two units
        return []
    return find_row(text, wanted["cells"]) or find_quote(text, wanted["quote"], wanted["clause"])


def _scale(width: float, height: float) -> float:
    return min(_WIDTH / max(width, 1.0), _HEIGHT / max(height, 1.0))


def _rectangles(page: pypdfium2.PdfPage, ranges: list[Range], width: int, height: int) -> Iterator[list[float]]:
    """One rectangle for each line of marked characters, in shares of the picture, also of a turned page."""
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    x, y = ctypes.c_int(), ctypes.c_int()

    def device(px: float, py: float) -> tuple[float, float]:
        pdfium.FPDF_PageToDevice(page, 0, 0, width, height, 0, px, py, x, y)
        return x.value / width, y.value / height

    for start, end in ranges:
        line: list[float] = []  # left, top, right, bottom
        for index in range(start, end):
            left, bottom, right, top = textpage.get_charbox(index, loose=True)
            if right - left <= 0 or top - bottom <= 0:
                continue
            (x1, y1), (x2, y2) = device(left, top), device(right, bottom)
            box = [min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)]
            if line and _same_line(line, box):
                line = [min(line[0], box[0]), min(line[1], box[1]), max(line[2], box[2]), max(line[3], box[3])]
                continue
            if line:
                yield _outside(line)
            line = box
        if line:
            yield _outside(line)


def _same_line(line: list[float], box: list[float]) -> bool:
    middle = (box[1] + box[3]) / 2
    return line[1] <= middle <= line[3]


def _outside(box: list[float]) -> list[float]:
    left, top = max(box[0] - _OUT, 0.0), max(box[1] - _OUT, 0.0)
    return [round(v, 4) for v in (left, top, min(box[2] + _OUT, 1.0) - left, min(box[3] + _OUT, 1.0) - top)]
