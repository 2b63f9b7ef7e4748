"""The main part of a web page that a reader program wrote down whole, its navigation and footer included."""

from __future__ import annotations

import re

from ingest import metadata
from ingest.blocks import Block
from ingest.page_words import is_page_line
from ingest.types import Passage

_PROSE_CHARS = 15
_PROSE = re.compile(r"[。；：]|，.*，")
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:\s+[\d:]+)?")
_FILE = re.compile(r"附\s*件|\.(?:docx?|pdf|xlsx?|wps|zip|rar)\b", re.I)
_BARE = re.compile(r"[\s《》“”\"'（）()]")


def main_part(blocks: list[Block], title: str | None) -> tuple[list[Block], list[Passage]]:
    """From the title to the last sentence, without lines of the page's own; and what is left out."""
    start, end = _range(blocks, title)
    kept: list[Block] = []
    before_text = True
    for block in blocks[start:end]:
        early = before_text and _DAY.fullmatch(block.text) is not None
        if not block.table and (is_page_line(block.text) or early):
            continue
        kept.append(block)
        before_text = before_text and not _is_prose(block)
    if not kept:
        return blocks, []
    spans = {block.span for block in kept}
    return kept, [Passage("navigation", block.span) for block in blocks if block.span not in spans]


def _range(blocks: list[Block], title: str | None) -> tuple[int, int]:
    same = [i for i, block in enumerate(blocks) if title and is_same_title(block.text, title)]
    headed = [i for i in same if blocks[i].depth] or same
    start = headed[0] if headed else next((i for i, block in enumerate(blocks) if _is_prose(block)), 0)
    # A page may say its text again for small screens or for reading aloud.
    end = next((i for i in same if i > start and any(map(_is_prose, blocks[start:i]))), len(blocks))
    last = max((i for i in range(start, end) if _is_prose(blocks[i])), default=end - 1) + 1
    while last < end and _may_close(blocks[last]):
        last += 1
    return start, last


def _is_prose(block: Block) -> bool:
    if block.table or (block.marker() and not block.link):
        return True
    return len(block.text) >= _PROSE_CHARS and _PROSE.search(block.text) is not None and not is_page_line(block.text)


def _may_close(block: Block) -> bool:
    """A signature or the name of an attachment."""
    text = block.text
    signed = metadata.is_organ(text) or metadata.is_date_line(text) or metadata.signature(text) is not None
    return signed or _FILE.search(text) is not None


def is_same_title(text: str, title: str) -> bool:
    """Equal but for spaces, quotes and brackets."""
    return _BARE.sub("", text) == _BARE.sub("", title)
