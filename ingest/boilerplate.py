"""Parts of a file that are no part of the document: web footers, attachment names, tables of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.blocks import Block
from ingest.markers import Style, read_marker
from ingest.types import Passage

_FILE_NAME = re.compile(r".{1,200}\.(?:docx?|pdf|xlsx?|pptx?|wps|ofd|zip|rar|et|txt|jpe?g|png)", re.I)
_FOOTER = re.compile(
    r"(?:来自|来源于?|转载).{0,12}(?:网络|互联网).*(?:侵权|删除)|如有侵权|版权所有|备案(?:序|编)?号|ICP备"
    r"|网站标识码|^(?:打印|关闭|【?打印(?:本页)?】?\s*【?关闭(?:窗口)?】?)$|扫一扫在手机打开"
)
_PAGE_MARK = re.compile(r"[-=_—\s]*page\s*\d{1,4}[-=_—\s]*", re.I)  # left by text extraction
_COMMENT = re.compile(r"<!--.*-->")
_READER_LINE = re.compile(r"(Title|URL Source|Published Time|Markdown Content):\s*(.*)")
_SITE = re.compile(r"\s+[-—_|]\s*[^-—_|]{2,30}$")  # " - 某市人民政府门户网站" after the title of a page
_CONTENTS = re.compile(r"目\s*[录次]")
_LEADER = re.compile(r"[\s.…·．]*(?:[-—(（]?\s*\d{1,3}\s*[)）]?)?$")


@dataclass(frozen=True, slots=True)
class Stripped:
    blocks: list[Block]
    passages: list[Passage]
    page_title: str | None = None  # title of the web page, where a reader program noted it


def strip_boilerplate(blocks: list[Block]) -> Stripped:
    """The blocks that belong to the document, and the others by name."""
    kept = list(blocks)
    passages: list[Passage] = []
    while len(kept) > 1 and (name := _trailing_name(kept[-1])):
        passages.append(Passage(name, kept.pop().span))
    page_title = None
    body: list[Block] = []
    for block in kept:
        reader_line = _READER_LINE.fullmatch(block.raw) if len(body) == 0 else None
        if reader_line:
            passages.append(Passage("page header", block.span))
            if reader_line[1] == "Title":
                page_title = _SITE.sub("", reader_line[2]) or None
        elif name := _line_name(block):
            passages.append(Passage(name, block.span))
        else:
            body.append(block)
    start, end = _contents(body)
    passages += [Passage("table of contents", block.span) for block in body[start:end]]
    return Stripped(body[:start] + body[end:], passages, page_title)


def _line_name(block: Block) -> str | None:
    """Name of a line that is boilerplate wherever it stands."""
    if _COMMENT.fullmatch(block.raw):
        return "comment"
    if not block.text:
        return "markup"
    if _PAGE_MARK.fullmatch(block.text):
        return "page mark"
    return "navigation" if block.link else None


def _trailing_name(block: Block) -> str | None:
    if _FILE_NAME.fullmatch(block.text):
        return "attachment name"
    return "web footer" if len(block.text) <= 200 and _FOOTER.search(block.text) else None


def _contents(blocks: list[Block]) -> tuple[int, int]:
    """Range of the lines of a table of contents: from 目录 to before the first listed heading comes again."""
    for start, block in enumerate(blocks[:40]):
        marker = read_marker(block.text)
        if marker and marker.style is Style.ARTICLE:
            break  # the body has begun: 目录 is a word of it
        if not _CONTENTS.fullmatch(block.text):
            continue
        entries = blocks[start + 1 :]
        if not entries:
            break
        first = _entry(entries[0])
        for offset, entry in enumerate(entries[1:], 1):
            if _entry(entry) == first:
                return start, start + 1 + offset
    return 0, 0


def _entry(block: Block) -> str:
    """A heading as it would be compared: without dots, page number and spaces."""
    return re.sub(r"\s", "", _LEADER.sub("", block.text))
