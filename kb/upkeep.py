"""What people set right about documents: corrected fields, and documents that are kept but not answered from.

Corrections are kept beside the documents and applied whenever a document is written, so that reading its file again
does not undo them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Literal, get_args

from ingest.types import Document, DocumentKind, Provenance
from kb.codec import dump_document, load_document
from kb.errors import DeskError

Field = Literal[
    "title", "number", "issuer", "issue_date", "publish_date", "effective_date", "expiry_date", "kind", "region"
]
FIELDS: dict[Field, str] = {
    "title": "标题",
    "number": "发文字号",
    "issuer": "发文机关",
    "issue_date": "成文日期",
    "publish_date": "公布日期",
    "effective_date": "施行日期",
    "expiry_date": "有效期至",
    "kind": "文种",
    "region": "地区",
}
_MOST = 200  # characters of a value


@dataclass(frozen=True, slots=True)
class Correction:
    field: Field
    value: str  # "" for: the document says nothing
    was: str  # what was read from the file
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Retired:
    document_id: str
    by: str
    at: str
    note: str


def text_of(document: Document, field: Field) -> str:
    value = getattr(document, field)
    return "" if value is None else str(value)


def corrected(connection: sqlite3.Connection, document: Document) -> Document:
    """The document as people set it right. What the file says now is kept beside each correction."""
    for one in corrections(connection, document.id):
        said = text_of(document, one.field)
        if said != one.was:
            connection.execute(
                "UPDATE corrections SET was = ? WHERE document_id = ? AND field = ?", (said, document.id, one.field)
            )
        document = _with(document, one)
    return document


def corrections(connection: sqlite3.Connection, document_id: str) -> tuple[Correction, ...]:
    rows = connection.execute(
        "SELECT field, value, was, by, at FROM corrections WHERE document_id = ? ORDER BY field", (document_id,)
    )
    return tuple(Correction(*row) for row in rows.fetchall())


def correct(connection: sqlite3.Connection, document_id: str, given: Mapping[str, str], by: str) -> tuple[str, ...]:
    """Sets fields of the current version; returns the names of those that changed. A value as it was read from the file
    takes the correction back. Raises DeskError for what is no value of its field."""
    row = connection.execute(
        "SELECT v.version, v.body FROM documents d JOIN versions v ON v.document_id = d.id AND v.version = d.version "
        "WHERE d.id = ?",
        (document_id,),
    ).fetchone()
    if row is None:
        raise DeskError("这份文件已不在知识库中")
    version, document = row[0], load_document(row[1])
    read = {one.field: one.was for one in corrections(connection, document_id)}
    changed = []
    for field, name in FIELDS.items():
        value = given.get(field, text_of(document, field)).strip()
        if value == text_of(document, field):
            continue
        _checked(field, value)
        was = read.get(field, text_of(document, field))
        if value == was:
            sql = "DELETE FROM corrections WHERE document_id = ? AND field = ?"
            connection.execute(sql, (document_id, field))
        else:
            at = datetime.now(UTC).isoformat(timespec="seconds")
            row = (document_id, field, value, was, by, at)
            connection.execute("INSERT OR REPLACE INTO corrections VALUES (?, ?, ?, ?, ?, ?)", row)
        document = _with(document, Correction(field, value, was, by if value != was else "", _today()))
        changed.append(name)
    if changed:
        sql = "UPDATE versions SET body = ? WHERE document_id = ? AND version = ?"
        connection.execute(sql, (dump_document(document), document_id, version))
    return tuple(changed)


def retired(connection: sqlite3.Connection) -> dict[str, Retired]:
    rows = connection.execute("SELECT document_id, by, at, note FROM retired").fetchall()
    return {row[0]: Retired(*row) for row in rows}


def retire(connection: sqlite3.Connection, document_id: str, by: str, note: str) -> None:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute("INSERT OR REPLACE INTO retired VALUES (?, ?, ?, ?)", (document_id, by, at, note[:500]))


def restore(connection: sqlite3.Connection, document_id: str) -> None:
    connection.execute("DELETE FROM retired WHERE document_id = ?", (document_id,))


def _with(document: Document, one: Correction) -> Document:
    others: Iterable[Provenance] = (p for p in document.provenance if p.field != one.field)
    where = f"人工更正（{one.by}，{one.at[:10]}）" if one.by else "恢复为文件所写"
    value: Any = _checked(one.field, one.value)
    return replace(document, **{one.field: value}, provenance=(*others, Provenance(one.field, where)))


def _checked(field: Field, value: str) -> str | date | None:
    """The value of a field from its text. Raises DeskError."""
    if len(value) > _MOST or any(ord(char) < 32 for char in value):
        raise DeskError(f"{FIELDS[field]}应是一行文字，最多 {_MOST} 字")
    if not value:
        if field == "title":
            raise DeskError("标题不能为空")
        return None
    if field.endswith("_date"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise DeskError(f"{FIELDS[field]}应写成 2024-01-31 这样") from None
    if field == "kind" and value not in get_args(DocumentKind):
        raise DeskError("文种不在可选的范围内")
    return value


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
