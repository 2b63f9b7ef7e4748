"""What a heading or title looks like."""

from __future__ import annotations

import re

from ingest import metadata
from ingest.blocks import Block

_NO_TITLE = re.compile(r"[。；！？]|[，：、]$")
_TITLE_CHARS = 80
_SENTENCE_END = re.compile(r"[。；！？]")
_HEADING_CHARS = 60  # the longest right one among 599 notices had 54 characters
_CLOSED_HEADING_CHARS = 25  # with a full stop or colon after it, a longer line is a sentence
_QUESTION_CHARS = 200
_ASKED = re.compile(r"([^。！？]{3,120}[？?])\s*(?=答|A)")
_INLINE = re.compile(r"([^。；！？：]{2,40})(。|：)(?=.)")
_INLINE_COLON_CHARS = 15
_PARAGRAPH_HEADING = re.compile(r"([^，。；：！？、]{4,20})。(?=.{10})")


def looks_like_title(block: Block) -> bool:
    """A short line that is no sentence, has no number and is no signature or list of recipients."""
    text = block.text
    return (
        2 <= len(text) <= _TITLE_CHARS
        and not _NO_TITLE.search(text)
        and block.table is None
        and block.marker() is None
        and not metadata.is_date_line(text)
        and not metadata.is_number_line(text)
    )


def heading_line(text: str, has_content: bool) -> str | None:
    """The words of a line that is nothing but a heading: short, no sentence, with something below it."""
    words = text.rstrip("。：:")
    limit = _HEADING_CHARS if words == text else _CLOSED_HEADING_CHARS
    if not has_content or not words or len(words) > limit or _SENTENCE_END.search(text[:-1]):
        return None
    return None if text[-1] in "；，！" or (words != text and "，" in words) else words


def question_line(text: str, has_content: bool) -> str | None:
    """A question with its answer below it, which may be longer than a heading and hold several sentences."""
    return text if has_content and len(text) <= _QUESTION_CHARS and text.endswith(("？", "?")) else None


def inline_heading(text: str) -> str | None:
    """The short first sentence of a numbered paragraph that goes on after it: 创新能力进一步增强。…"""
    if asked := _ASKED.match(text):  # 谁可以申请？答：…
        return asked[1]
    match = _INLINE.match(text)
    if not match or (match[2] == "：" and len(match[1]) > _INLINE_COLON_CHARS):
        return None
    return match[1]


def paragraph_heading(text: str) -> str | None:
    """The same for an unnumbered paragraph, where only a plain short sentence will do."""
    match = _PARAGRAPH_HEADING.match(text)
    return match[1] if match else None
