"""The tables of the office. Feedback brings its own to the same file (kb.feedback)."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from kb.database import Database
from kb.feedback import FILE

# accounts    who may sign in; `password` is an argon2 hash
# sessions    signed-in browsers, by the hash of their token
# attempts    failed sign-ins, by name and by address
# audit       what staff did; rows are only ever added
# unanswered  questions that were refused; `form` is how equal ones are recognised
# enquiries   questions that people at the desk answer
# curated     approved answers, each bound to the content of its clauses; one in service for a form
_TABLES = """
CREATE TABLE IF NOT EXISTS accounts (name TEXT PRIMARY KEY, role TEXT NOT NULL, password TEXT NOT NULL,
    enabled INTEGER NOT NULL, created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (token TEXT PRIMARY KEY, name TEXT NOT NULL REFERENCES accounts(name),
    begun REAL NOT NULL, seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS attempts (key TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS attempts_by_key ON attempts (key, at);
CREATE TABLE IF NOT EXISTS audit (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL,
    action TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS unanswered (id INTEGER PRIMARY KEY, at TEXT NOT NULL, question TEXT NOT NULL,
    form TEXT NOT NULL, said TEXT NOT NULL, settled TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS unanswered_by_time ON unanswered (at);
CREATE INDEX IF NOT EXISTS unanswered_by_form ON unanswered (form);
CREATE TABLE IF NOT EXISTS enquiries (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, question TEXT NOT NULL,
    contact TEXT NOT NULL, origin TEXT NOT NULL, state TEXT NOT NULL, draft TEXT NOT NULL, changed TEXT NOT NULL,
    by TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS enquiries_by_state ON enquiries (state, id);
CREATE TABLE IF NOT EXISTS curated (id INTEGER PRIMARY KEY AUTOINCREMENT, form TEXT NOT NULL, question TEXT NOT NULL,
    enquiry INTEGER REFERENCES enquiries(id), answer TEXT NOT NULL, approved TEXT NOT NULL,
    by TEXT NOT NULL, retired TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '');
CREATE UNIQUE INDEX IF NOT EXISTS curated_in_service ON curated (form) WHERE retired = '';
"""


def open_office(home: Path) -> Database:
    home.mkdir(parents=True, exist_ok=True)
    return Database(home / FILE, _prepare)


def now() -> str:
    """UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _prepare(connection: sqlite3.Connection) -> None:
    connection.executescript(_TABLES)
