"""From blocks to a tree of numbered parts and unnumbered paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingest.blocks import Block, join_blocks
from ingest.clean import clean
from ingest.entries import read_entries
from ingest.headings import looks_like_title
from ingest.markers import Marker, Style, make_marker
from ingest.selfname import SELF
from ingest.table_lines import join_table_lines

_LOST_HEADING = re.compile(r"([^，。；：！？]{2,20})。.")
_OF_ALL = re.compile(rf"{SELF}(?:自|有效期|由[^，。]{{2,40}}解释|(?:从|于)?[^，。]{{0,12}}起?(?:施行|实施|执行))")
_STATUTE = (Style.CHAPTER, Style.ARTICLE)
_LIKE = 5  # so many last characters, the colon included
_ARTICLE_GAP = 3  # so many numbers on, one may be missing; further on it is rather a reference
_ORDER_IN_GAP = 2  # 1 → 3: one number is missing


@dataclass(slots=True)
class Node:
    """A numbered part, a Markdown heading (`depth`) or an unnumbered paragraph; the root has no block."""

    block: Block | None = None
    marker: Marker | None = None
    text: str = ""  # clean, without the marker
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    asks: bool = False  # a question, whose answer is below it
    group: Style | None = None  # an unnumbered heading above parts numbered in this style

    @property
    def style(self) -> Style | None:
        return self.marker.style if self.marker else None

    def line(self) -> Iterator[Node]:
        """This node and those above it, innermost first."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent

    def last_number(self, style: Style) -> int:
        """Number of the last part of this style below it, 0 when there is none."""
        return next((c.marker.number for c in reversed(self.children) if c.marker and c.marker.style is style), 0)

    @property
    def depth(self) -> int:
        return self.block.depth if self.block else 0

    @property
    def opens(self) -> bool:
        """True when following blocks may belong to this node."""
        return self.block is None or self.marker is not None or self.depth > 0 or self.group is not None

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
        joined = join_table_lines(blocks)
        entries = read_entries(joined)
        for index, entry in enumerate(entries):
            block, marker = entry.block, entry.marker
            if block.table:
                self._attach(Node(block, None, block.text), self.top)
                continue
            if marker and marker.style is Style.ARTICLE and not self._is_next_article(marker):
                marker = None
            if entry.group is not None:
                node = Node(block, None, block.text, group=entry.group)
                self._open(node, self._home(node, 0))
            elif marker:
                node = Node(block, marker, clean(block.raw[marker.length :]), asks=entry.asks)
                self._open(node, self._home(node, block.depth))
            elif self._names_annex(block):
                annex = self.top
                annex.text = block.text
                annex.block = join_blocks(annex.block, block) if annex.block else block
            elif block.depth:
                node = Node(block, None, block.text)
                self._open(node, self._home(node, block.depth))
            else:
                self._end_list(block, entries[index + 1].marker if index + 1 < len(entries) else None)
                self._attach(Node(block, None, block.text), self.top)
        return Outline(self.root, self.warnings)

    def _end_list(self, block: Block, following: Marker | None) -> None:
        """Close the list that is open where this unnumbered paragraph stands after it, not in its last item.

        It does where the items end in ；and the last in 。(立法技术规范), where it opens another list of this sort, and
        where it speaks of the whole document.
        """
        node = self.top
        last = node.marker is not None and not node.children and node.text.endswith("。")
        if last and _OF_ALL.match(block.text) and not any(n.style in _STATUTE for n in node.line()):
            self.top = node.parent or self.root
            return
        if last and _is_last_item(node):
            self.top = node.parent or self.root
        if block.text.endswith(("：", ":")) and following and following.number == 1:
            if (like := _like(node, block.text)) is not None:
                self.top = like
                return
            while node.parent and not (node.marker and node.marker.style is following.style):
                node = node.parent
            if node.parent and node.marker and not node.asks:
                self.top = node.parent

    def _names_annex(self, block: Block) -> bool:
        """The title of an annex stands on the line after its number."""
        is_new = self.top.marker is not None and self.top.marker.style is Style.ANNEX
        return is_new and not self.top.text and not self.top.children and looks_like_title(block)

    def _is_next_article(self, marker: Marker) -> bool:
        """A line that begins with 第三条 is article 3 only where it is due, or nearly."""
        due = marker.number == 1 or 0 <= marker.number - self.last_article <= _ARTICLE_GAP
        return due or (marker.spaced and marker.number > self.last_article)

    def _home(self, new: Node, depth: int) -> Node:
        """The open node under which a new part stands."""
        node = self.top
        if new.group is not None:
            while node.block is not None and (node.group is not None or not _above(node.style, new.group)):
                node = node.parent or self.root
            return node
        if new.asks and new.marker:
            asked = next((n for n in node.line() if n.asks and n.style is new.style), None)
            node = (asked.parent or self.root) if asked else node
        while node.block is not None and not _contains(node, new.marker, depth):
            node = node.parent or self.root
        return node

    def _open(self, node: Node, home: Node) -> None:
        if node.marker and node.marker.style is Style.QUESTION:
            number = node.marker.number or home.last_number(Style.QUESTION) + 1
            node.marker = replace(node.marker, number=number, label=f"问{number}")
        elif node.marker:
            if node.marker.number:
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
            previous = home.last_number(marker.style)
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
    if outer.group is not None:
        return marker is not None and marker.style >= outer.group
    if outer.marker is None:  # an annex stands beside the text, not under its last heading
        return marker is None or marker.style is not Style.ANNEX
    if marker is None:
        return False
    if outer.marker.style < marker.style:
        return True
    return outer.asks and _answers(outer, marker)


def _answers(question: Node, marker: Marker) -> bool:
    """A list inside an answer may be numbered like the sections or the questions themselves."""
    if question.style is not marker.style and any(node.style is marker.style for node in question.line()):
        return False
    return marker.number == question.last_number(marker.style) + 1


def _above(style: Style | None, group: Style) -> bool:
    """Whether a part of this style may hold a group of parts; a Markdown heading, which has none, may."""
    return style is None or style < group


def _like(node: Node, text: str) -> Node | None:
    """The open part in which a list was opened by words like these: 个人的申请条件：… 企业的申请条件：…."""
    for outer in node.line():
        for child in outer.children:
            if not child.opens and child.text.endswith(("：", ":")) and child.text[-_LIKE:-1] == text[-_LIKE:-1]:
                return outer
    return None


def _is_last_item(node: Node) -> bool:
    """The last of the items of a sentence: those before it end in a semicolon, it in a full stop."""
    if node.parent is None or not node.text.endswith("。"):
        return False
    before = [c for c in node.parent.children if c is not node and c.style is node.style]
    return bool(before) and before[-1].text.endswith(("；", ";"))
