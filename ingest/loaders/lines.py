"""Lines of a page and where they stand; which of them begin a paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.loaders.writer import TextWriter

_INDENT = 1.2  # characters; an indent is two, a hanging bracket half of one
_SHORT = 2.5  # characters that a line may miss at the right margin and still go on: no punctuation begins a line
_GAP = 0.6  # of a line's height more than usual between lines sets them apart
_SIZE = 0.3  # change of height that tells a note or heading from the text
_LONG = 0.6  # lines of so much of the longest one show the margins
_FEW = 3


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """`top` and `bottom` count from the top of the page, in any unit; all are 0 where the place is not known."""

    text: str
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0

    @property
    def placed(self) -> bool:
        return self.right > self.left and self.bottom > self.top

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Look:
    begins: bool
    full: bool


def looks(lines: Sequence[PlacedLine]) -> list[Look | None]:
    """How each line of a page stands; None where the place is not known or the lines are too few to show margins."""
    placed = [line for line in lines if line.placed]
    if len(placed) < _FEW:
        return [None] * len(lines)
    widest = max(line.right - line.left for line in placed)
    long = [line for line in placed if line.right - line.left >= widest * _LONG]
    usual = median([b.top - a.top for a, b in pairwise(placed) if b.top > a.top] or [0.0])
    found: list[Look | None] = []
    above: PlacedLine | None = None
    for line in lines:
        found.append(_look(line, above, long, usual) if line.placed else None)
        above = line if line.placed else None
    return found


def _look(line: PlacedLine, above: PlacedLine | None, long: list[PlacedLine], usual: float) -> Look:
    size = line.height
    alike = [other for other in long if abs(other.height - size) <= _SIZE * size] or long
    left, right = _margin([other.left for other in alike]), -_margin([-other.right for other in alike])
    resized = above is not None and len(line.text) > _FEW and abs(above.height - size) > _SIZE * max(size, above.height)
    apart = above is not None and (line.top - above.top > usual + _GAP * size or resized)
    return Look(line.left - left > _INDENT * size or apart, right - line.right <= _SHORT * size)


def write_lines(writer: TextWriter, lines: Sequence[PlacedLine]) -> None:
    """Lines of one page, from the top."""
    for line, look in zip(lines, looks(lines), strict=True):
        write_line(writer, line, look)


def write_line(writer: TextWriter, line: PlacedLine, look: Look | None) -> None:
    if look is None:
        writer.line(line.text)
    else:
        writer.seen_line(line.text, look.begins, look.full)


def _margin(edges: Sequence[float]) -> float:
    """The outermost edge that more than one line has, or nearly."""
    ordered = sorted(edges)
    return ordered[min(len(ordered) - 1, len(ordered) // 10)]
