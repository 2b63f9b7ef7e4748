"""Value objects of asking: Hit, Citation, Statement, Answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from ingest.types import Clause
from kb.commitment import Commitment

Check = Literal["met", "not_met", "unknown"]
Mode = Literal["extractive", "llm", "curated"]
"""Whose words an answer is in: the documents', a language model's, or a person's who approved it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause found for a query. `score` is only comparable within one query; higher is better."""

    clause: Clause
    document_title: str
    document_number: str | None
    score: float
    lexical: float = 0.0
    dense: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote of one clause. `quote` is a substring of `text`, which is the whole clause."""

    n: int  # number shown in the answer, from 1
    document: str
    number: str | None
    document_id: str
    clause_id: str
    label: str
    path: tuple[str, ...]
    page: int | None
    quote: str
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence shown as fact, with the numbers of the citations that say it."""

    text: str
    citations: tuple[int, ...]
    commitment: Commitment | None = None  # a grant, a duty, or only an aim; None where it only tells
    group: str | None = None  # the document it is listed under, in a list over several
    check: Check | None = None  # of a condition: how the asker stands to it, from what was told


@dataclass(frozen=True, slots=True)
class Removed:
    """A statement that the gate held back, and why. Kept for those who check, never shown to the asker."""

    text: str
    citations: tuple[int, ...]  # as the writer gave them
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is returned for a question. When `abstained`, `text` says what is missing and holds no figure."""

    question: str
    text: str
    abstained: bool
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    retrieved: tuple[Hit, ...]  # nearest clauses, best first
    notice: str | None = None  # what the documents do not say, when only part of the question is answered
    lead: str | None = None  # what introduces a list; states nothing a clause does not say
    reading: str | None = None  # how the question was read, where otherwise than typed
    validity: str | None = None  # of cited documents that are not in force on the day of the answer
    asks: tuple[str, ...] = ()  # what the asker should tell, before or after this answer
    fallback: str | None = None  # why the language model that is set did not write this answer
    removed: tuple[Removed, ...] = ()
    mode: Mode = "extractive"
    reviewed: date | None = None  # the day on which a person approved it, where one did
    model: str | None = None
    record: str | None = None  # id under which the answer can be replayed
    latency_ms: float = 0.0

    def to_json(self, row_id: str | None = None) -> dict[str, Any]:
        """The answer row of the contract; `id` only where one is given."""
        row: dict[str, Any] = {} if row_id is None else {"id": row_id}
        row |= {
            "question": self.question,
            "answer": self.text,
            "abstained": self.abstained,
            "statements": [
                {
                    "text": s.text,
                    "citations": list(s.citations),
                    "commitment": s.commitment,
                    "group": s.group,
                    "check": s.check,
                }
                for s in self.statements
            ],
            "citations": [
                {
                    "n": c.n,
                    "document": c.document,
                    "number": c.number,
                    "document_id": c.document_id,
                    "clause_id": c.clause_id,
                    "label": c.label,
                    "path": list(c.path),
                    "page": c.page,
                    "quote": c.quote,
                    "text": c.text,
                }
                for c in self.citations
            ],
            "retrieved": [
                {"clause_id": h.clause.id, "label": h.clause.label, "score": round(h.score, 6)} for h in self.retrieved
            ],
            "lead": self.lead,
            "notice": self.notice,
            "reading": self.reading,
            "validity": self.validity,
            "asks": list(self.asks),
            "fallback": self.fallback,
            "removed": [
                {"text": r.text, "citations": list(r.citations), "reasons": list(r.reasons)} for r in self.removed
            ],
            "mode": self.mode,
            "reviewed": self.reviewed and self.reviewed.isoformat(),
            "model": self.model,
            "record": self.record,
            "latency_ms": round(self.latency_ms, 1),
        }
        return row
