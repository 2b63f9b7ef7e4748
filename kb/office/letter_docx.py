"""A letter as a Word file, set like an official document: title centred, body indented by two characters."""

from __future__ import annotations

import io
import re

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from kb.office.letter import CLOSING, Letter

# What XML cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def docx_of(letter: Letter) -> bytes:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)

    def add(
        text: str, size: float = 16, font: str = "仿宋", align: WD_ALIGN_PARAGRAPH | None = None, indent: bool = True
    ) -> None:
        paragraph = document.add_paragraph()
        if align is not None:
            paragraph.alignment = align
        paragraph.paragraph_format.line_spacing = Pt(28 if size >= 14 else 20)
        paragraph.paragraph_format.space_after = Pt(0)
        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(size * 2)
        run = paragraph.add_run(_CONTROL.sub("", text))
        run.font.size = Pt(size)
        run.font.name = font
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)

    centre, right = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
    add(letter.title, 22, "宋体", centre, indent=False)
    add(letter.number, 12, "楷体", centre, indent=False)
    add("", indent=False)
    add(letter.asked)
    add("答复如下：")
    for line in letter.body:
        add(line)
    add(CLOSING)
    add("", indent=False)
    add(letter.signature, align=right, indent=False)
    add(letter.date, align=right, indent=False)
    add("", 12, indent=False)
    add("依据：", 12, "黑体", indent=False)
    for source in letter.sources:
        add(source, 12, indent=False)
    document.core_properties.title = _CONTROL.sub("", letter.title)
    document.core_properties.author = letter.signature
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
