"""Cut a source into blocks: paragraphs, headings, lines of a table. A block never holds two paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.clean import Cleaned, clean_pieces
from ingest.markers import Marker, read_marker
from ingest.types import Source, SourceTable, Span

_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
_MARKDOWN_NAMES = (".md", ".markdown")
# What Markdown adds to the words: list and quote marks, images, the outside of links, emphasis.
_MARKUP = re.compile(
    r"^(?:[*+>-]\s+)+|!\[[^\]]*\]\([^)]*\)|\[(?=[^\]]*\]\([^)]*\))|\]\((?:[^()]|\([^()]*\))*\)|\*\*|(?<!\w)_|_(?!\w)"
)
_LINK = re.compile(r"!?\[[^\]]*\]\((?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph. `raw` is its text without Markdown's marks; `depth` counts the marks of a heading."""

    pieces: tuple[Span, ...]
    raw: str
    cleaned: Cleaned
    depth: int = 0
    page: int | None = None
    link: bool = False  # nothing but links or images, as in the navigation of a page
    table: SourceTable | None = None  # the block is this table; `caption` names it
    caption: str = ""

    @property
    def span(self) -> Span:
        return Span(self.pieces[0].start, self.pieces[-1].end)

    @property
    def text(self) -> str:
        return self.cleaned.text

    def marker(self) -> Marker | None:
        return None if self.table else read_marker(self.raw)


def make_block(source: Source, pieces: tuple[Span, ...], page: int | None = None) -> Block | None:
    """Block of these pieces of the source, trimmed of white space; None when nothing is left."""
    trimmed = tuple(p for p in (_trim(source.text, piece) for piece in pieces) if p.start < p.end)
    if not trimmed:
        return None
    if source.name.lower().endswith(_MARKDOWN_NAMES):
        return _markdown_block(source.text, trimmed[0], page)
    raw = "\n".join(source.text[piece.start : piece.end] for piece in trimmed)
    return Block(trimmed, raw, clean_pieces(source.text, trimmed), page=page)


def table_block(source: Source, table: SourceTable, page: int | None = None) -> Block:
    """The block of a table the loader knows, all its lines together."""
    cleaned = clean_pieces(source.text, (table.span,))
    return Block((table.span,), source.text[table.span.start : table.span.end], cleaned, page=page, table=table)


def join_blocks(first: Block, second: Block) -> Block:
    """The two as one paragraph of two lines."""
    ends = first.cleaned.origin
    cleaned = Cleaned(f"{first.text}\n{second.text}", (*ends, ends[-1], *second.cleaned.origin))
    pieces = first.pieces + second.pieces
    return replace(first, pieces=pieces, raw=f"{first.raw}\n{second.raw}", cleaned=cleaned)


def line_blocks(source: Source) -> list[Block]:
    """One block per line that is not blank, and one per table."""
    depths = dict(source.headings)
    blocks: list[Block] = []
    for part in parts_between(source, Span(0, len(source.text))):
        if isinstance(part, SourceTable):
            blocks.append(table_block(source, part))
            continue
        for span in line_spans(source.text, part):
            block = make_block(source, (span,))
            if block:
                depth = depths.get(span.start, 0)
                blocks.append(replace(block, depth=depth) if depth else block)
    return blocks


def parts_between(source: Source, within: Span) -> list[Span | SourceTable]:
    """The tables that begin inside `within` and the text between them, in order."""
    parts: list[Span | SourceTable] = []
    start = within.start
    for table in source.tables:
        if within.start <= table.span.start < within.end:
            parts += [Span(start, max(start, table.span.start)), table]
            start = table.span.end
    parts.append(Span(start, max(start, within.end)))
    return parts


def line_spans(text: str, within: Span) -> list[Span]:
    """Spans of the lines inside `within`."""
    spans = []
    start = within.start
    for match in re.finditer(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text[within.start : within.end]):
        spans.append(Span(start, within.start + match.start()))
        start = within.start + match.end()
    spans.append(Span(start, within.end))
    return spans


def _markdown_block(text: str, line: Span, page: int | None) -> Block:
    match = _HASHES.match(text, line.start, line.end)
    start = match.end() if match else line.start
    content: list[Span] = []
    for markup in _MARKUP.finditer(text[start : line.end]):
        content.append(Span(content[-1].end if content else start, start + markup.start()))
        content.append(Span(start + markup.end(), start + markup.end()))
    content.append(Span(content[-1].end if content else start, line.end))
    raw = "".join(text[piece.start : piece.end] for piece in content)
    words = text[start : line.end]
    link = bool(_LINK.search(words)) and not _LINK.sub("", words).strip(" *+-_|>#")
    return Block((line,), raw, clean_pieces(text, content), len(match.group(1)) if match else 0, page, link)


def _trim(text: str, span: Span) -> Span:
    piece = text[span.start : span.end]
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))
