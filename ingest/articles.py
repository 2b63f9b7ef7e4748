"""Articles of a statute: one clause each, with paragraphs and items; a very long one is cut at its items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.numerals import from_int
from ingest.outline import Node
from ingest.types import ClauseKind, Span

_WHOLE_CHARS = 1500  # longer articles are lists (duties, definitions) whose items are cited singly


@dataclass(frozen=True, slots=True)
class Piece:
    kind: ClauseKind
    label: str
    text: str
    span: Span
    page: int | None
    scope: str = ""


def pieces(article: Node) -> Iterator[Piece]:
    """The clauses of one article, in document order."""
    nodes = list(article.walk())
    name = article.marker.label if article.marker else ""
    if sum(len(node.text) for node in nodes) <= _WHOLE_CHARS:
        yield _piece("article", name, nodes)
        return
    lead = [article]
    rest = list(article.children)
    while rest and not rest[0].opens:
        lead.append(rest.pop(0))
    yield _piece("article", name, lead)
    paragraph, scope = len(lead), lead[-1].text
    several = any(not node.opens for node in article.children)
    for node in rest:
        if node.opens:
            place = f"第{from_int(paragraph)}款" if several else ""
            item = f"第{node.marker.label}项" if node.marker else ""
            yield _piece("item", name + place + item, list(node.walk()), scope)
        else:
            paragraph, scope = paragraph + 1, node.text
            yield _piece("item", f"{name}第{from_int(paragraph)}款", [node])


def before_tables(article: Node) -> tuple[Node, list[Node]]:
    """The article up to its first table, and what follows from there, without inner order."""
    nodes = list(article.walk())
    first = next((i for i, node in enumerate(nodes) if node.block and node.block.table), None)
    if first is None:
        return article, []
    kept = set(map(id, nodes[:first]))
    rest = [Node(node.block, node.marker, node.text) for node in nodes[first:]]
    return _only(article, kept), rest


def _only(node: Node, kept: set[int]) -> Node:
    children = [_only(child, kept) for child in node.children if id(child) in kept]
    return Node(node.block, node.marker, node.text, children=children)


def _piece(kind: ClauseKind, label: str, nodes: list[Node], scope: str = "") -> Piece:
    blocks = [node.block for node in nodes if node.block]
    # The number of the first node is its label; the numbers inside stay, as the text refers to them.
    text = "\n".join([nodes[0].text, *(block.text for block in blocks[1:])])
    return Piece(kind, label, text, Span(blocks[0].span.start, blocks[-1].span.end), blocks[0].page, scope)
