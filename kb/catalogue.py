"""Documents with their status and clauses with their cross-references, as rows to print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from ingest.references import Reference
from ingest.resolve import Resolver
from ingest.types import Clause, Document
from kb.relations import Edge, Relations, Status


def catalogue(documents: Sequence[Document], on: date) -> list[dict[str, Any]]:
    """One row per document: its fields, its status on a day, and what others say of it."""
    graph = Relations(documents)
    return [
        asdict(document)
        | {
            "status": _status(graph.status(document, on), on),
            "relations": [
                asdict(relation) | {"document_ids": [d.id for d in graph.named(relation.title, relation.number)]}
                for relation in document.relations
            ],
            "related": [_edge(edge) for edge in graph.onto(document.id)],
        }
        for document in documents
    ]


def _status(status: Status, on: date) -> dict[str, Any]:
    return {
        "on": on.isoformat(),
        "state": status.state,
        "since": status.since and status.since.isoformat(),
        "by": status.by and _edge(status.by),
        "amended_by": [_edge(edge) for edge in status.amended_by],
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "kind": edge.relation.kind,
        "document_id": edge.source.id,
        "title": edge.source.title,
        "number": edge.source.number,
        "since": edge.since and edge.since.isoformat(),
        "clause_id": edge.relation.clause_id,
        "quote": edge.relation.quote,
    }


def references_of(
    document_id: str, documents: Sequence[Document], clauses: Callable[[str], Sequence[Clause]]
) -> dict[str, list[dict[str, Any]]]:
    """The cross-references of one document by clause, resolved in it and in the other stored documents."""
    document = next(document for document in documents if document.id == document_id)
    graph = Relations(documents)
    resolvers: dict[str, Resolver] = {}

    def resolver(of: Document) -> Resolver:
        if of.id not in resolvers:
            resolvers[of.id] = Resolver(of.title, clauses(of.id))
        return resolvers[of.id]

    found: dict[str, list[dict[str, Any]]] = {}
    for clause in clauses(document_id):
        for resolved in resolver(document).references(clause):
            reference = resolved.reference
            targets = [(document_id, t) for t in resolved.targets]
            if reference.document and not resolver(document).is_own(reference):
                meant = _meant(reference, graph)
                targets = [(d.id, t) for d in meant for a in reference.addresses for t in resolver(d).place(a)]
            found.setdefault(clause.id, []).append(
                {
                    "text": reference.text,
                    "start": reference.start,
                    "end": reference.end,
                    "document": reference.document,
                    "targets": [asdict(target) | {"document_id": of} for of, target in targets],
                }
            )
    return found


def _meant(reference: Reference, graph: Relations) -> tuple[Document, ...]:
    """The stored document of this name; a name without 《》 may have other words before it: 藏匿刑法 → 刑法."""
    name = reference.document or ""
    longest = len(name) if not reference.text.startswith("《") else 1
    for start in range(longest):
        if found := graph.named(name[start:]):
            return found if len(found) == 1 else ()
    return ()
