"""Enquiries: questions that people at the desk answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from kb.database import Database
from kb.errors import DeskError
from kb.office.drafts import Draft, load
from kb.office.tables import now

Origin = Literal["public", "desk", "gap"]
"""From the public page; entered at the desk; taken from the questions without an answer."""
State = Literal["new", "drafting", "answered", "closed"]
STATES: dict[State, str] = {"new": "待答复", "drafting": "起草中", "answered": "已答复", "closed": "不予答复"}
ORIGINS: dict[Origin, str] = {"public": "网页", "desk": "窗口登记", "gap": "无依据问题"}
MOST_QUESTION, MOST_CONTACT = 2_000, 100
_MOST_OPEN_PUBLIC = 2_000  # from the page; more would bury the desk


@dataclass(frozen=True, slots=True)
class Enquiry:
    id: int
    at: str
    question: str
    contact: str
    origin: Origin
    state: State
    draft: Draft
    changed: str  # when it was last changed, a guard against two people writing at once
    by: str


class Enquiries:
    """Safe to share between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def receive(self, question: str, contact: str = "", origin: Origin = "desk", by: str = "") -> int:
        """The number of the new enquiry. Raises DeskError."""
        question, contact = question.strip(), contact.strip()
        if not question:
            raise DeskError("请填写问题")
        if len(question) > MOST_QUESTION:
            raise DeskError(f"问题太长（{len(question)} 字），最多 {MOST_QUESTION} 字")
        if len(contact) > MOST_CONTACT:
            raise DeskError(f"联系方式太长，最多 {MOST_CONTACT} 字")
        at = now()
        with self._database.write() as connection:
            if origin == "public":
                sql = "SELECT COUNT(*) FROM enquiries WHERE origin = 'public' AND state = 'new'"
                if connection.execute(sql).fetchone()[0] >= _MOST_OPEN_PUBLIC:
                    raise DeskError("待答复的咨询太多，暂不能接收；请电话或到窗口咨询")
            return int(
                connection.execute(
                    "INSERT INTO enquiries (at, question, contact, origin, state, draft, changed, by) "
                    "VALUES (?, ?, ?, ?, 'new', '', ?, ?)",
                    (at, question, contact, origin, at, by),
                ).lastrowid
                or 0
            )

    def get(self, number: int) -> Enquiry:
        """Raises DeskError."""
        with self._database.read() as connection:
            row = connection.execute("SELECT * FROM enquiries WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise DeskError(f"没有编号为 {number} 的咨询")
        return _enquiry(row)

    def list(self, state: str = "", text: str = "", limit: int = 100) -> tuple[Enquiry, ...]:
        """Newest first; open ones before others where no state is asked for."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT * FROM enquiries WHERE (? = '' OR state = ?) AND instr(question, ?) > 0 "
                "ORDER BY state NOT IN ('new', 'drafting'), id DESC LIMIT ?",
                (state, state, text, limit),
            ).fetchall()
        return tuple(_enquiry(row) for row in rows)

    def counts(self) -> dict[State, int]:
        with self._database.read() as connection:
            found = dict(connection.execute("SELECT state, COUNT(*) FROM enquiries GROUP BY state").fetchall())
        return {state: int(found.get(state, 0)) for state in get_args(State)}

    def change(
        self, number: int, seen: str, *, draft: Draft | None = None, state: State | None = None, by: str
    ) -> Enquiry:
        """Changes what was read at `seen`. Raises DeskError when someone else has changed it since."""
        before = self.get(number)
        at = now() if now() > before.changed else f"{before.changed}+"
        with self._database.write() as connection:
            done = connection.execute(
                "UPDATE enquiries SET draft = ?, state = ?, changed = ?, by = ? WHERE id = ? AND changed = ?",
                ((draft or before.draft).dump(), state or before.state, at, by, number, seen),
            ).rowcount
        if not done:
            raise DeskError(f"咨询 {number} 已被“{before.by}”改动，请重新打开后再改；您写的内容还在页面上")
        return self.get(number)


def _enquiry(row: tuple[int, str, str, str, Origin, State, str, str, str]) -> Enquiry:
    number, at, question, contact, origin, state, draft, changed, by = row
    return Enquiry(number, at, question, contact, origin, state, load(draft), changed, by)
