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
_YEAR = re.compile(r"(?:19|20)\d{2}\s*年(?:度|[一-十\d]{1,2}月)?")
_ENDS = tuple("。；：！？.;:!?")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the file has it; `rows` and `columns` say how many it covers."""

    text: str
    rows: int = 1
    columns: int = 1
    header: bool = False


_Place = tuple[Cell, bool]  # a cell, and whether it begins here
_Line = list[_Place | None]


@dataclass(frozen=True, slots=True)
class Grid:
    """`rows` has the text of a merged cell in each place it covers; `written` has each cell once."""

    rows: tuple[tuple[str, ...], ...]
    written: tuple[tuple[str, ...], ...]
    header_rows: int
    caption: str = ""


def lay_grids(cells: Sequence[Sequence[Cell]], name: str = "", *, keep_columns: bool = False) -> list[Grid]:
    """The rectangle of these rows, cut where a line over the whole width and new names of columns begin another table.

    Empty rows and columns are left out; first rows of one cell are the caption.
    """
    lines = [line for line in _place(cells, name) if any(place and place[0].text for place in line)]
    width = max(map(len, lines), default=0)
    lines = [[*line, *[None] * (width - len(line))] for line in lines]
    return [_grid(part if keep_columns else _without_blank(part)) for part in _parts(lines)]


def _without_blank(lines: list[_Line]) -> list[_Line]:
    """The lines without columns in which no cell with text begins: they only widen their neighbours."""
    width = len(lines[0]) if lines else 0
    kept = [c for c in range(width) if any(_begins(line[c]) for line in lines)]
    return [[line[c] for c in kept] for line in lines]


def _begins(place: _Place | None) -> bool:
    return place is not None and bool(place[0].text) and place[1]


def _parts(lines: list[_Line]) -> list[list[_Line]]:
    """The lines of each of the tables that one frame holds."""
    width = len(lines[0]) if lines else 0
    cuts = [
        i
        for i in range(1, len(lines) - 2)
        if width > 1 and _is_banner(lines[i]) and not _is_banner(lines[i + 1]) and _renames(lines, i + 1)
    ]
    return [lines[a:b] for a, b in zip([0, *cuts], [*cuts, len(lines)], strict=True)]


def _renames(lines: list[_Line], index: int) -> bool:
    """A line of names above a line with values."""
    names = [place[0].text for place in lines[index] if place and place[0].text]
    values = [place[0].text for place in lines[index + 1] if place and place[1]]
    return all(_is_name(name) for name in names) and any(_VALUE.fullmatch(value) for value in values)


def _grid(lines: list[_Line]) -> Grid:
    lines = list(lines)
    width = len(lines[0]) if lines else 0
    caption = ""
    while len(lines) > 1 and width > 1 and (_is_banner(lines[0]) or _is_lone(lines)):
        caption = "\n".join(filter(None, (caption, next(filter(None, _texts(lines[0])), ""))))
        lines.pop(0)
    written = tuple(tuple(place[0].text for place in line if place and place[1]) for line in lines)
    return Grid(tuple(map(_texts, lines)), written, _header_rows(lines), caption)


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
    """One cell over the whole width."""
    first = line[0]
    return first is not None and all(place and place[0] is first[0] for place in line)


def _is_lone(lines: Sequence[_Line]) -> bool:
    """One text in an otherwise empty row above a row of names: the title of a sheet whose cells are not merged."""
    below = [text for text in _texts(lines[1]) if text]
    lone = len(list(filter(None, _texts(lines[0])))) == 1
    return lone and len(lines[0]) > 2 and len(below) > 2 and all(map(_is_name, below))


def _header_rows(lines: Sequence[_Line]) -> int:
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
    depth = _levels(lines)
    if depth > 1:
        return depth
    if len(lines[0]) == 2:
        return 1 if all(_NAMES.search(place[0].text) for place in first) and len(first) == 2 else 0
    if not any(_NAMES.search(place[0].text) for place in first) and not _differs(lines):
        return 0
    return depth


def _levels(lines: Sequence[_Line]) -> int:
    """How many rows the names of columns take, where some stand above several others."""
    depth, row = 1, 0
    while row < depth:
        starting = [place[0] for place in lines[row] if place and place[1] and place[0].text]
        needed = max([row + 1, *(row + 2 for cell in starting if cell.columns > 1), *(row + c.rows for c in starting)])
        if needed > depth and needed < len(lines) and _all_names(lines[depth:needed]):
            depth = needed
        row += 1
    return depth


def _all_names(lines: Sequence[_Line]) -> bool:
    begun = [place[0].text for line in lines for place in line if place and place[1] and place[0].text]
    return bool(begun) and all(map(_is_name, begun))


def _is_name(text: str) -> bool:
    if len(text) > _HEADER_CHARS * 2 or _SENTENCE.search(text):
        return False
    return _VALUE.fullmatch(text) is None or _YEAR.fullmatch(text) is not None


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
