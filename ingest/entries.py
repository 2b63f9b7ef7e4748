"""Which numbering each block begins with, seen among its neighbours; which blocks are questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.blocks import Block
from ingest.headings import looks_like_title
from ingest.markers import Marker, Style, make_marker, soft_number
from ingest.metadata import is_organ

_ASKS = re.compile(r"[^。！？]{3,120}[？?]")
_ANSWER = re.compile(r"[【\[]?(?:答|A)\s*\d{0,3}\s*[】\]:：.．、]")
_QUESTIONS = 2  # a page of fewer questions is no list of them
_QUESTION_CHARS = 60  # an unnumbered question standing alone
_CHAPTER_CHARS = 40
_GROUPS = 2
_GROUP_CHARS = 25
_ENDED = ("。", "；", "：", "！", "？", ";", ":", "?", "）")


@dataclass(frozen=True, slots=True)
class Entry:
    block: Block
    marker: Marker | None
    asks: bool = False  # a question, the answer being below
    group: Style | None = None  # an unnumbered heading above parts of this style, which begin anew below it


def read_entries(blocks: Sequence[Block]) -> list[Entry]:
    """The blocks with their markers. "1.3人户" is item 1 where item 2 comes next."""
    markers = [block.marker() for block in blocks]
    for index in range(len(blocks)):
        if markers[index] is None and (soft := _soft(blocks, markers, index)):
            number, length = soft
            markers[index] = replace(make_marker(Style.THIRD, number), length=length)
    return _with_groups(
        _with_chapters(_with_questions([Entry(block, marker) for block, marker in zip(blocks, markers, strict=True)]))
    )


def _soft(blocks: Sequence[Block], markers: list[Marker | None], index: int) -> tuple[int, int] | None:
    found = soft_number(blocks[index].raw)
    if found is None or not (index and blocks[index - 1].text.endswith(_ENDED)):
        return None
    number = found[0]
    before = markers[index - 1]
    continues = before is not None and before.style is Style.THIRD and before.number == number - 1
    return found if continues or (number == 1 and _number(blocks, markers, index + 1) == 2) else None


def _number(blocks: Sequence[Block], markers: list[Marker | None], index: int) -> int | None:
    if index >= len(blocks):
        return None
    marker = markers[index]
    if marker:
        return marker.number if marker.style is Style.THIRD else None
    soft = soft_number(blocks[index].raw)
    return soft[0] if soft else None


def _with_questions(entries: list[Entry]) -> list[Entry]:
    """Mark the questions of a page of questions and answers: 问：, "1. …？" and lone lines that ask."""
    asking = [_asks(entries, index) for index in range(len(entries))]
    styles = Counter(entry.marker.style for entry, asks in zip(entries, asking, strict=True) if asks and entry.marker)
    lone = sum(asks and entry.marker is None for entry, asks in zip(entries, asking, strict=True))
    marked = []
    for entry, asks in zip(entries, asking, strict=True):
        marker = entry.marker
        if marker and (marker.style is Style.QUESTION or (asks and styles[marker.style] >= _QUESTIONS)):
            entry = replace(entry, asks=True)
        elif marker is None and asks and not entry.block.depth and lone >= _QUESTIONS:
            entry = replace(entry, marker=Marker(Style.QUESTION, 0, "问", "", 0, False), asks=True)
        marked.append(entry)
    return marked


def _asks(entries: list[Entry], index: int) -> bool:
    """A block that is one question and has something below it."""
    block, marker = entries[index].block, entries[index].marker
    words = block.text
    if block.table or not words.endswith(("？", "?")) or index + 1 == len(entries) or not _ASKS.fullmatch(words):
        return False
    if marker is not None:
        return marker.style in (Style.QUESTION, Style.FIRST, Style.SECOND, Style.THIRD)
    following = entries[index + 1].block.text
    return len(words) <= _QUESTION_CHARS and (not following.endswith(("？", "?")) or bool(_ANSWER.match(following)))


def _with_chapters(entries: list[Entry]) -> list[Entry]:
    """Chapters of a statute that are numbered 一、二、, as those of judicial interpretations are, and 附则 without number.

    They stand right before an article, the first of them before the first article.
    """
    first = next((i for i, e in enumerate(entries) if _style(e) is Style.ARTICLE), None)
    if first is None:
        return entries
    above = entries[first - 1].marker if first else None
    plain = above is not None and above.style is Style.FIRST and above.number == 1
    number = 0
    marked = list(entries)
    for index, (entry, following) in enumerate(pairwise(entries)):
        text, marker = entry.block.text, entry.marker
        if len(text) > _CHAPTER_CHARS or "。" in text or _style(following) is not Style.ARTICLE:
            continue
        if plain and marker and marker.style is Style.FIRST and marker.number == number + 1:
            number = marker.number
            marked[index] = replace(entry, marker=replace(marker, style=Style.CHAPTER))
        elif marker is None and index > first and re.sub(r"\s", "", text) == "附则":
            marked[index] = replace(entry, marker=Marker(Style.CHAPTER, 0, "附则", "", 0, False))
    return marked


def _with_groups(entries: list[Entry]) -> list[Entry]:
    """Mark the short unnumbered lines below which the numbering begins again: 对单位的扶持 一、二、 对个人的扶持 一、二、."""
    openers = [index for index in range(len(entries) - 1) if _may_head(entries[index], entries[index + 1])]
    styles = Counter(_style(entries[index + 1]) for index in openers)
    marked = list(entries)
    for index in openers:
        style = _style(entries[index + 1])
        if style is not None and styles[style] >= _GROUPS:
            marked[index] = replace(entries[index], group=style)
    return marked


def _may_head(entry: Entry, following: Entry) -> bool:
    block, marker = entry.block, following.marker
    if entry.marker or block.depth or block.table or marker is None or marker.number != 1 or following.asks:
        return False
    return marker.style in (Style.FIRST, Style.SECOND, Style.THIRD) and (
        len(block.text) <= _GROUP_CHARS and looks_like_title(block) and not is_organ(block.text)
    )


def _style(entry: Entry) -> Style | None:
    return entry.marker.style if entry.marker else None
