"""SQLite, the truth: documents, clauses, learned abbreviations. Indexes are derived from it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from ingest.types import Clause, Document, Parsed, Span
from kb.errors import HomeError

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents (id TEXT PRIMARY KEY, position INTEGER NOT NULL, body TEXT NOT NULL,
    source BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS clauses (id TEXT PRIMARY KEY, ordinal INTEGER NOT NULL, body TEXT NOT NULL,
    document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE);
CREATE INDEX IF NOT EXISTS clauses_by_document ON clauses (document_id, ordinal);
"""


class Store:
    """Documents and clauses of one home. Safe to share between threads; a document is written as a whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._lock = threading.Lock()
        try:
            with self._connection() as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(SCHEMA)
        except sqlite3.DatabaseError as error:
            raise HomeError(f"知识库文件 {path} 无法打开({error});请换一个 --home 目录,或从备份恢复") from error

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """One connection a thread, one transaction a block."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=30)
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
        with connection:
            yield connection

    def close(self) -> None:
        """Closes this thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    # --- settings that belong to the data -------------------------------------------------------

    def meta(self, key: str) -> str | None:
        with self._connection() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        with self._connection() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    # --- documents ------------------------------------------------------------------------------

    def put(self, parsed: Parsed) -> bool:
        """Adds or replaces one document with all its clauses. False when the same content is there already."""
        document = parsed.document
        with self._lock, self._connection() as connection:
            row = connection.execute("SELECT position, body FROM documents WHERE id = ?", (document.id,)).fetchone()
            body = _dump(document)
            if row is not None and row[1] == body:
                ids = [r[0] for r in self._clause_rows(connection, document.id, "id")]
                if ids == [clause.id for clause in parsed.clauses]:
                    return False
            position = (
                row[0]
                if row is not None
                else connection.execute("SELECT COALESCE(MAX(position), 0) + 1 FROM documents").fetchone()[0]
            )
            connection.execute("DELETE FROM documents WHERE id = ?", (document.id,))
            connection.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?)",
                (document.id, position, body, parsed.source.text.encode("utf-8", "surrogatepass")),
            )
            connection.executemany(
                "INSERT INTO clauses VALUES (?, ?, ?, ?)",
                [(c.id, c.ordinal, _dump(c), c.document_id) for c in parsed.clauses],
            )
        return True

    def remove(self, document_id: str) -> bool:
        with self._lock, self._connection() as connection:
            return connection.execute("DELETE FROM documents WHERE id = ?", (document_id,)).rowcount > 0

    def documents(self) -> tuple[Document, ...]:
        with self._connection() as connection:
            rows = connection.execute("SELECT body FROM documents ORDER BY position").fetchall()
        return tuple(_document(row[0]) for row in rows)

    def document(self, document_id: str) -> Document | None:
        with self._connection() as connection:
            row = connection.execute("SELECT body FROM documents WHERE id = ?", (document_id,)).fetchone()
        return None if row is None else _document(row[0])

    def source_text(self, document_id: str) -> str | None:
        with self._connection() as connection:
            row = connection.execute("SELECT source FROM documents WHERE id = ?", (document_id,)).fetchone()
        return None if row is None else bytes(row[0]).decode("utf-8", "surrogatepass")

    # --- clauses --------------------------------------------------------------------------------

    @staticmethod
    def _clause_rows(connection: sqlite3.Connection, document_id: str, column: str) -> list[tuple[str]]:
        sql = f"SELECT {column} FROM clauses WHERE document_id = ? ORDER BY ordinal"
        return connection.execute(sql, (document_id,)).fetchall()

    def clauses(self, document_id: str) -> tuple[Clause, ...]:
        with self._connection() as connection:
            return tuple(_clause(row[0]) for row in self._clause_rows(connection, document_id, "body"))

    def all_clauses(self) -> Iterator[Clause]:
        """Every clause, document by document, in document order."""
        for document in self.documents():
            yield from self.clauses(document.id)

    def clause_ids(self) -> set[str]:
        with self._connection() as connection:
            return {row[0] for row in connection.execute("SELECT id FROM clauses")}

    def contents(self) -> dict[str, str]:
        """Document id → a key of all its clauses; ids of clauses derive from their content."""
        digests: dict[str, Any] = {}
        with self._connection() as connection:
            for document, clause in connection.execute(
                "SELECT document_id, id FROM clauses ORDER BY document_id, ordinal"
            ):
                digests.setdefault(document, hashlib.sha256()).update(clause.encode())
        return {document: digest.hexdigest()[:24] for document, digest in digests.items()}

    def documents_of(self, clause_ids: Sequence[str]) -> dict[str, str]:
        """Clause id → document id; unknown ids are left out."""
        found: dict[str, str] = {}
        with self._connection() as connection:
            for batch in _batches(clause_ids, 500):
                marks = ",".join("?" * len(batch))
                found |= dict(connection.execute(f"SELECT id, document_id FROM clauses WHERE id IN ({marks})", batch))
        return found

    def get(self, clause_ids: Sequence[str]) -> dict[str, Clause]:
        """The clauses with these ids; unknown ids are left out."""
        found: dict[str, Clause] = {}
        with self._connection() as connection:
            for batch in _batches(clause_ids, 500):
                marks = ",".join("?" * len(batch))
                rows = connection.execute(f"SELECT body FROM clauses WHERE id IN ({marks})", batch)
                found |= {clause.id: clause for clause in (_clause(row[0]) for row in rows)}
        return found


def _batches(items: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (items[i : i + size] for i in range(0, len(items), size))


def _dump(value: Document | Clause) -> str:
    return json.dumps(asdict(value), ensure_ascii=False, default=str)


def _document(body: str) -> Document:
    fields = json.loads(body)
    if fields["issue_date"]:
        fields["issue_date"] = date.fromisoformat(fields["issue_date"])
    return Document(**fields)


def _clause(body: str) -> Clause:
    fields = json.loads(body)
    fields["span"] = Span(**fields["span"])
    fields["path"] = tuple(fields["path"])
    fields["cells"] = tuple((column, value) for column, value in fields["cells"])
    return Clause(**fields)
