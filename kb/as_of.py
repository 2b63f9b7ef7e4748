"""Whether what an answer cites is still in force on a day, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ingest.types import Document
from kb import wording
from kb.relations import Relations

_FINE = ("in_force", "unknown")


def outdated(documents: Iterable[Document], relations: Relations, on: date) -> frozenset[str]:
    """Ids of the documents that were no law on a day: ended by then, or not yet in force, or not yet issued."""
    return frozenset(
        document.id
        for document in documents
        if relations.status(document, on).state not in _FINE or _not_issued(document, on)
    )


def _not_issued(document: Document, on: date) -> bool:
    issued = document.issue_date or document.publish_date
    return issued is not None and issued > on


def remarks(documents: Iterable[Document], relations: Relations, on: date) -> str | None:
    """One sentence for each document that is expired, repealed, replaced or not yet effective, or whose plan period is
    over; None when there is none. What a document does not say of itself, and no other says of it, is not remarked on."""
    said = []
    for document in documents:
        status = relations.status(document, on)
        if status.state not in _FINE:
            by = status.by.source.title if status.by else None
            said.append(wording.no_longer(document.title, status.state, status.since, by, on))
        elif _not_issued(document, on):
            said.append(wording.not_issued(document.title, on))
        elif document.period_end is not None and document.period_end < on.year:
            said.append(wording.period_over(document.title, document.period_end, on))
    return "".join(said) or None
