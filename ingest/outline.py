"""From blocks to a tree of numbered parts and unnumbered paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingest.blocks import Block, join_blocks
from ingest.clean import clean
from ingest.headings import looks_like_title
from ingest.markers import Marker, Style, make_marker
from ingest.table_lines import join_table_lines

_LOST_HEADING = re.compile(r"([^，。；：！？]{2,20})。.")
_ORDER_IN_GAP = 2  # 1 → 3: one number is missing


@dataclass(slots=True)
class Node:
    """A numbered part, a Markdown heading (`depth`) or an unnumbered paragraph; the root has no block."""

    block: Block | None = None
    marker: Marker | None = None
    text: str = ""  # clean, without the marker
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def depth(self) -> int:
        return self.block.depth if self.block else 0

    @property
    def opens(self) -> bool:
        """True when following blocks may belong to this node."""
        return self.block is None or self.marker is not None or self.depth > 0

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Outline:
    root: Node
    warnings: list[str]


def build_outline(blocks: list[Block]) -> Outline:
    return _Builder().build(blocks)


class _Builder:
    def __init__(self) -> None:
        self.root = Node()
        self.top = self.root  # innermost open node
        self.last_article = 0
        self.last: dict[Style, int] = {}
        self.warnings: list[str] = []

    def build(self, blocks: list[Block]) -> Outline:
        for block in join_table_lines(blocks):
            marker = block.marker()
            if block.table:
                self._attach(Node(block, None, block.text), self.top)
                continue
            if marker and marker.style is Style.ARTICLE and not self._is_next_article(marker):
                marker = None
            if marker:
                text = clean(block.raw[marker.length :])
                self._open(Node(block, marker, text), self._home(marker, block.depth))
            elif self._names_annex(block):
                annex = self.top
                annex.text = block.text
                annex.block = join_blocks(annex.block, block) if annex.block else block
            elif block.depth:
                self._open(Node(block, None, block.text), self._home(None, block.depth))
            else:
                self._attach(Node(block, None, block.text), self.top)
        return Outline(self.root, self.warnings)

    def _names_annex(self, block: Block) -> bool:
        """The title of an annex stands on the line after its number."""
        is_new = self.top.marker is not None and self.top.marker.style is Style.ANNEX
        return is_new and not self.top.text and not self.top.children and looks_like_title(block)

    def _is_next_article(self, marker: Marker) -> bool:
        """A line that begins with 第三条 is article 3 only where article 3 is due."""
        due = marker.number in (1, self.last_article, self.last_article + 1)
        return due or (marker.spaced and marker.number > self.last_article)

    def _home(self, marker: Marker | None, depth: int) -> Node:
        """The open node under which a new part stands."""
        node = self.top
        while node.block is not None and not _contains(node, marker, depth):
            node = node.parent or self.root
        return node

    def _open(self, node: Node, home: Node) -> None:
        if node.marker and node.marker.style is Style.QUESTION:
            count = sum(1 for c in home.children if c.marker and c.marker.style is Style.QUESTION) + 1
            node.marker = replace(node.marker, number=count, label=f"问{count}")
        elif node.marker:
            self._check_number(node.marker, home, node.text)
            self.last[node.marker.style] = node.marker.number
            if node.marker.style is Style.ARTICLE:
                self.last_article = node.marker.number
            elif node.marker.style is Style.ANNEX:
                self.last_article = 0
        self._attach(node, home)
        self.top = node

    def _attach(self, node: Node, home: Node) -> None:
        node.parent = home
        home.children.append(node)

    def _check_number(self, marker: Marker, home: Node, words: str) -> None:
        if marker.style in (Style.ARTICLE, Style.ANNEX):
            previous = self.last_article if marker.style is Style.ARTICLE else marker.number - 1
        else:
            same = (c.marker.number for c in reversed(home.children) if c.marker and c.marker.style is marker.style)
            previous = next(same, 0)
        if marker.number == previous + _ORDER_IN_GAP and self._restore_number(marker, home):
            return
        # Some documents number through all sections: 1 and 2 under 一, 3 and 4 under 二.
        through = self.last.get(marker.style, 0) + 1
        if marker.number not in (previous, previous + 1, 1, through):
            self.warnings.append(f"编号不连续：{marker.prefix.strip()}“{words[:15]}”前面没有第{marker.number - 1}项")

    def _restore_number(self, marker: Marker, home: Node) -> bool:
        """Give the paragraph before `marker` the number that is missing, if it looks like an item.

        A converter may drop the number of an item; the paragraph then begins with a short heading sentence.
        """
        holder = self.top
        lost = holder.children[-1] if holder.children else None
        heading = (
            _LOST_HEADING.match(lost.text)
            if lost and not lost.opens and not (lost.block and lost.block.table)
            else None
        )
        if lost is None or heading is None or marker.style is Style.ARTICLE:
            return False
        holder.children.pop()
        lost.marker = make_marker(marker.style, marker.number - 1)
        self._attach(lost, home)
        self.warnings.append(f"“{heading[1]}”前缺编号，按次序补为{lost.marker.prefix}")
        return True


def _contains(outer: Node, marker: Marker | None, depth: int) -> bool:
    """May a part with this marker and Markdown depth stand inside `outer`?"""
    if depth and outer.depth:
        return outer.depth < depth
    if depth:  # a Markdown heading ends plain numbered parts
        return False
    if outer.marker is None:  # an annex stands beside the text, not under its last heading
        return marker is None or marker.style is not Style.ANNEX
    return marker is not None and outer.marker.style < marker.style
