"""A letter as a PDF, with a Chinese font of this system embedded, so that it looks the same everywhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from fpdf import FPDF

from kb.errors import DeskError
from kb.office.letter import CLOSING, Letter

NO_FONT = "这台机器上没有中文字体，不能生成 PDF；请安装一种（如 fonts-noto-cjk），或导出 DOCX"
# Files with simplified Chinese, best first, and the number of the face in a collection.
_FONTS = (
    ("NotoSerifCJK-Regular.ttc", 2),
    ("NotoSerifSC-Regular.otf", 0),
    ("simfang.ttf", 0),
    ("STFANGSO.TTF", 0),
    ("simsun.ttc", 0),
    ("Songti.ttc", 0),
    ("NotoSansCJK-Regular.ttc", 2),
    ("SourceHanSansSC-Regular.otf", 0),
    ("msyh.ttc", 0),
    ("wqy-zenhei.ttc", 0),
    ("wqy-microhei.ttc", 0),
    ("DroidSansFallbackFull.ttf", 0),
)
_NOT_FIRST = "，。；：、？！）》”’」』】〉％…—·,.;:?!)]}%"
_NOT_LAST = "（《“‘「『【〈([{"
_POINT = 25.4 / 72  # mm


def pdf_of(letter: Letter) -> bytes:
    """Raises DeskError where the system has no Chinese font."""
    path, face = _font()
    pdf = FPDF(format="A4")
    pdf.set_margins(28, 37, 26)
    pdf.set_auto_page_break(True, 35)
    pdf.set_title(letter.title)
    pdf.set_author(letter.signature)
    pdf.set_lang("zh-CN")
    pdf.add_font("text", fname=path, collection_font_number=face)
    pdf.add_page()

    def add(text: str, size: float = 16, align: str = "L", indent: int = 2) -> None:
        pdf.set_font("text", size=size)
        height = size * 1.75 * _POINT
        first = indent * size * _POINT
        for n, line in enumerate(_lines(pdf, text, pdf.epw, first)):
            pdf.set_x(pdf.l_margin + (first if n == 0 else 0))
            pdf.cell(pdf.epw - (first if n == 0 else 0), height, line, align=align, new_x="LMARGIN", new_y="NEXT")

    add(letter.title, 22, "C", 0)
    add(letter.number, 12, "C", 0)
    pdf.ln(6)
    add(letter.asked)
    add("答复如下：")
    for line in (*letter.body, CLOSING):
        add(line)
    pdf.ln(8)
    add(letter.signature, 16, "R", 0)
    add(letter.date, 16, "R", 0)
    pdf.ln(8)
    add("依据：", 12, indent=0)
    for source in letter.sources:
        add(source, 12, indent=0)
    return bytes(pdf.output())


def _lines(pdf: FPDF, text: str, width: float, first: float) -> Iterator[str]:
    """Lines that fit; no line begins with a stop or ends with an opening mark, and no number or word is parted."""
    line, room = "", width - first - 1
    for piece in _pieces(text):
        if line and pdf.get_string_width(line + piece) > room and piece[0] not in _NOT_FIRST:
            kept = line.rstrip(_NOT_LAST) or line
            yield kept
            line, room = line[len(kept) :], width - 1
        line += piece
        while len(line) > 1 and pdf.get_string_width(line) > room + 14:  # a piece longer than a line
            cut = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or pdf.get_string_width(line[:n]) <= room)
            yield line[:cut]
            line, room = line[cut:], width - 1
    yield line


def _pieces(text: str) -> Iterator[str]:
    """Characters, and runs of Latin letters and digits as they are."""
    run = ""
    for char in text:
        if char.isascii() and (char.isalnum() or char in ".-/%"):
            run += char
            continue
        if run:
            yield run
            run = ""
        yield char
    if run:
        yield run


@lru_cache(maxsize=1)
def _font() -> tuple[Path, int]:
    here = {path.name.lower(): path for folder in _folders() for path in folder.rglob("*.[tToO][tT][fFcC]")}
    for name, face in _FONTS:
        if found := here.get(name.lower()):
            return found, face
    raise DeskError(NO_FONT)


def _folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "win32":
        return [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".fonts", home / ".local/share/fonts"]
