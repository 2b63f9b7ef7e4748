"""Which lines make one paragraph: each line its own, lines of a page joined, or one long line cut."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.blocks import Block, line_blocks
from ingest.oneline import cut_line, is_one_line
from ingest.pages import page_blocks
from ingest.types import Passage, Source


@dataclass(frozen=True, slots=True)
class LaidOut:
    blocks: list[Block]
    passages: list[Passage]  # page numbers, headers and footers


def lay_out(source: Source) -> LaidOut:
    if source.pages:
        return LaidOut(*page_blocks(source))
    if is_one_line(source):
        return LaidOut(cut_line(source), [])
    return LaidOut(line_blocks(source), [])
