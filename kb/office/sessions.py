"""Signed-in browsers, and how often someone may fail to sign in. Only the hash of a token is kept."""

from __future__ import annotations

import secrets
import time
from hashlib import sha256

from kb.database import Database
from kb.office.accounts import Account

IDLE = 60 * 60.0  # seconds without a request after which a session ends
LONGEST = 12 * 60 * 60.0  # and after which it ends in any case
WINDOW = 15 * 60.0  # seconds in which failures count
MOST_BY_NAME, MOST_BY_ADDRESS = 5, 30
_TOUCH = 60.0  # `seen` is written at most this often


class Sessions:
    """Safe to share between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, name: str) -> str:
        """A token for a browser, which is not kept."""
        token, at = secrets.token_urlsafe(32), time.time()
        with self._database.write() as connection:
            connection.execute("DELETE FROM sessions WHERE seen < ? OR begun < ?", (at - IDLE, at - LONGEST))
            connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (_hashed(token), name, at, at))
        return token

    def find(self, token: str) -> Account | None:
        """Whose session it is, while it lasts and the account is enabled."""
        at = time.time()
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT a.name, a.role, a.created, s.seen FROM sessions s JOIN accounts a ON a.name = s.name "
                "WHERE s.token = ? AND s.seen > ? AND s.begun > ? AND a.enabled = 1",
                (_hashed(token), at - IDLE, at - LONGEST),
            ).fetchone()
        if row is None:
            return None
        name, role, created, seen = row
        if at - seen > _TOUCH:
            with self._database.write() as connection:
                connection.execute("UPDATE sessions SET seen = ? WHERE token = ?", (at, _hashed(token)))
        return Account(name, role, True, created)

    def end(self, token: str) -> None:
        with self._database.write() as connection:
            connection.execute("DELETE FROM sessions WHERE token = ?", (_hashed(token),))


class Attempts:
    """Failed sign-ins by name and by address; they outlive a restart."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def allowed(self, name: str, address: str) -> bool:
        since = time.time() - WINDOW
        with self._database.read() as connection:

            def count(key: str) -> int:
                sql = "SELECT COUNT(*) FROM attempts WHERE key = ? AND at > ?"
                return int(connection.execute(sql, (key, since)).fetchone()[0])

            return count(_by_name(name)) < MOST_BY_NAME and count(f"address:{address}") < MOST_BY_ADDRESS

    def failed(self, name: str, address: str) -> None:
        at = time.time()
        with self._database.write() as connection:
            connection.execute("DELETE FROM attempts WHERE at < ?", (at - WINDOW,))
            keys = [(_by_name(name), at), (f"address:{address}", at)]
            connection.executemany("INSERT INTO attempts VALUES (?, ?)", keys)

    def succeeded(self, name: str) -> None:
        with self._database.write() as connection:
            connection.execute("DELETE FROM attempts WHERE key = ?", (_by_name(name),))


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _by_name(name: str) -> str:
    return f"name:{sha256(name.encode()).hexdigest()}"  # of any length, and what was typed there may be a password
