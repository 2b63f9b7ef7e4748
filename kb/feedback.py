"""What askers say of answers: 有用, or 没用 with a reason. One row an answer, kept in office.sqlite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.database import Database
from kb.errors import FeedbackError

FILE = "office.sqlite"
REASONS = ("答非所问", "依据不准", "内容过时", "不够完整", "看不明白", "其他")
MOST_NOTE = 500  # characters

_TABLE = """
CREATE TABLE IF NOT EXISTS feedback (key TEXT PRIMARY KEY, given TEXT NOT NULL, useful INTEGER NOT NULL,
    reason TEXT NOT NULL, note TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, abstained INTEGER NOT NULL,
    clauses TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS feedback_by_time ON feedback (given);
"""


@dataclass(frozen=True, slots=True)
class Rated:
    """The answer that is spoken of. `key` is known to its asker only."""

    key: str
    question: str
    answer: str
    abstained: bool
    clauses: tuple[str, ...]  # ids of those cited


@dataclass(frozen=True, slots=True)
class Feedback:
    about: Rated
    useful: bool
    reason: str = ""  # one of REASONS where not useful
    note: str = ""
    given: str = ""  # UTC, ISO 8601


class FeedbackBook:
    """Safe to share between threads."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._database = Database(home / FILE, _prepare)

    def put(self, feedback: Feedback) -> None:
        """Keeps it; a second word on the same answer takes the place of the first. Raises FeedbackError."""
        if feedback.reason not in ("", *REASONS) or (feedback.useful and feedback.reason):
            raise FeedbackError("请从所列的原因中选一个")
        if len(feedback.note) > MOST_NOTE:
            raise FeedbackError(f"说明太长（{len(feedback.note)} 字），最多 {MOST_NOTE} 字")
        about = feedback.about
        given = datetime.now(UTC).isoformat(timespec="seconds")
        with self._database.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    about.key,
                    given,
                    feedback.useful,
                    feedback.reason,
                    feedback.note.strip(),
                    about.question,
                    about.answer,
                    about.abstained,
                    "\n".join(about.clauses),
                ),
            )

    def all(self, since: str = "") -> Iterator[Feedback]:
        """Newest first, from a moment (UTC, ISO 8601) on."""
        with self._database.read() as connection:
            rows: Sequence[tuple[str, str, int, str, str, str, str, int, str]] = connection.execute(
                "SELECT * FROM feedback WHERE given >= ? ORDER BY given DESC, key", (since,)
            ).fetchall()
        for key, given, useful, reason, note, question, answer, abstained, clauses in rows:
            about = Rated(key, question, answer, bool(abstained), tuple(clauses.split("\n")) if clauses else ())
            yield Feedback(about, bool(useful), reason, note, given)


def _prepare(connection: sqlite3.Connection) -> None:
    """The file is shared with the office's other tables, each brought by its own module."""
    connection.executescript(_TABLE)
