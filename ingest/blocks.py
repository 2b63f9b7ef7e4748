"""Cut a source into blocks: paragraphs, headings, lines of a table. A block never holds two paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.clean import Cleaned, clean_pieces
from ingest.markers import Marker, read_marker
from ingest.types import Source, Span

_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph. `raw` is its text without Markdown's heading marks; `depth` counts those marks."""

    pieces: tuple[Span, ...]
    raw: str
    cleaned: Cleaned
    depth: int = 0
    page: int | None = None

    @property
    def span(self) -> Span:
        return Span(self.pieces[0].start, self.pieces[-1].end)

    @property
    def text(self) -> str:
        return self.cleaned.text

    def marker(self) -> Marker | None:
        return read_marker(self.raw)


def make_block(source: Source, pieces: tuple[Span, ...], page: int | None = None) -> Block | None:
    """Block of these pieces of the source, trimmed of white space; None when nothing is left."""
    trimmed = tuple(p for p in (_trim(source.text, piece) for piece in pieces) if p.start < p.end)
    if not trimmed:
        return None
    first = trimmed[0]
    match = _HASHES.match(source.text, first.start, first.end)
    content = (Span(match.end(), first.end), *trimmed[1:]) if match else trimmed
    raw = "\n".join(source.text[piece.start : piece.end] for piece in content)
    return Block(trimmed, raw, clean_pieces(source.text, content), len(match.group(1)) if match else 0, page)


def line_blocks(source: Source) -> list[Block]:
    """One block per line that is not blank."""
    blocks = (make_block(source, (span,)) for span in line_spans(source.text, Span(0, len(source.text))))
    return [block for block in blocks if block]


def line_spans(text: str, within: Span) -> list[Span]:
    """Spans of the lines inside `within`."""
    spans = []
    start = within.start
    for match in re.finditer(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text[within.start : within.end]):
        spans.append(Span(start, within.start + match.start()))
        start = within.start + match.end()
    spans.append(Span(start, within.end))
    return spans


def _trim(text: str, span: Span) -> Span:
    piece = text[span.start : span.end]
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))
