"""Documents and clauses as JSON, for the database. Fields that a body lacks take their defaults, others are ignored."""

from __future__ import annotations

from pydantic import TypeAdapter

from ingest.types import Clause, Document

_DOCUMENT: TypeAdapter[Document] = TypeAdapter(Document)
_CLAUSE: TypeAdapter[Clause] = TypeAdapter(Clause)


def dump_document(document: Document) -> str:
    return _DOCUMENT.dump_json(document).decode("utf-8")


def load_document(body: str) -> Document:
    return _DOCUMENT.validate_json(body)


def dump_clause(clause: Clause) -> str:
    return _CLAUSE.dump_json(clause).decode("utf-8")


def load_clause(body: str) -> Clause:
    return _CLAUSE.validate_json(body)
