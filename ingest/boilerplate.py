"""Parts of a file that are no part of the document: web footers, attachment names, tables of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.blocks import Block
from ingest.dumped_page import is_same_title, main_part
from ingest.headings import looks_like_title
from ingest.markers import Style
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


def strip_boilerplate(blocks: list[Block], stated_title: str | None = None) -> Stripped:
    """The blocks that belong to the document, and the others by name. `stated_title` is what the page calls it."""
    kept = list(blocks)
    passages: list[Passage] = []
    while len(kept) > 1 and (name := _trailing_name(kept[-1])):
        passages.append(Passage(name, kept.pop().span))
    page_title, is_page = None, False
    body: list[Block] = []
    for block in kept:
        reader_line = _READER_LINE.fullmatch(block.raw) if not body and not block.table else None
        if reader_line:
            passages.append(Passage("page header", block.span))
            is_page = True
            if reader_line[1] == "Title":
                page_title = _SITE.sub("", reader_line[2]) or None
        elif name := _line_name(block):
            passages.append(Passage(name, block.span))
        else:
            body.append(block)
    if is_page:
        body, around = main_part(body, page_title)
        passages += around
    page_title = page_title or stated_title
    if page_title and len(body) > 1 and is_same_title(body[0].text, page_title) and not looks_like_title(body[0]):
        passages.append(Passage("title", body.pop(0).span))  # a call or a question, which no title of 公文 is
    elif not is_page:
        page_title = None
    start, end = _contents(body)
    passages += [Passage("table of contents", block.span) for block in body[start:end]]
    return Stripped(body[:start] + body[end:], passages, page_title)


def _line_name(block: Block) -> str | None:
    """Name of a line that is boilerplate wherever it stands."""
    if block.table:
        return None
    if _COMMENT.fullmatch(block.raw):
        return "comment"
    if not block.text:
        return "markup"
    if _PAGE_MARK.fullmatch(block.text):
        return "page mark"
    return "navigation" if block.link else None


def _trailing_name(block: Block) -> str | None:
    if block.table:
        return None
    if _FILE_NAME.fullmatch(block.text):
        return "attachment name"
    return "web footer" if len(block.text) <= 200 and _FOOTER.search(block.text) else None


def _contents(blocks: list[Block]) -> tuple[int, int]:
    """Range of the lines of a table of contents: from 目录 to before the first listed heading comes again."""
    for start, block in enumerate(blocks[:40]):
        if (marker := block.marker()) and marker.style is Style.ARTICLE:
            break  # it stands before the articles
        if block.table or not _CONTENTS.fullmatch(block.text):
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
