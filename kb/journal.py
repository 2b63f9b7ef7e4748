"""The journal: which clauses an index still lacks or holds in a former wording. Written with the clauses themselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from kb.database import Database

Target = Literal["lexical", "clauses", "sentences"]
"""The lexical index; the vectors of whole clauses; those of their sentences."""
TARGETS: tuple[Target, ...] = ("lexical", "clauses", "sentences")


@dataclass(frozen=True, slots=True)
class Entry:
    """One clause to bring up to date in an index, which may hold `stale` sentences of its former text."""

    seq: int
    clause_id: str
    stale: int


def note(
    connection: sqlite3.Connection, changed: Sequence[tuple[str, int]], targets: Sequence[Target] = TARGETS
) -> None:
    """Notes clauses (id, stale) inside the transaction that changes them."""
    connection.executemany(
        "INSERT INTO pending (target, clause_id, stale) VALUES (?, ?, ?) ON CONFLICT (target, clause_id) DO UPDATE "
        # a new number, so that an index which is at work on the former text does not cross out this entry
        "SET seq = (SELECT MAX(seq) + 1 FROM pending), stale = MAX(stale, excluded.stale)",
        [(target, clause_id, stale) for target in targets for clause_id, stale in changed],
    )


def bump(connection: sqlite3.Connection) -> None:
    """Tells every open knowledge base that answers may have changed."""
    connection.execute(
        "INSERT INTO meta VALUES ('revision', '1') ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
    )


class Journal:
    """The pending work of each index."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def revision(self) -> int:
        """A number that grows with every change of what can be found."""
        with self._database.read() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
        return 0 if row is None else int(row[0])

    def changed(self) -> None:
        """Tells every open knowledge base that answers may have changed."""
        with self._database.write() as connection:
            bump(connection)

    def count(self, target: Target) -> int:
        with self._database.read() as connection:
            return int(connection.execute("SELECT COUNT(*) FROM pending WHERE target = ?", (target,)).fetchone()[0])

    def next(self, target: Target, limit: int) -> list[Entry]:
        """The oldest entries."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT seq, clause_id, stale FROM pending WHERE target = ? ORDER BY seq LIMIT ?", (target, limit)
            )
            return [Entry(*row) for row in rows]

    def done(self, target: Target, entries: Iterable[Entry]) -> None:
        """Crosses out entries whose clause has not changed again in the meantime."""
        with self._database.write() as connection:
            connection.executemany("DELETE FROM pending WHERE seq = ?", [(entry.seq,) for entry in entries])
            if target == "lexical":
                bump(connection)

    def add(self, target: Target, clause_ids: Iterable[str]) -> None:
        """Notes clauses that a comparison found missing or in excess."""
        with self._database.write() as connection:
            note(connection, [(clause_id, 0) for clause_id in clause_ids], (target,))
