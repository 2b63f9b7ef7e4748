"""Document ↔ JSON, as the store keeps it. Fields that an older version did not write have their defaults."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import Any

from ingest.types import Document, Provenance, Relation, Span

_DATES = ("issue_date", "publish_date", "effective_date", "expiry_date")
_FIELDS = frozenset(field.name for field in fields(Document))


def load_document(body: str) -> Document:
    """The document a stored JSON text describes; unknown fields are passed over."""
    values: dict[str, Any] = {name: value for name, value in json.loads(body).items() if name in _FIELDS}
    for name in _DATES:
        if values.get(name):
            values[name] = date.fromisoformat(values[name])
    values["relations"] = tuple(Relation(**relation) for relation in values.get("relations", ()))
    values["provenance"] = tuple(_provenance(place) for place in values.get("provenance", ()))
    return Document(**values)


def _provenance(place: dict[str, Any]) -> Provenance:
    span = place.get("span")
    return Provenance(place["field"], place["where"], Span(**span) if span else None)
