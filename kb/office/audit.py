"""The audit log: who did what, when. Rows are added and never changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from kb.database import Database
from kb.office.tables import now

COLUMNS = ("编号", "时间（UTC）", "账号", "操作", "对象", "说明")
_MOST = 2_000  # characters of a detail
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


@dataclass(frozen=True, slots=True)
class Entry:
    id: int
    at: str
    who: str
    action: str
    subject: str
    detail: str


class AuditLog:
    """Safe to share between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, who: str, action: str, subject: str = "", detail: str = "") -> None:
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO audit (at, who, action, subject, detail) VALUES (?, ?, ?, ?, ?)",
                (now(), who[:100], action, subject[:_MOST], detail[:_MOST]),
            )

    def search(
        self, text: str = "", since: str = "", until: str = "", limit: int = 200, before: int | None = None
    ) -> tuple[Entry, ...]:
        """Newest first, older than the entry `before`. `text` is looked for in every column; days are inclusive (UTC)."""
        wanted = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT id, at, who, action, subject, detail FROM audit "
                "WHERE who || char(10) || action || char(10) || subject || char(10) || detail LIKE ? ESCAPE '\\' "
                "AND at >= ? AND substr(at, 1, 10) <= ? AND id < ? ORDER BY id DESC LIMIT ?",
                (wanted, since, until or "9999", before if before is not None else 2**62, limit),
            ).fetchall()
        return tuple(Entry(*row) for row in rows)


def to_csv(entries: Iterable[Entry]) -> str:
    """For a spreadsheet: nothing in it is run as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerow([safe_cell(str(value)) for value in astuple(entry)])
    return out.getvalue()


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
