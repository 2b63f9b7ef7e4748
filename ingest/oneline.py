"""Cut a document that was stored as one line of text, where a space is all that is left of a line break."""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.blocks import Block, make_block
from ingest.markers import Marker, Style, read_marker
from ingest.types import Source, Span

_ONE_LINE_LINES = 3  # a stored title may stand on a line of its own
_ONE_LINE_CHARS = 200  # shorter texts are read as they are
_PARAGRAPH_CHARS = 400  # longer ones are cut at the end of a sentence
_SENTENCE_END = re.compile(r"[。！？；][”’）)》】]*")
_ENDS_SENTENCE = re.compile(r"[。！？；：:][”’）)》】]*$")
_STRONG_GAP = re.compile(r"\u3000|\s{3,}|[\r\n]")
_MAY_FOLLOW = "。；：！？”）:;"
_INLINE_STYLES = (Style.FIRST, Style.SECOND, Style.THIRD, Style.ARTICLE)
_MARKER_START = re.compile(r"[（(第\d一二三四五六七八九十]")
_HEADING_CHARS = 40


def is_one_line(source: Source) -> bool:
    if source.tables or source.headings:  # a loader that knows the structure knows the lines
        return False
    lines = [line for line in source.text.splitlines() if line.strip()]
    return len(lines) <= _ONE_LINE_LINES and max(map(len, lines), default=0) > _ONE_LINE_CHARS


def cut_line(source: Source) -> list[Block]:
    """Blocks as the paragraphs probably were; together they hold every character but white space."""
    blocks = []
    for span in _pieces(source.text):
        for marked in _cut_at_markers(source.text, span):
            for part in _cut_at_sentences(source.text, marked):
                block = make_block(source, (part,))
                if block:
                    blocks.append(block)
    return blocks


def _pieces(text: str) -> list[Span]:
    """Cut at those spaces that were line breaks."""
    head_end = _SENTENCE_END.search(text)
    head = head_end.start() if head_end else len(text)
    tail = max((match.end() for match in _SENTENCE_END.finditer(text)), default=0)
    words = [Span(match.start(), match.end()) for match in re.finditer(r"\S+", text)]
    pieces: list[Span] = []
    for word in words:
        if pieces and not _breaks(text, pieces[-1], word, head, tail):
            pieces[-1] = Span(pieces[-1].start, word.end)
        else:
            pieces.append(word)
    return pieces


def _breaks(text: str, before: Span, after: Span, head: int, tail: int) -> bool:
    """Was the space between these a line break? In the tail, which holds the signature, every space is taken
    for one, in the head, with title and recipients, most are; inside a sentence it is just a space."""
    said = text[before.start : before.end]
    if _ENDS_SENTENCE.search(said):
        return True
    if _is_open(said) or _is_lone_marker(said):
        return False
    if before.end >= tail or (before.end <= head and "，" not in said):
        return True
    if _STRONG_GAP.search(text[before.end : after.start]) or read_marker(text[after.start : after.end]):
        return True
    return read_marker(said) is not None and len(said) <= _HEADING_CHARS and not _SENTENCE_END.search(said)


def _is_open(said: str) -> bool:
    """A bracket is still open: （记者 某某）."""
    return said.count("（") + said.count("(") > said.count("）") + said.count(")")


def _is_lone_marker(said: str) -> bool:
    marker = read_marker(said)
    return marker is not None and marker.length == len(said) and marker.style is not Style.ANNEX


def _cut_at_markers(text: str, span: Span) -> list[Span]:
    """Cut before 二、 or （二） or 2. that follows a sentence without any space, where the number is due."""
    cuts: list[int] = []
    last: dict[Style, int] = {}
    start = read_marker(text[span.start : span.end])
    if start:
        last[start.style] = start.number
    for match in _MARKER_START.finditer(text, span.start + 1, span.end):
        if text[match.start() - 1] not in _MAY_FOLLOW:
            continue
        marker = read_marker(text[match.start() : span.end])
        if marker and marker.style in _INLINE_STYLES and _is_due(marker, last, text[match.end() : span.end]):
            last = {style: n for style, n in last.items() if style < marker.style} | {marker.style: marker.number}
            cuts.append(match.start())
    edges = [span.start, *cuts, span.end]
    return [Span(a, b) for a, b in pairwise(edges)]


def _is_due(marker: Marker, last: dict[Style, int], rest: str) -> bool:
    if marker.number == last.get(marker.style, 0) + 1:
        return marker.number > 1 or _has_second(marker.style, rest)
    return False


def _has_second(style: Style, rest: str) -> bool:
    """A list that begins has a second item."""
    starts = (match.start() for match in re.finditer(rf"(?<=[{_MAY_FOLLOW}])\s*(?=[（(第2二])", rest))
    markers = (read_marker(rest[start:].lstrip()) for start in starts)
    return any(marker and marker.style is style and marker.number == 2 for marker in markers)


def _cut_at_sentences(text: str, span: Span) -> list[Span]:
    if span.end - span.start <= _PARAGRAPH_CHARS:
        return [span]
    cuts = [span.start]
    last = None
    for match in _SENTENCE_END.finditer(text, span.start, span.end):
        if last is not None and match.end() - cuts[-1] > _PARAGRAPH_CHARS:
            cuts.append(last)
        last = match.end()
    if last is not None and span.end - cuts[-1] > _PARAGRAPH_CHARS and cuts[-1] < last < span.end:
        cuts.append(last)
    return [Span(a, b) for a, b in zip(cuts, [*cuts[1:], span.end], strict=True)]
