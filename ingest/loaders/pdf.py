"""PDF files: text with its pages, bordered tables, and pages that are pictures through character recognition.

pdfium reads the text: on the same pages it gave the same words as pypdf at thirteen times the speed, and it knows
where each character stands, which tables need. pypdf is asked where pdfium's text says nothing.
"""

from __future__ import annotations

import hashlib
import io
import re
import threading
from typing import TYPE_CHECKING

from ingest.errors import SourceBroken, SourceEmpty
from ingest.loaders.grid import lay_grids
from ingest.loaders.lines import PlacedLine, looks, write_line
from ingest.loaders.pdf_page import PageTable, page_pieces, poor_share, shows_picture
from ingest.loaders.writer import TextWriter
from ingest.types import Source

if TYPE_CHECKING:
    import pypdfium2

_LEAST_CHARS = 20  # a page with fewer and a picture is a scan: they are a page number or a stamp
_POOR = 0.05
_USELESS = 0.3
_EDGE = re.compile(r"[-—–~·\s\d/第页共]*")
_NEAR = 5.0
_MOST_PAGES = 3_000
_lock = threading.Lock()  # pdfium works for one thread at a time


def load_pdf(data: bytes, name: str) -> Source:
    """Text of all pages, and the span of each."""
    if not data.strip():
        raise SourceEmpty(f"文件“{name}”是空的，请检查是否传错了文件。")
    with _lock:
        pages, read = _pages(data, name)
    if not any(pages):
        raise SourceEmpty(f"PDF“{name}”没有文字层，图像里也没有识别出文字，请检查是否传错了文件。")
    warnings = [f"第{_ranges(read)}页没有文字层，文字由图像识别（OCR）得出，可能有个别错字。"] if read else []
    return _write(pages).source(name, hashlib.sha256(data).hexdigest(), warnings=warnings)


def _pages(data: bytes, name: str) -> tuple[list[list[PlacedLine | PageTable]], list[int]]:
    """Lines and tables of each page, and the numbers of those that were recognised from pictures."""
    document = _open(data, name)
    read: list[int] = []
    pages: list[list[PlacedLine | PageTable]] = []
    try:
        if len(document) > _MOST_PAGES:
            raise SourceBroken(f"PDF“{name}”有 {len(document)} 页，超过 {_MOST_PAGES} 页的上限，请拆分后重试。")
        for number in range(len(document)):
            page = document[number]
            pieces, recognised = _page(data, page, number)
            pages.append(pieces)
            read += [number + 1] * recognised
            page.close()
    except (RuntimeError, ValueError, OverflowError) as error:
        raise SourceBroken(f"PDF“{name}”已损坏，无法读取，请重新下载后重试。") from error
    finally:
        document.close()
    return pages, read


def _open(data: bytes, name: str) -> pypdfium2.PdfDocument:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        # Many files are "encrypted" with an empty password, which only restricts editing.
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise SourceBroken(f"PDF“{name}”设有密码，无法读取，请解除密码后重试。") from error
        raise SourceBroken(f"PDF“{name}”已损坏或不是 PDF 文件，无法读取，请重新下载后重试。") from error


def _page(data: bytes, page: pypdfium2.PdfPage, number: int) -> tuple[list[PlacedLine | PageTable], bool]:
    """Lines and tables of a page, and whether they were recognised from its picture."""
    pieces = page_pieces(page)
    text = "".join(_text(piece) for piece in pieces)
    if len("".join(text.split())) < _LEAST_CHARS and shows_picture(page):
        return [*_recognised(page)], True
    if (poor := poor_share(text)) > _POOR:
        second = _second_reading(data, number)
        if poor_share(second) < poor:
            pieces, poor = [PlacedLine(line.strip()) for line in second.split("\n") if line.strip()], poor_share(second)
        if poor > _USELESS:
            return [*_recognised(page)], True
    return pieces, False


def _text(piece: PlacedLine | PageTable) -> str:
    return piece.text if isinstance(piece, PlacedLine) else "".join(cell.text for row in piece.rows for cell in row)


def _recognised(page: pypdfium2.PdfPage) -> list[PlacedLine]:
    from ingest.loaders.ocr import page_scale, recognise

    return recognise(page.render(scale=page_scale(page.get_size())).to_pil())


def _second_reading(data: bytes, number: int) -> str:
    from pypdf import PdfReader

    try:
        return PdfReader(io.BytesIO(data)).pages[number].extract_text()
    except Exception:  # pypdf raises whatever the broken bytes lead to; the first reading stands then
        return ""


def _write(pages: list[list[PlacedLine | PageTable]]) -> TextWriter:
    writer = TextWriter()
    open_table: PageTable | None = None  # one that ends the page before
    for pieces in pages:
        writer.page()
        first = next((i for i, piece in enumerate(pieces) if not _is_edge(piece)), None)
        last = next((piece for piece in reversed(pieces) if not _is_edge(piece)), None)
        seen = iter(looks([piece for piece in pieces if isinstance(piece, PlacedLine)]))
        for index, piece in enumerate(pieces):
            if isinstance(piece, PlacedLine):
                write_line(writer, piece, next(seen))
            elif open_table and index == first and _same_columns(open_table, piece):
                for grid in lay_grids(piece.rows, keep_columns=True):
                    writer.table(grid, goes_on=True)
            else:
                above = _last_banner(open_table) if open_table and index == first else ""
                for grid in lay_grids(piece.rows):
                    writer.table(grid, caption=above)
                    above = ""
        open_table = last if isinstance(last, PageTable) else None
    return writer


def _is_edge(piece: PlacedLine | PageTable) -> bool:
    """A page number, which may stand before or after a table that goes on."""
    return isinstance(piece, PlacedLine) and _EDGE.fullmatch(piece.text) is not None


def _last_banner(table: PageTable) -> str:
    """The last row, where it is one cell: it names the table that begins on the next page."""
    return table.rows[-1][0].text if len(table.rows[-1]) == 1 and len(table.xs) > 2 else ""


def _same_columns(a: PageTable, b: PageTable) -> bool:
    return len(a.xs) == len(b.xs) and all(abs(x - y) <= _NEAR for x, y in zip(a.xs, b.xs, strict=True))


def _ranges(numbers: list[int]) -> str:
    """1、2、3、7 as 1-3、7."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return "、".join(str(part[0]) if len(part) == 1 else f"{part[0]}-{part[-1]}" for part in parts)
