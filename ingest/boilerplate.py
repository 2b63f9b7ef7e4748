"""Parts of a file that are no part of the document: web footers, attachment names, tables of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.blocks import Block
from ingest.dumped_page import main_part
from ingest.reader_page import page_facts
from ingest.types import Fact, Passage

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
_CONTENTS_PLACE = 60  # it is looked for in the first so many lines
_CONTENTS_LINES = 3
_CONTENTS_SHARE = 0.7  # titles may be worded otherwise below
_ENTRY_CHARS = 80
_LEADER = re.compile(r"[\s.…·．]*(?:[-—(（]?\s*\d{1,3}\s*[)）]?)?$")


@dataclass(frozen=True, slots=True)
class Stripped:
    blocks: list[Block]
    passages: list[Passage]
    facts: tuple[Fact, ...] = ()  # what a stored web page says about itself


def strip_boilerplate(blocks: list[Block]) -> Stripped:
    """The blocks that belong to the document, and the others by name."""
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
    facts = page_facts(body, page_title) if page_title else ()
    if is_page:
        body, around = main_part(body, page_title)
        passages += around
    start, end = _contents(body)
    passages += [Passage("table of contents", block.span) for block in body[start:end]]
    return Stripped(body[:start] + body[end:], passages, facts)


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
    """Range of the lines of a table of contents: its lines are headings that come again below, in order.

    It stands before the body. 目录 above it is usual, not needed; with it, or with page numbers, two lines will do.
    """
    entries = [_entry(block) for block in blocks]
    for start, block in enumerate(blocks[:_CONTENTS_PLACE]):
        named = block.table is None and bool(_CONTENTS.fullmatch(block.text))
        if not named and block.marker() is None:
            continue
        first = start + 1 if named else start
        end = _listed(blocks, entries, first, 1 if named else _CONTENTS_LINES)
        if end:
            return start, end
        if not named:  # the body begins here
            break
    return 0, 0


def _listed(blocks: list[Block], entries: list[str], first: int, least: int) -> int:
    """Where the list of headings that begins at `first` ends, 0 when it is none."""
    for end in range(first, len(blocks)):
        text = blocks[end].text
        if end > first and entries[end] == entries[first] and end - first >= least:
            again = set(entries[end:])
            found = sum(entry in again for entry in entries[first:end])
            return end if found >= _CONTENTS_SHARE * (end - first) else 0
        if "。" in text or len(text) > _ENTRY_CHARS:
            return 0
    return 0


def _entry(block: Block) -> str:
    """A heading as it would be compared: without dots, page number and spaces."""
    return re.sub(r"\s", "", _LEADER.sub("", block.text))
