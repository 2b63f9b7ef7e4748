"""Answers that people approved. Served for the same question as long as every clause says what it said then."""

from __future__ import annotations

from dataclasses import dataclass

from kb.database import Database
from kb.errors import DeskError
from kb.office.drafts import CurrentClauses, Draft, changed, load
from kb.office.forms import form
from kb.office.tables import now


@dataclass(frozen=True, slots=True)
class Curated:
    id: int
    question: str
    enquiry: int | None
    draft: Draft
    approved: str
    by: str
    retired: str  # when it was taken out of service; "" while it is in service
    note: str  # why


class CuratedAnswers:
    """Safe to share between threads and processes. `clauses` are those in force."""

    def __init__(self, database: Database, clauses: CurrentClauses) -> None:
        self._database = database
        self._clauses = clauses

    def approve(self, question: str, draft: Draft, by: str, enquiry: int | None = None) -> int:
        """Puts an answer into service; the one that was there for the same question goes out."""
        key = form(question)
        if not key:
            raise DeskError("问题没有内容，不能作为人工答复发布")
        with self._database.write() as connection:
            connection.execute(
                "UPDATE curated SET retired = ?, note = '有了新的人工答复' WHERE form = ? AND retired = ''",
                (now(), key),
            )
            done = connection.execute(
                "INSERT INTO curated (form, question, enquiry, answer, approved, by) VALUES (?, ?, ?, ?, ?, ?)",
                (key, question.strip(), enquiry, draft.dump(), now(), by),
            )
            return int(done.lastrowid or 0)

    def find(self, question: str) -> Curated | None:
        """The answer in service for this question. One whose clauses have changed is taken out of service here."""
        key = form(question)
        with self._database.read() as connection:
            row = connection.execute(f"{_SELECT} WHERE form = ? AND retired = ''", (key,)).fetchone() if key else None
        if row is None:
            return None
        found = _curated(row)
        return None if self._outdated(found) else found

    def review(self) -> int:
        """Takes every answer out of service whose clauses have changed; returns how many."""
        return sum(self._outdated(one) for one in self.list(in_service=True, limit=100_000))

    def list(self, *, in_service: bool = False, text: str = "", limit: int = 200) -> tuple[Curated, ...]:
        """Newest first, those in service before the others."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"{_SELECT} WHERE (? = 0 OR retired = '') AND instr(question, ?) > 0 "
                "ORDER BY retired != '', id DESC LIMIT ?",
                (in_service, text, limit),
            ).fetchall()
        return tuple(_curated(row) for row in rows)

    def get(self, number: int) -> Curated:
        """Raises DeskError."""
        with self._database.read() as connection:
            row = connection.execute(f"{_SELECT} WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise DeskError(f"没有编号为 {number} 的人工答复")
        return _curated(row)

    def of_enquiry(self, enquiry: int) -> Curated | None:
        """The last answer that was approved for an enquiry."""
        with self._database.read() as connection:
            row = connection.execute(f"{_SELECT} WHERE enquiry = ? ORDER BY id DESC LIMIT 1", (enquiry,)).fetchone()
        return None if row is None else _curated(row)

    def retire(self, number: int, note: str) -> bool:
        """Takes an answer out of service; False when it was out already."""
        with self._database.write() as connection:
            sql = "UPDATE curated SET retired = ?, note = ? WHERE id = ? AND retired = ''"
            return connection.execute(sql, (now(), note[:500], number)).rowcount > 0

    def _outdated(self, one: Curated) -> bool:
        sources = one.draft.sources
        gone = changed(sources, self._clauses([source.clause_id for source in sources]))
        if gone:
            self.retire(one.id, f"依据 {''.join(f'[{n}]' for n in gone)} 的条款已改动或撤下，自动停用")
        return bool(gone)


_SELECT = "SELECT id, question, enquiry, answer, approved, by, retired, note FROM curated"


def _curated(row: tuple[int, str, int | None, str, str, str, str, str]) -> Curated:
    number, question, enquiry, answer, approved, by, retired, note = row
    return Curated(number, question, enquiry, load(answer), approved, by, retired, note)
