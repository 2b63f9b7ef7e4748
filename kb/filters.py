"""Which documents a search may look in: exact conditions on documents, turned into document ids in one place.

Only current versions are searched, so there is no condition on versions; `policy-kb clauses --version` reads others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from ingest.kinds import kind_of
from ingest.types import Document, DocumentKind
from kb import wording
from kb.errors import FilterError
from kb.relations import Relations, State

NOT_VALID: frozenset[State] = frozenset({"not_yet_effective", "expired", "repealed", "replaced"})


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions that must all hold; of several values of one, any. No condition allows every document.

    `valid_on` leaves out what is not yet effective, expired, repealed or replaced on that day; a document whose
    validity no document states stays.
    """

    documents: tuple[str, ...] = ()  # ids
    kinds: tuple[DocumentKind, ...] = ()
    regions: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    valid_on: date | None = None

    def __bool__(self) -> bool:
        return self != _EVERYTHING


_EVERYTHING = Filter()
_FIELDS: tuple[tuple[str, str, Callable[[Document], str | None]], ...] = (
    ("documents", "编号", lambda document: document.id),
    ("kinds", "文种", lambda document: document.kind),
    ("regions", "地区", lambda document: document.region),
    ("issuers", "发文机关", lambda document: document.issuer),
)


def make_filter(
    documents: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    regions: Sequence[str] | None = None,
    issuers: Sequence[str] | None = None,
    valid_on: str | None = None,
) -> Filter:
    """A filter of values as they are typed; a kind by its name or as 办法, 通知 … Raises FilterError for what is none."""
    day = None
    if valid_on is not None:
        try:
            day = date.fromisoformat(valid_on.strip())
        except ValueError as error:
            raise FilterError(wording.bad_date(valid_on)) from error
    given = (tuple(dict.fromkeys(values or ())) for values in (documents, regions, issuers))
    ids, places, offices = given
    return Filter(ids, tuple(dict.fromkeys(map(_kind, kinds or ()))), places, offices, day)


def allowed(asked: Filter | None, documents: Mapping[str, Document], relations: Relations) -> frozenset[str] | None:
    """Ids of the documents that satisfy a filter; None where there is no condition.

    Raises FilterError for a value that no document has, so that a slip of the pen does not look like silence.
    """
    if not asked:
        return None
    found = list(documents.values())
    for field, name, value in _FIELDS:
        wanted = getattr(asked, field)
        if not wanted:
            continue
        known = {value(document) for document in documents.values()}
        for one in wanted:
            if one not in known:
                raise FilterError(
                    wording.no_such_value(name, one, [] if field == "documents" else sorted(filter(None, known)))
                )
        found = [document for document in found if value(document) in wanted]
    if (day := asked.valid_on) is not None:
        found = [document for document in found if relations.status(document, day).state not in NOT_VALID]
    return frozenset(document.id for document in found)


def _kind(text: str) -> DocumentKind:
    named = next((kind for kind in get_args(DocumentKind) if kind == text), None) or kind_of(text)
    if named is None:
        raise FilterError(wording.no_such_value("文种", text, get_args(DocumentKind)))
    return named
