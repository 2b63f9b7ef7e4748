"""How documents bear on one another, computed from what each one says, so that the order of arrival does not matter.

A document's state on a day follows from its own dates and from what others in force by then say of it. What no document
says is "unknown", never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingest.naming import names_of, plain_number
from ingest.types import Document, Relation, RelationKind

State = Literal["in_force", "not_yet_effective", "expired", "repealed", "replaced", "unknown"]
_ENDS: dict[RelationKind, State] = {"repeals": "repealed", "replaces": "replaced"}


@dataclass(frozen=True, slots=True)
class Edge:
    """A statement of one stored document whose target is stored too."""

    source: Document
    target: Document
    relation: Relation
    since: date | None  # from when it holds; None where the source gives no date


@dataclass(frozen=True, slots=True)
class Status:
    """State of a document on a day; `by` is the document that ended it, `amended_by` those that changed it."""

    state: State
    since: date | None = None
    by: Edge | None = None
    amended_by: tuple[Edge, ...] = ()


class Relations:
    """The graph over all stored documents."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self._by_number: dict[str, list[Document]] = {}
        self._by_name: dict[str, list[Document]] = {}
        for document in documents:
            if document.number:
                self._by_number.setdefault(plain_number(document.number), []).append(document)
            for name in names_of(document.title):
                self._by_name.setdefault(name, []).append(document)
        self.edges = tuple(self._edges())
        self._onto: dict[str, list[Edge]] = {}
        for edge in self.edges:
            self._onto.setdefault(edge.target.id, []).append(edge)

    def named(self, title: str | None, number: str | None = None) -> tuple[Document, ...]:
        """The stored documents a title or number means. A number that no stored document has leaves the title to
        decide, but only among documents whose own number is not known."""
        if number:
            if found := self._by_number.get(plain_number(number)):
                return tuple(found)
            return tuple(d for d in self._titled(title) if d.number is None)
        return self._titled(title)

    def onto(self, document_id: str) -> tuple[Edge, ...]:
        """What others say of a document."""
        return tuple(self._onto.get(document_id, ()))

    def status(self, document: Document, on: date) -> Status:
        onto = [edge for edge in self.onto(document.id) if edge.since is None or edge.since <= on]
        ended = [edge for edge in onto if edge.relation.kind in _ENDS]
        amended = tuple(edge for edge in onto if edge.relation.kind == "amends")
        if ended:
            by = min(ended, key=lambda edge: (edge.since or date.min, edge.relation.kind != "repeals"))
            return Status(_ENDS[by.relation.kind], by.since, by, amended)
        if document.expiry_date and document.expiry_date < on:
            return Status("expired", document.expiry_date, None, amended)
        if document.effective_date is None:
            return Status("unknown", None, None, amended)
        if document.effective_date > on:
            return Status("not_yet_effective", document.effective_date, None, amended)
        return Status("in_force", document.effective_date, None, amended)

    def _titled(self, title: str | None) -> tuple[Document, ...]:
        if not title:
            return ()
        found = [document for name in names_of(title) for document in self._by_name.get(name, ())]
        return tuple({document.id: document for document in found}.values())

    def _edges(self) -> Iterable[Edge]:
        for source in self._documents:
            since = source.effective_date or source.issue_date or source.publish_date
            for relation in source.relations:
                for target in self.named(relation.title, relation.number):
                    if target.id != source.id and not _younger(target, source, relation):
                        yield Edge(source, target, relation, since)


def _younger(target: Document, source: Document, relation: Relation) -> bool:
    """A title alone may also be that of a later version, which an earlier document cannot have meant."""
    if relation.kind == "based-on" or relation.number:
        return False
    target_day = target.issue_date or target.publish_date or target.effective_date
    source_day = source.issue_date or source.publish_date or source.effective_date
    return bool(target_day and source_day and target_day >= source_day)
