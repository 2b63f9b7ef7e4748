"""Put the lines of an indicator table, one a row, into one block, as the reader of tables wants it."""

from __future__ import annotations

from functools import reduce

from ingest.blocks import Block, join_blocks
from ingest.headings import looks_like_title
from ingest.tables import starts_row, starts_table


def join_table_lines(blocks: list[Block]) -> list[Block]:
    """The blocks, with each table's title, header and rows joined."""
    joined: list[Block] = []
    index = 0
    while index < len(blocks):
        end = _table_end(blocks, index)
        joined.append(reduce(join_blocks, blocks[index:end]))
        index = end
    return joined


def _table_end(blocks: list[Block], start: int) -> int:
    """End of the table that starts here; start + 1 when none does."""
    has_title = start + 1 < len(blocks) and looks_like_title(blocks[start]) and not blocks[start].depth
    header = start + 1 if has_title and starts_table(blocks[start + 1].text) else start
    if not starts_table(blocks[header].text):
        return start + 1
    end = header + 1
    while end < len(blocks) and blocks[end].marker() is None and starts_row(blocks[end].text):
        end += 1
    return end if end > header + 1 else start + 1
