"""From the outline of a document to its clauses."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from ingest import articles
from ingest.blocks import Block
from ingest.frame import Notice
from ingest.headings import heading_line, inline_heading, paragraph_heading, question_line
from ingest.ids import ClauseIds
from ingest.markers import Style
from ingest.outline import Node
from ingest.table_clauses import known_table
from ingest.tables import Table, read_table
from ingest.types import Clause, ClauseKind, Span

_SHORT_HEADING = 12
_SCOPE_CHARS = 400  # longer introductions are not repeated in every item; their last paragraph is


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands: what its descendants inherit."""

    label: str = ""
    path: tuple[str, ...] = ()
    parent: int | None = None  # index of the clause above


@dataclass(frozen=True, slots=True)
class Draft:
    """A clause before ids are given; `parent` is an index into the drafts."""

    kind: ClauseKind
    label: str
    heading: str | None
    text: str
    place: Place
    span: Span
    page: int | None
    scope: str = ""
    cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Structure:
    clauses: tuple[Clause, ...]  # in document order
    warnings: tuple[str, ...]


def clauses_of(document_id: str, root: Node, notices: list[Notice], text: str) -> Structure:
    """`text` is the clean text of the document, in which the values of a table may be confirmed."""
    writer = _Writer(text)
    for notice in notices:
        writer.notice(notice)
    writer.children(root, Place(), own_paragraphs=0)
    return Structure(tuple(_number(document_id, writer.drafts)), tuple(writer.warnings))


def _number(document_id: str, drafts: list[Draft]) -> list[Clause]:
    order = sorted(range(len(drafts)), key=lambda i: drafts[i].span.start)
    ids = ClauseIds(document_id)
    given = {i: ids.next(drafts[i].label, drafts[i].text) for i in order}
    return [
        Clause(
            id=given[i],
            document_id=document_id,
            ordinal=ordinal,
            kind=d.kind,
            label=d.label,
            heading=d.heading,
            text=d.text,
            path=d.place.path,
            parent_id=None if d.place.parent is None else given[d.place.parent],
            span=d.span,
            scope=d.scope,
            page=d.page,
            cells=d.cells,
        )
        for ordinal, (i, d) in enumerate((i, drafts[i]) for i in order)
    ]


class _Writer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.drafts: list[Draft] = []
        self.used: dict[str, int] = {}
        self.warnings: list[str] = []

    def notice(self, notice: Notice) -> None:
        blocks = notice.blocks
        span = Span(blocks[0].span.start, blocks[-1].span.end)
        text = "\n".join(block.text for block in blocks)
        self._add(Draft("notice", notice.label, None, text, Place(), span, blocks[0].page))

    def children(self, node: Node, place: Place, own_paragraphs: int) -> None:
        """Write what stands below a node; its own text counts as `own_paragraphs` of its paragraphs."""
        scope = _scope(node)
        paragraphs, tables = own_paragraphs, 0
        preface = node.block is None and any(child.opens for child in node.children)
        listing = False  # a part was seen
        headed, parts = _headed(node), _headed_parts(node)
        for index, child in enumerate(node.children):
            if child.opens:
                preface, listing = False, True
                self._part(child, place, scope, index in parts)
                continue
            if child.block and child.block.table:
                tables += 1
                self._known_table(child.block, place, f"{place.label}表{tables}")
                continue
            if listing and child.text.endswith(("：", ":")):
                scope = child.text  # it opens another list
            table = read_table(child.text, self.text)
            if table:
                tables += 1
                self._table(child, table, place, f"{place.label}表{tables}")
                continue
            paragraphs += 1
            label = _preface_label(paragraphs) if preface else f"{place.label}第{paragraphs}段"
            heading = paragraph_heading(child.text) if headed else None
            block = _block(child)
            self._add(Draft("paragraph", label, heading, child.text, place, block.span, block.page))

    def _part(self, node: Node, place: Place, scope: str, headed: bool) -> None:
        if node.marker and node.marker.style is Style.ARTICLE:
            self._article(node, place)
            return
        label = self._unique(_label(place.label, node))
        prefix = node.marker.prefix if node.marker else ""
        heading = heading_line(node.text, bool(node.children)) if node.marker else node.text
        if node.asks and heading is None:
            heading = question_line(node.text, bool(node.children))
        is_heading = heading is not None
        if heading is None and headed:
            heading = inline_heading(node.text)
        kind: ClauseKind = "heading" if is_heading else "paragraph"
        text = (heading if is_heading else node.text) or _block(node).text
        block = _block(node)
        own_scope = "" if is_heading else scope
        index = self._add(Draft(kind, label, heading, text, place, block.span, block.page, own_scope))
        step = (f"{prefix}{heading}".strip(),) if heading else ()
        below = Place(label, place.path + step, index)
        self.children(node, below, own_paragraphs=0 if is_heading else 1)

    def _article(self, node: Node, place: Place) -> None:
        index = len(self.drafts)
        article, rest = articles.before_tables(node)
        for piece in articles.pieces(article):
            parent = place if piece.kind == "article" else replace(place, parent=index)
            label, span, page = self._unique(piece.label), piece.span, piece.page
            self._add(Draft(piece.kind, label, None, piece.text, parent, span, page, piece.scope))
        if rest:
            after = Node(node.block, node.marker, node.text, children=rest)
            label = self.drafts[index].label
            self.children(after, Place(label, place.path, index), sum(not n.opens for n in article.walk()) + 1)

    def _table(self, node: Node, table: Table, place: Place, label: str) -> None:
        block = _block(node)
        text = f"{table.title}：{'、'.join(table.columns)}" if table.title else "、".join(table.columns)
        span = Span(block.span.start, block.cleaned.span(0, table.header_end).end)
        index = self._add(Draft("table", label, table.title or None, text, place, span, block.page))
        below = Place(label, place.path + ((table.title,) if table.title else ()), index)
        for row in table.rows:
            row_label = f"{label}第{row.number}行"
            span = block.cleaned.span(row.start, row.end)
            self._add(Draft("row", row_label, row.name, row.text, below, span, block.page, cells=row.cells))
            if not row.certain:
                self.warnings.append(f"{row_label}的数值连写，拆分不能确定：{row.text}")

    def _known_table(self, block: Block, place: Place, label: str) -> None:
        """A table whose cells the loader knows. Without names of columns and caption its rows stand alone."""
        if block.table is None:
            return
        label = self._unique(label)
        table = known_table(block.table, block.caption, block.span.start)
        below = replace(place, path=place.path + ((table.title,) if table.title else ()))
        columns = "、".join(filter(None, table.columns))
        text = "：".join(filter(None, (table.title, columns)))
        if table.header and text:
            index = self._add(Draft("table", label, table.title or None, text, place, table.header, block.page))
            below = replace(below, label=label, parent=index)
        for row in table.rows:
            row_label = f"{label}第{row.number}行"
            draft = Draft("row", row_label, row.name, row.text, below, row.span, block.page, row.scope, row.cells)
            self._add(draft)

    def _unique(self, label: str) -> str:
        """An address must lead to one place, also where a document numbers two lists alike."""
        count = self.used[label] = self.used.get(label, 0) + 1
        return label if count == 1 else f"{label}（第{count}处）"

    def _add(self, draft: Draft) -> int:
        self.drafts.append(draft)
        return len(self.drafts) - 1


