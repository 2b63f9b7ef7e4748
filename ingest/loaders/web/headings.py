"""Headings that a page only shows in bold, as guides and answers for citizens do."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from ingest import metadata
from ingest.loaders.web.lines import Line, Table
from ingest.markers import read_marker

_DEPTH = 5  # below those that the page marks as headings
_CHARS = 30
_SENTENCE = re.compile(r"[。；！，,;:：]")
_PROSE = re.compile(r".{15}[。！？；]")
_MOST = 0.3  # a text with more of its lines in bold shows nothing by it


def with_bold_headings(pieces: list[Line | Table]) -> list[Line | Table]:
    """The pieces with their bold lines marked: short ones without a number, after the first sentence, with text below."""
    lines = [piece for piece in pieces if isinstance(piece, Line)]
    if not lines or sum(line.bold for line in lines) > _MOST * len(lines):
        return pieces
    begun = False
    marked: list[Line | Table] = []
    for piece, below in pairwise([*pieces, None]):
        if isinstance(piece, Line):
            begun = begun or _PROSE.search(piece.text) is not None
            if begun and _is_heading(piece) and below is not None and not _is_bold_text(below):
                piece = replace(piece, depth=_DEPTH)
        if piece is not None:
            marked.append(piece)
    return marked


def _is_bold_text(piece: Line | Table) -> bool:
    """Bold words without a number: the line above is then a part of a text all in bold."""
    return isinstance(piece, Line) and piece.bold and read_marker(piece.text.strip()) is None


def _is_heading(line: Line) -> bool:
    text = line.text.strip()
    if not line.bold or line.depth or line.links or not 2 <= len(text) <= _CHARS or _SENTENCE.search(text):
        return False
    return not (read_marker(text) or metadata.is_date_line(text) or metadata.is_organ(text) or metadata.signature(text))
