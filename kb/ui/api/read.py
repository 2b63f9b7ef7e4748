"""GET /api/search, /api/documents, /api/clauses: what the knowledge base holds, and what is nearest to words."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from ingest.types import Clause
from kb.errors import NotFound
from kb.filters import make_filter
from kb.types import Hit
from kb.ui.api.errors import opening
from kb.ui.contract import PolicyBase

_FIELDS = (
    "id", "title", "number", "issuer", "kind", "region", "issue_date", "publish_date", "effective_date", "expiry_date",
    "period_end",
)  # fmt: skip


def router(base: PolicyBase) -> APIRouter:
    routes = APIRouter(prefix="/api")

    def opened() -> PolicyBase:
        if not base.ready():
            raise opening()
        return base

    @routes.get("/search")
    def search(
        q: Annotated[str, Query(max_length=20_000)],
        k: Annotated[int, Query(ge=1, le=100)] = 10,
        document: Annotated[list[str] | None, Query(max_length=50)] = None,
        kind: Annotated[list[str] | None, Query(max_length=20)] = None,
        region: Annotated[list[str] | None, Query(max_length=20)] = None,
        issuer: Annotated[list[str] | None, Query(max_length=20)] = None,
        valid_on: Annotated[str | None, Query(max_length=20)] = None,
    ) -> dict[str, Any]:
        limit = make_filter(document, kind, region, issuer, valid_on)
        return {"query": q, "hits": [hit_row(hit) for hit in opened().search(q, k, limit)]}

    @routes.get("/documents")
    def documents(on: date | None = None) -> dict[str, Any]:
        """All documents, with whether each is in force on a day, today by default."""
        rows = opened().catalogue(on)
        return {"documents": [{name: row[name] for name in _FIELDS} | {"status": row["status"]} for row in rows]}

    @routes.get("/documents/{document_id:path}/clauses")
    def clauses(document_id: str) -> dict[str, Any]:
        found = opened().clauses(document_id)
        return {"document_id": document_id, "clauses": [clause_row(clause) for clause in found]}

    @routes.get("/clauses/{clause_id:path}")
    def clause(clause_id: str) -> dict[str, Any]:
        return found_clause(opened(), clause_id)

    return routes


def found_clause(base: PolicyBase, clause_id: str) -> dict[str, Any]:
    """A clause with its document. Raises NotFound, also for one whose document is no longer there."""
    found = base.clause(clause_id)
    document = next((d for d in base.documents() if found and d.id == found.document_id), None)
    if found is None or document is None:
        raise NotFound(clause_id)
    return clause_row(found) | {"document_id": document.id, "document": document.title, "number": document.number}


def clause_row(clause: Clause) -> dict[str, Any]:
    return {
        "clause_id": clause.id,
        "kind": clause.kind,
        "label": clause.label,
        "heading": clause.heading,
        "path": list(clause.path),
        "parent_id": clause.parent_id,
        "page": clause.page,
        "text": clause.text,
    }


def hit_row(hit: Hit) -> dict[str, Any]:
    return clause_row(hit.clause) | {
        "document_id": hit.clause.document_id,
        "document": hit.document_title,
        "number": hit.document_number,
        "score": round(hit.score, 6),
    }
