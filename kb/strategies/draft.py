"""What a strategy returns: places in clauses that answer the question, before wording and checks."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.types import Clause


@dataclass(frozen=True, slots=True)
class Support:
    """A verbatim place of a clause. `text` replaces the quote in the answer where the place alone reads badly."""

    clause: Clause
    start: int
    end: int
    text: str | None = None

    @property
    def quote(self) -> str:
        return self.clause.text[self.start : self.end].strip()


@dataclass(frozen=True, slots=True)
class Draft:
    """The answer's parts in order. `lead` introduces a list; it states nothing a clause does not say."""

    supports: tuple[Support, ...]
    lead: str | None = None
