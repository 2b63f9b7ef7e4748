"""The tables of a home, and how an older home is brought up to them."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from kb.errors import HomeError

VERSION = 3  # kept in the database as PRAGMA user_version; homes made before there were versions have 0
COMPARE_KEY = "compare_vectors"  # in meta, "yes": the vectors must be compared with the clauses, id by id

# documents   one row each; `version` is the number of its current version, `clauses` how many clauses that has
# versions    every version ever taken in: metadata, source text, when
# clauses     the clauses of every version; `current` marks those that are searched
# pending     the journal: clauses whose entry in an index (`target`) must be made anew or taken out;
#             `stale` is how many sentence entries an index may hold of the clause's former text
# files       what each file read last time held, so that an unchanged file need not be read again
# corrections fields of documents that people set right (see kb.upkeep); kept while the document is
# retired     documents that are kept but not answered from
# names       abbreviations that the clauses of a document define
# spellings   words of the lexical index by sound and by all but one character
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (id TEXT PRIMARY KEY, position INTEGER NOT NULL, version INTEGER NOT NULL,
    clauses INTEGER NOT NULL);
CREATE TABLE versions (document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, version INTEGER NOT NULL,
    sha256 TEXT NOT NULL, taken_in TEXT NOT NULL, body TEXT NOT NULL, warnings TEXT NOT NULL, source BLOB NOT NULL,
    PRIMARY KEY (document_id, version));
CREATE TABLE clauses (key INTEGER PRIMARY KEY, id TEXT NOT NULL,
    document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, version INTEGER NOT NULL,
    current INTEGER NOT NULL, ordinal INTEGER NOT NULL, parent_id TEXT, body TEXT NOT NULL);
CREATE UNIQUE INDEX current_clauses ON clauses (id) WHERE current = 1;
CREATE INDEX former_clauses ON clauses (id, version) WHERE current = 0;
CREATE INDEX clauses_by_document ON clauses (document_id, version, ordinal);
CREATE INDEX clauses_by_parent ON clauses (parent_id, ordinal) WHERE current = 1 AND parent_id IS NOT NULL;
CREATE TABLE pending (seq INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, clause_id TEXT NOT NULL,
    stale INTEGER NOT NULL, UNIQUE (target, clause_id));
CREATE INDEX pending_by_target ON pending (target, seq);
CREATE TABLE files (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, reader TEXT NOT NULL, documents TEXT NOT NULL);
CREATE TABLE names (document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, short TEXT NOT NULL,
    full TEXT NOT NULL, ordinal INTEGER NOT NULL, PRIMARY KEY (short, document_id, ordinal)) WITHOUT ROWID;
CREATE INDEX names_by_document ON names (document_id);
CREATE TABLE spellings (key TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (key, word)) WITHOUT ROWID;
"""
_UPKEEP = """
CREATE TABLE corrections (document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, field TEXT NOT NULL,
    value TEXT NOT NULL, was TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (document_id, field));
CREATE TABLE retired (document_id TEXT PRIMARY KEY REFERENCES documents(id) ON DELETE CASCADE, by TEXT NOT NULL,
    at TEXT NOT NULL, note TEXT NOT NULL);
"""

_FROM_1 = (
    "ALTER TABLE documents RENAME TO documents_1",
    "ALTER TABLE clauses RENAME TO clauses_1",
    "ALTER TABLE meta RENAME TO meta_1",
    "DROP INDEX IF EXISTS clauses_by_document",
    *(statement for statement in _TABLES.split(";") if statement.strip()),
    "INSERT INTO meta SELECT key, value FROM meta_1",
    "INSERT INTO documents SELECT id, position, 1, "
    "(SELECT COUNT(*) FROM clauses_1 WHERE document_id = documents_1.id) FROM documents_1",
    "INSERT INTO versions SELECT id, 1, json_extract(body, '$.sha256'), :now, body, '[]', source FROM documents_1",
    "INSERT INTO clauses (id, document_id, version, current, ordinal, parent_id, body) "
    "SELECT c.id, c.document_id, 1, 1, c.ordinal, json_extract(c.body, '$.parent_id'), c.body "
    "FROM clauses_1 c JOIN documents_1 d ON d.id = c.document_id ORDER BY d.position, c.ordinal",
    f"INSERT OR REPLACE INTO meta VALUES ('{COMPARE_KEY}', 'yes')",
    "DROP TABLE clauses_1",
    "DROP TABLE documents_1",
    "DROP TABLE meta_1",
)


def prepare(connection: sqlite3.Connection) -> None:
    """Makes the tables of a new home, or brings an older home up to date, as a whole or not at all.

    `connection` is in autocommit mode. Raises HomeError for a home of a later release.
    """
    if _version(connection) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = _version(connection)  # another process may have been faster
        if found > VERSION:
            raise HomeError("这个知识库由更新版本的程序建立，现在的程序读不了；请升级程序，或换一个 --home 目录")
        if found < VERSION:
            _bring_up(connection, found)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _bring_up(connection: sqlite3.Connection, found: int) -> None:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if found < 2:
        if {"documents", "clauses", "meta"} <= tables:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            for statement in _FROM_1:
                connection.execute(statement, {"now": now} if ":now" in statement else {})
        elif tables - {"sqlite_sequence"}:
            raise HomeError("kb.sqlite 不是这个程序的知识库；请换一个 --home 目录")
        else:
            _run(connection, _TABLES)
    _run(connection, _UPKEEP)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _run(connection: sqlite3.Connection, statements: str) -> None:
    """One by one: executescript would end the transaction."""
    for statement in statements.split(";"):
        if statement.strip():
            connection.execute(statement)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
