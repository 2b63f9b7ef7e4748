"""What a strategy returns: places in clauses that answer the question, before wording and checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.types import Clause
from kb.types import Check


@dataclass(frozen=True, slots=True)
class Support:
    """A verbatim place of a clause. `text` replaces the quote in the answer where the place alone reads badly."""

    clause: Clause
    start: int
    end: int
    text: str | None = None
    check: Check | None = None  # of a condition: how the asker stands to it

    @property
    def quote(self) -> str:
        return self.clause.text[self.start : self.end].strip()


@dataclass(frozen=True, slots=True)
class Draft:
    """The answer's parts in order. `lead` introduces a list; it states nothing a clause does not say."""

    supports: tuple[Support, ...]
    lead: str | None = None
    asks: tuple[str, ...] = ()  # what the asker should tell
    grouped: bool = False  # shown under the names of their documents


def merge(supports: Sequence[Support]) -> list[Support]:
    """Neighbouring sentences of one clause become one quote; order stays."""
    merged: list[Support] = []
    for support in supports:
        last = merged[-1] if merged else None
        joins = (
            last is not None
            and last.clause.id == support.clause.id
            and last.text is None
            and support.text is None
            and last.check is None
            and support.check is None
            and last.clause.text[last.end : support.start].strip() == ""
            and last.end <= support.start
        )
        if last is not None and joins:
            merged[-1] = Support(support.clause, last.start, support.end)
        else:
            merged.append(support)
    return merged