def _headed(node: Node) -> bool:
    """Whether unnumbered paragraphs begin with headings here: one short sentence is none, several alike are."""
    return sum(not child.opens and paragraph_heading(child.text) is not None for child in node.children) > 1


def _headed_parts(node: Node) -> set[int]:
    """Places of the parts below a node that may begin with a heading: very short ones, and those of lists where most
    do. A list is what is numbered alike from 1 on."""
    lists: dict[tuple[Style | None, int], list[int]] = {}
    run: Counter[Style | None] = Counter()
    for place, child in enumerate(node.children):
        if child.opens:
            run[child.style] += child.marker is not None and child.marker.number == 1
            lists.setdefault((child.style, run[child.style]), []).append(place)
    found: set[int] = set()
    for places in lists.values():
        headings = {place: _inner_heading(node.children[place]) for place in places}
        most = sum(heading is not None for heading in headings.values()) * 2 > len(places)
        found |= {place for place, heading in headings.items() if heading and (most or len(heading) <= _SHORT_HEADING)}
    return found


def _inner_heading(part: Node) -> str | None:
    return heading_line(part.text, bool(part.children)) or inline_heading(part.text)


def _block(node: Node) -> Block:
    if node.block is None:
        raise ValueError("the root of an outline has no text")
    return node.block


def _label(above: str, node: Node) -> str:
    own = node.marker.label if node.marker else ""
    if above[-1:].isdecimal() and own[:1].isdecimal():  # 附件1 and its item 1 are no 附件11
        above += "-"
    return above + (node.marker.label if node.marker else f"“{node.text[:20]}”")


def _preface_label(number: int) -> str:
    return "前言" if number == 1 else f"前言第{number}段"


def _scope(node: Node) -> str:
    """The unnumbered paragraphs between a heading and its list, or the words of an item that opens a list."""
    if not any(child.opens for child in node.children):
        return ""
    before: list[str] = []
    for child in node.children:
        if child.opens:
            break
        if child.block is None or child.block.table is None:
            before.append(child.text)
    if node.block is None:
        return before[-1] if before and before[-1].endswith("：") and _lists_items(node) else ""
    if not before:
        return node.text if node.text.endswith("：") and heading_line(node.text, True) is None else ""
    joined = "".join(before)
    return joined if len(joined) <= _SCOPE_CHARS else before[-1]


def _lists_items(root: Node) -> bool:
    """True when the top-level parts are items of a list, not sections with headings of their own."""
    return not any(child.children for child in root.children)
