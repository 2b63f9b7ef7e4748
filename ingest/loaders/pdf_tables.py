"""Bordered tables of a page, from its ruling lines and the places of its characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.loaders.grid import Cell, cell_text

_THIN = 3.0  # points; a longer shape thinner than this is a line
_SHORT = 6.0  # points; shorter lines are dashes or strokes of characters
_NEAR = 3.0  # lines and ends of lines this near are one
_COVERED = 0.6  # an edge of a cell is drawn when this share of it is
_MOST_LINES = 3000  # a drawing has more; no table has

Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class Char:
    text: str
    box: Box

    @property
    def x(self) -> float:
        return (self.box[0] + self.box[2]) / 2

    @property
    def y(self) -> float:
        return (self.box[1] + self.box[3]) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A line: horizontal at y = `at` from x = `start` to `end`, or vertical with x and y exchanged."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Lattice:
    """The cells of one bordered table. `owner[r][c]` numbers the cell that covers this place, rows from the top."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]  # descending
    owner: tuple[tuple[int, ...], ...]

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[-1], self.xs[-1], self.ys[0]

    def holds(self, char: Char) -> bool:
        left, bottom, right, top = self.box
        return left <= char.x <= right and bottom <= char.y <= top

    def cells(self, chars: Iterable[Char]) -> list[list[Cell]]:
        """The cells with their text, for the grid."""
        inside: dict[int, list[Char]] = {}
        for char in chars:
            row, column = _slot(char.y, self.ys, True), _slot(char.x, self.xs, False)
            inside.setdefault(self.owner[row][column], []).append(char)
        rows: list[list[Cell]] = []
        seen: set[int] = set()
        for r, line in enumerate(self.owner):
            row_cells = []
            for c, number in enumerate(line):
                if number in seen:
                    continue
                seen.add(number)
                height = sum(1 for other in self.owner[r:] if other[c] == number)
                width = sum(1 for other in line[c:] if other == number)
                row_cells.append(Cell(cell_text(_lines(inside.get(number, []))), height, width))
            rows.append(row_cells)
        return rows


def find_lattices(boxes: Sequence[Box], segments: Sequence[tuple[float, float, float, float]]) -> list[Lattice]:
    """Tables drawn by thin filled shapes (`boxes`) and stroked lines (`segments`: x1, y1, x2, y2), from the top."""
    across, down = _rules(boxes, segments)
    if not 2 <= len(across) <= _MOST_LINES or not 1 <= len(down) <= _MOST_LINES:
        return []
    across, down = _joined(across), _joined(down)
    found = [lattice for group in _groups(across, down) if (lattice := _lattice(*group))]
    return sorted(found, key=lambda lattice: -lattice.ys[0])


def _rules(
    boxes: Sequence[Box], segments: Sequence[tuple[float, float, float, float]]
) -> tuple[list[Rule], list[Rule]]:
    across, down = [], []
    for left, bottom, right, top in [
        *boxes,
        *((min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in segments),
    ]:
        width, height = right - left, top - bottom
        if height <= _THIN and width >= _SHORT:
            across.append(Rule((bottom + top) / 2, left, right))
        elif width <= _THIN and height >= _SHORT:
            down.append(Rule((left + right) / 2, bottom, top))
    return across, down


def _joined(rules: list[Rule]) -> list[Rule]:
    """Rules on one line that touch, as one."""
    levels: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if levels and rule.at - levels[-1][0].at <= _NEAR:
            levels[-1].append(rule)
        else:
            levels.append([rule])
    joined: list[Rule] = []
    for level in levels:
        at = sum(rule.at for rule in level) / len(level)
        first = True
        for rule in sorted(level, key=lambda rule: rule.start):
            if not first and rule.start <= joined[-1].end + _NEAR:
                joined[-1] = Rule(at, joined[-1].start, max(joined[-1].end, rule.end))
            else:
                joined.append(Rule(at, rule.start, rule.end))
            first = False
    return joined


def _groups(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that cross or touch one another, directly or through others."""
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, h in enumerate(across):
        for j, v in enumerate(down, len(across)):
            if h.start - _NEAR <= v.at <= h.end + _NEAR and v.start - _NEAR <= h.at <= v.end + _NEAR:
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate([*across, *down]):
        groups.setdefault(root(i), ([], []))[0 if i < len(across) else 1].append(rule)
    return list(groups.values())


def _lattice(across: list[Rule], down: list[Rule]) -> Lattice | None:
    """None where the rules hold no cells: an underline, a frame around a text."""
    if len(across) < 2 or not down:
        return None
    left, right = min(r.start for r in across), max(r.end for r in across)
    bottom, top = (
        min(*(r.at for r in across), *(r.start for r in down)),
        max(*(r.at for r in across), *(r.end for r in down)),
    )
    xs = _levels([*(r.at for r in down), left, right])
    ys = _levels([*(r.at for r in across), bottom, top])[::-1]
    if len(xs) < 3 or len(ys) < 3:
        return None
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = [[r * columns + c for c in range(columns)] for r in range(rows)]
    for r in range(rows):
        for c in range(columns):
            if c + 1 < columns and not _drawn(down, xs[c + 1], ys[r + 1], ys[r]):
                _merge(owner, (r, c), (r, c + 1))
            if r + 1 < rows and not _drawn(across, ys[r + 1], xs[c], xs[c + 1]):
                _merge(owner, (r, c), (r + 1, c))
    return Lattice(tuple(xs), tuple(ys), tuple(map(tuple, owner)))


def _levels(values: list[float]) -> list[float]:
    levels: list[float] = []
    for value in sorted(values):
        if not levels or value - levels[-1] > _NEAR:
            levels.append(value)
    return levels


def _drawn(rules: list[Rule], at: float, start: float, end: float) -> bool:
    covered = sum(max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in rules if abs(rule.at - at) <= _NEAR)
    return covered >= (end - start) * _COVERED


def _merge(owner: list[list[int]], a: tuple[int, int], b: tuple[int, int]) -> None:
    old, new = owner[b[0]][b[1]], owner[a[0]][a[1]]
    if old != new:
        for row in owner:
            row[:] = [new if number == old else number for number in row]


def _slot(value: float, edges: tuple[float, ...], descending: bool) -> int:
    for i, (a, b) in enumerate(pairwise(edges)):
        if (a >= value >= b) if descending else (a <= value <= b):
            return i
    return 0 if (value > edges[0]) == descending else len(edges) - 2


def _lines(chars: list[Char]) -> list[str]:
    """The characters of a cell as lines: from the top, each from the left."""
    lines: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: -char.y):
        if lines:
            above = lines[-1][-1]
            height = max(above.box[3] - above.box[1], char.box[3] - char.box[1], 4.0)
            if above.y - char.y < height * 0.5:
                lines[-1].append(char)
                continue
        lines.append([char])
    return ["".join(char.text for char in sorted(line, key=lambda char: char.box[0])) for line in lines]
