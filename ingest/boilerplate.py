"""Parts of a file that are no part of the document: web footers, attachment names, tables of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.blocks import Block
from ingest.types import Passage

_FILE_NAME = re.compile(r".{1,200}\.(?:docx?|pdf|xlsx?|pptx?|wps|ofd|zip|rar|et|txt|jpe?g|png)", re.I)
_FOOTER = re.compile(
    r"(?:来自|来源于?|转载).{0,12}(?:网络|互联网).*(?:侵权|删除)|如有侵权|版权所有|备案(?:序|编)?号|ICP备"
    r"|网站标识码|^(?:打印|关闭|【?打印(?:本页)?】?\s*【?关闭(?:窗口)?】?)$|扫一扫在手机打开"
)
_COMMENT = re.compile(r"<!--.*-->")
_CONTENTS = re.compile(r"目\s*[录次]")
_LEADER = re.compile(r"[\s.…·．]*(?:[-—(（]?\s*\d{1,3}\s*[)）]?)?$")


@dataclass(frozen=True, slots=True)
class Stripped:
    blocks: list[Block]
    passages: list[Passage]


def strip_boilerplate(blocks: list[Block]) -> Stripped:
    """The blocks that belong to the document, and the others by name."""
    kept = list(blocks)
    passages: list[Passage] = []
    while kept and (name := _trailing_name(kept[-1])):
        passages.append(Passage(name, kept.pop().span))
    comments = [block for block in kept if _COMMENT.fullmatch(block.raw)]
    passages += [Passage("comment", block.span) for block in comments]
    kept = [block for block in kept if not _COMMENT.fullmatch(block.raw)]
    contents = _contents(kept)
    passages += [Passage("table of contents", block.span) for block in contents]
    return Stripped([block for block in kept if block not in contents], passages)


def _trailing_name(block: Block) -> str | None:
    if _FILE_NAME.fullmatch(block.text):
        return "attachment name"
    return "web footer" if len(block.text) <= 200 and _FOOTER.search(block.text) else None


def _contents(blocks: list[Block]) -> list[Block]:
    """The lines of a table of contents: from 目录 to before the first listed heading comes again."""
    for start, block in enumerate(blocks[:40]):
        if not _CONTENTS.fullmatch(block.text):
            continue
        entries = blocks[start + 1 :]
        if not entries:
            return []
        first = _entry(entries[0])
        for offset, entry in enumerate(entries[1:], 1):
            if _entry(entry) == first:
                return blocks[start : start + 1 + offset]
    return []


def _entry(block: Block) -> str:
    """A heading as it would be compared: without dots, page number and spaces."""
    return re.sub(r"\s", "", _LEADER.sub("", block.text))
