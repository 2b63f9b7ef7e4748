"""Where a quote stands on a page whose breaks and widths differ, and the page rendered from a real PDF."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image

from kb.facsimile import Facsimiles, looked_for
from kb.page_marks import find_quote, find_row

PAGE = "某市示例办法\r\n（一）甲。对示例企业，给予 12\r\n万元奖补。\r\n（二）乙。对示例企业，给予 3 万元奖补。"


def said(page: str, quote: str, clause: str = "") -> list[str]:
    return [page[start:end] for start, end in find_quote(page, quote, clause)]


def test_breaks_widths_and_punctuation_do_not_matter() -> None:
    assert said(PAGE, "给予１２万元奖补") == ["给予 12\r\n万元奖补"]


def test_the_clause_decides_between_two_places() -> None:
    second = said(PAGE, "对示例企业", "乙。对示例企业,给予3万元奖补。")
    assert second == ["对示例企业"]
    [(start, _)] = find_quote(PAGE, "对示例企业", "乙。对示例企业,给予3万元奖补。")
    assert start > PAGE.index("（二）")


def test_a_quote_that_goes_on_to_the_next_page_is_marked_as_far_as_it_goes() -> None:
    assert said("前文。申请单位应当在某市注册", "申请单位应当在某市注册满三年") == ["申请单位应当在某市注册"]


@pytest.mark.parametrize("quote", ["", "。，", "完全不同的另一句话没有写在这里"])
def test_what_is_not_there_is_not_marked(quote: str) -> None:
    assert find_quote(PAGE, quote) == []


def test_the_cells_of_a_row_are_marked_together_or_not_at_all() -> None:
    page = "指标 2030年 2035年\r\n甲 10 20\r\n乙 10 30\r\n"
    assert [page[a:b] for a, b in find_row(page, ["乙", "10", "30"])] == ["乙", "10", "30"]
    assert find_row(page, ["乙", "10", "99"]) == []


def drawn(*pages: str) -> bytes:
    """A PDF with one line of Latin text on each page: the fonts for it are in every reader."""
    document = pypdfium2.PdfDocument.new()
    for text in pages:
        page = document.new_page(400, 300)
        font = pypdfium2.raw.FPDFText_LoadStandardFont(document, b"Helvetica")
        line = pypdfium2.raw.FPDFPageObj_CreateTextObj(document, font, 20.0)
        encoded = (text + "\0").encode("utf-16-le")
        pypdfium2.raw.FPDFText_SetText(line, (pypdfium2.raw.FPDF_WCHAR * (len(encoded) // 2)).from_buffer_copy(encoded))
        pypdfium2.raw.FPDFPageObj_Transform(line, 1, 0, 0, 1, 50, 150)
        pypdfium2.raw.FPDFPage_InsertObject(page, line)
        page.gen_content()
    file = io.BytesIO()
    document.save(file)
    document.close()
    return file.getvalue()


def test_a_page_is_shown_where_the_quote_stands() -> None:
    pdf, pages = drawn("Article one", "Article two: grant 120000"), Facsimiles()
    found = pages.page("a", lambda: pdf, looked_for(1, "grant 120000", "", ()), None)
    assert found is not None
    assert (found.page, found.pages) == (2, 2)
    image = Image.open(io.BytesIO(found.image)).convert("L")
    assert image.size == (found.width, found.height)
    [mark] = found.marks
    left, top = mark.left * image.width, mark.top * image.height
    box = (left, top, left + mark.width * image.width, top + mark.height * image.height)
    assert image.crop(tuple(map(round, box))).getextrema()[0] < 128  # the ink of the quote
    right = image.crop((round(box[2]) + 2, 0, image.width, image.height))
    assert right.getextrema()[0] > 200  # and nothing of it beyond the mark
    assert pages.page("a", lambda: pdf, looked_for(1, "", "", ()), 3) is None


@pytest.mark.parametrize("data", [None, b"", b"no pdf", b"%PDF-1.7 broken"])
def test_what_is_no_pdf_has_no_pages(data: bytes | None) -> None:
    assert Facsimiles().page("x", lambda: data, looked_for(1, "示例", "", ()), None) is None
