"""Identifiers derived from content and place, so that the same clause has the same id after a re-ingest."""

from __future__ import annotations

import hashlib
import re

_DERIVED = re.compile(r"c_[0-9a-f]{12}(-\d+)?")


def digest(text: str) -> str:
    """SHA-256 of text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def document_id(title: str, number: str | None, issuer: str | None) -> str:
    """Two versions of one document share an id; two documents of one title differ by number or issuer."""
    return "d_" + digest("\x1f".join((title, number or "", issuer or "")))[:12]


class ClauseIds:
    """Hands out the clause ids of one document; a second clause with equal label and text gets a suffix."""

    def __init__(self, document: str) -> None:
        self._document = document
        self._seen: dict[str, int] = {}

    def next(self, label: str, text: str) -> str:
        base = "c_" + digest("\x1f".join((self._document, label, text)))[:12]
        count = self._seen[base] = self._seen.get(base, 0) + 1
        return base if count == 1 else f"{base}-{count}"


def is_derived(clause_id: str) -> bool:
    """Whether `ClauseIds` made this id; a corpus may bring its own."""
    return _DERIVED.fullmatch(clause_id) is not None
