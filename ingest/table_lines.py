"""Put the lines that belong to a table into one block: rows of an indicator table, the caption above a known one."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import reduce

from ingest.blocks import Block, join_blocks
from ingest.headings import looks_like_title
from ingest.markers import Style
from ingest.tables import starts_row, starts_table

_CAPTION = re.compile(
    r"(?:附|续)?表\s*[\d一二三四五六七八九十]|(?:表|单|目录|清单|名录|名单|一览|标准|指标|情况|限额|分值|计划|目标)(?:[（(].{1,30}[）)])?$"
)
_CAPTION_CHARS = 60
_MEASURE = re.compile(r"[（(]?\s*(?:计量|金额)?单位\s*[：:].{1,30}")  # 单位：万元, between caption and table


def join_table_lines(blocks: list[Block]) -> list[Block]:
    """The blocks, with the title, header and rows of each table joined."""
    joined: list[Block] = []
    index = 0
    while index < len(blocks):
        if blocks[index].table:
            joined.append(_with_caption(joined, blocks[index]))
            index += 1
            continue
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


def _with_caption(before: list[Block], table: Block) -> Block:
    """The table with the lines above it that name it or its unit of measure, which are taken off `before`."""
    above: list[Block] = []
    if before and _MEASURE.fullmatch(before[-1].text):
        above.insert(0, before.pop())
    if before and _is_caption(before[-1]) and not (len(before) > 1 and _is_annex(before[-2])):
        above.insert(0, before.pop())
    if not above:
        return table
    pieces = tuple(piece for block in (*above, table) for piece in block.pieces)
    return replace(table, pieces=pieces, caption="".join(block.text for block in above), page=above[0].page)


def _is_caption(block: Block) -> bool:
    titled = looks_like_title(block) and len(block.text) <= _CAPTION_CHARS and not block.depth
    return titled and _CAPTION.search(block.text) is not None


def _is_annex(block: Block) -> bool:
    """The number of an annex: the line after it is the annex's title, not the table's."""
    marker = block.marker()
    return marker is not None and marker.style is Style.ANNEX
