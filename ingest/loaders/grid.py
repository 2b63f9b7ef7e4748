"""The cells of a table put into a rectangle, with merged cells resolved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.errors import SourceBroken
from ingest.markers import read_marker

_MOST_CELLS = 500_000
_MOST_COLUMNS = 300
_HEADER_CHARS = 30
_NAMES = re.compile(
    r"序号|编号|名称|项目|内容|类别|类型|种类|标准|金额|备注|说明|单位|数量|指标|事项|对象|条件|依据|部门|时间|期限|地址|电话|年度|地区|区域|等级|级别|姓名"
)
_SENTENCE = re.compile(r"[。；！？]")
_VALUE = re.compile(r"[-—/+\d.,%％‰:：\s年月日元万个项人家户]*\d[-—/+\d.,%％‰:：\s年月日元万个项人家户]*")
_ENDS = tuple("。；：！？.;:!?")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the file has it; `rows` and `columns` say how many it covers."""

    text: str
    rows: int = 1
    columns: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """`rows` has the text of a merged cell in each place it covers; `written` has each cell once."""

    rows: tuple[tuple[str, ...], ...]
    written: tuple[tuple[str, ...], ...]
    header_rows: int
    caption: str = ""


def lay_grid(cells: Sequence[Sequence[Cell]], name: str = "") -> Grid:
    """The rectangle of these rows. Empty rows and columns are left out; a first row of one cell is the caption."""
    places = _place(cells, name)
    columns = [c for c in range(max(map(len, places), default=0)) if any(c < len(row) and row[c] for row in places)]
    kept = []
    for row in places:
        line = [row[c] if c < len(row) else None for c in columns]
        if any(place and place[0].text for place in line):
            kept.append(line)
    caption = ""
    while len(kept) > 1 and len(columns) > 1 and _is_banner(kept[0]):
        caption = "\n".join(filter(None, (caption, _texts(kept[0])[0])))
        kept.pop(0)
    rows = tuple(_texts(line) for line in kept)
    written = tuple(tuple(place[0].text for place in line if place and place[1]) for line in kept)
    return Grid(rows, written, _header_rows(kept), caption)


_Place = tuple[Cell, bool]  # the cell, and whether it begins here


def _place(cells: Sequence[Sequence[Cell]], name: str) -> list[list[_Place | None]]:
    """Each cell in each place it covers."""
    grid: list[list[_Place | None]] = [[] for _ in cells]
    total = 0
    for r, row in enumerate(cells):
        c = 0
        for cell in row:
            while c < len(grid[r]) and grid[r][c] is not None:
                c += 1
            height = max(1, min(cell.rows, len(cells) - r))
            width = max(1, min(cell.columns, _MOST_COLUMNS))
            total += height * width
            if total > _MOST_CELLS:
                raise SourceBroken(f"文件“{name}”里的表格过大（超过 {_MOST_CELLS} 个单元格），请拆分后重试。")
            for y in range(r, r + height):
                grid[y].extend([None] * (c + width - len(grid[y])))
                for x in range(c, c + width):
                    grid[y][x] = (cell, y == r and x == c)
            c += width
    return grid


def _texts(line: Sequence[_Place | None]) -> tuple[str, ...]:
    return tuple(place[0].text if place else "" for place in line)


def _is_banner(line: Sequence[_Place | None]) -> bool:
    """One cell over the whole width, or one text in an otherwise empty row above names of columns."""
    return line[0] is not None and all(place and place[0] is line[0][0] for place in line)


def _header_rows(lines: Sequence[Sequence[_Place | None]]) -> int:
    """How many of the first rows name the columns: those marked so, or covered by the first row, or like names."""
    if len(lines) < 2:
        return 0
    marked = 0
    while marked < len(lines) - 1 and all(place is None or place[0].header for place in lines[marked]):
        marked += 1
    if marked:
        return marked
    first = [place for place in lines[0] if place and place[0].text]
    if any(place[0].header for place in first[1:]) is False and any(place[0].header for place in first[:1]):
        return 0  # a first column of labels
    if not first or not all(_is_name(place[0].text) for place in first):
        return 0
    depth = 1
    if any(place[0].columns > 1 for place in first):
        depth = min(max(2, max(place[0].rows for place in first)), len(lines) - 1)
        while depth > 1 and any(_VALUE.fullmatch(place[0].text) for place in lines[depth - 1] if place and place[1]):
            depth -= 1
    elif len(lines[0]) == 2:
        return 1 if all(_NAMES.search(place[0].text) for place in first) and len(first) == 2 else 0
    elif not any(_NAMES.search(place[0].text) for place in first) and not _differs(lines):
        return 0
    return depth


def _is_name(text: str) -> bool:
    return len(text) <= _HEADER_CHARS * 2 and not _SENTENCE.search(text) and not _VALUE.fullmatch(text.strip("年"))


def _differs(lines: Sequence[Sequence[_Place | None]]) -> bool:
    """Rows below hold values or longer texts where the first row holds words."""
    below = lines[1]
    for top, place in zip(lines[0], below, strict=True):
        if place and top and (_VALUE.fullmatch(place[0].text) or len(place[0].text) > 2 * len(top[0].text) + 4):
            return True
    return False


def cell_text(lines: Sequence[str]) -> str:
    """Lines of a cell as one text: a break is kept after a sentence and before a number of a list, else dropped."""
    text = ""
    for line in (re.sub(r"[ \t\r\n\f\v\xa0\u3000]+", " ", line).strip() for line in lines):
        if not line:
            continue
        broken = text.endswith(_ENDS) or read_marker(line) is not None
        latin = bool(text) and text[-1].isascii() and text[-1].isalnum() and line[0].isascii() and line[0].isalnum()
        text += ("" if not text else "\n" if broken else " " if latin else "") + line
    return text
