"""Questions that the documents did not answer: kept as they come, shown in groups of the same matter."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from kb.database import Database
from kb.office.audit import safe_cell
from kb.office.forms import form
from kb.office.tables import now
from kb.query import content_words

if TYPE_CHECKING:
    from kb.embedder import Vectors  # with LangChain, which the first page must not wait for

MOST_KEPT = 50_000
_MOST_FORMS = 400  # grouped at once, most asked first
_SAME_WORDS = 0.6  # of the words of two questions that both have, to be of one matter
_SOME_WORDS, _NEAR = 0.3, 0.93  # or fewer, with vectors this near; both are strict: a wrong group hides a question
_MOST_QUESTION = 300  # characters kept of a question


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions of one matter."""

    question: str  # the wording asked most
    count: int
    last: str
    wordings: tuple[tuple[str, int], ...]
    forms: tuple[str, ...]


@dataclass
class _Group:
    words: frozenset[str]
    vector: Vectors | None
    rows: list[tuple[str, str, int, str]] = field(default_factory=list)  # form, question, count, last


class Unanswered:
    """Safe to share between threads and processes. Who asked is not kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, question: str, said: str) -> None:
        """Keeps a refused question, and what the asker was told."""
        key = form(question)
        if not key:
            return
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO unanswered (at, question, form, said) VALUES (?, ?, ?, ?)",
                (now(), question.strip()[:_MOST_QUESTION], key[:_MOST_QUESTION], said[:500]),
            )
            connection.execute("DELETE FROM unanswered WHERE id <= (SELECT MAX(id) FROM unanswered) - ?", (MOST_KEPT,))

    def settle(self, forms: Sequence[str], how: str) -> None:
        """Takes questions off the list: answered by an enquiry, or none of ours."""
        with self._database.write() as connection:
            connection.executemany(
                "UPDATE unanswered SET settled = ? WHERE form = ? AND settled = ''", [(how, one) for one in forms]
            )

    def gaps(self, days: int, vector: Callable[[str], Vectors | None]) -> tuple[Gap, ...]:
        """The open questions of the last days in groups, most asked first."""
        since = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT form, question, COUNT(*), MAX(at) FROM unanswered WHERE at >= ? AND settled = '' "
                "GROUP BY form ORDER BY COUNT(*) DESC, MAX(at) DESC LIMIT ?",
                (since, _MOST_FORMS),
            ).fetchall()
        groups: list[_Group] = []
        for row in rows:
            words, at = frozenset(word.text for word in content_words(row[1])), vector(row[1])
            home = next((g for g in groups if _alike(words, at, g)), None)
            if home is None:
                home = _Group(words, at)
                groups.append(home)
            home.rows.append(row)
        return tuple(sorted(map(_gap, groups), key=lambda gap: (-gap.count, gap.question)))


def _alike(words: frozenset[str], at: Vectors | None, group: _Group) -> bool:
    union = words | group.words
    shared = len(words & group.words) / len(union) if union else 0.0
    if shared >= _SAME_WORDS:
        return True
    return at is not None and group.vector is not None and shared >= _SOME_WORDS and float(at @ group.vector) >= _NEAR


def _gap(group: _Group) -> Gap:
    wordings: Counter[str] = Counter()
    for _, question, count, _ in group.rows:
        wordings[question] += count
    return Gap(
        wordings.most_common(1)[0][0],
        sum(wordings.values()),
        max(last for *_, last in group.rows),
        tuple(wordings.most_common()),
        tuple(key for key, *_ in group.rows),
    )


def to_csv(gaps: Sequence[Gap]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("问题", "次数", "最近一次（UTC）", "其他问法"))
    for gap in gaps:
        others = "；".join(f"{text}（{count}）" for text, count in gap.wordings[1:])
        writer.writerow((safe_cell(gap.question), gap.count, gap.last, safe_cell(others)))
    return out.getvalue()
