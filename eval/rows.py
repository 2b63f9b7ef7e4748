"""Answer rows of the contract, read back for scoring: from `policy-kb answer` or from a live answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.dataset import Question
from eval.jsonl import Row, read_rows
from kb.errors import RowError


@dataclass(frozen=True, slots=True)
class CitedClause:
    """What scoring needs of a citation."""

    n: int
    document: str
    label: str
    quote: str
    text: str  # the whole clause


@dataclass(frozen=True, slots=True)
class StatementRow:
    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    id: str
    answer: str
    abstained: bool
    statements: tuple[StatementRow, ...]
    citations: tuple[CitedClause, ...]
    latency_ms: float


def from_json(values: Mapping[str, Any], file: str = "回答", line: int = 1) -> AnswerRow:
    """The answer row of a live answer (`Answer.to_json(id)`)."""
    return parse_answer(Row(values, file, line))


def parse_answer(row: Row) -> AnswerRow:
    """One row; raises RowError naming file, line and field. Fields that scoring does not use are ignored."""
    return AnswerRow(
        id=row.text("id"),
        answer=row.text("answer", empty=True),
        abstained=row.flag("abstained"),
        statements=tuple(_statement(row.child("statements", v)) for v in row.items("statements")),
        citations=tuple(_citation(row.child("citations", v)) for v in row.items("citations")),
        latency_ms=row.number("latency_ms"),
    )


def load_answers(path: Path, questions: Iterable[Question]) -> tuple[AnswerRow, ...]:
    """The answer to each question, in the order of the questions.

    Rows for other questions are ignored; a missing or doubled answer is a RowError, because a score over
    the answered part alone would flatter.
    """
    found: dict[str, AnswerRow] = {}
    for row in read_rows(path):
        answer = parse_answer(row)
        if answer.id in found:
            raise row.error("id", f"{answer.id} 出现两次，每题只能有一行回答")
        found[answer.id] = answer
    wanted = [q.id for q in questions]
    missing = [name for name in wanted if name not in found]
    if missing:
        named = "、".join(missing[:5]) + ("…" if len(missing) > 5 else "")
        raise RowError(f"{path}：缺少 {len(missing)} 道题的回答（{named}），请补跑后再评分")
    return tuple(found[name] for name in wanted)


def _statement(row: Row) -> StatementRow:
    return StatementRow(row.text("text"), tuple(_whole(row, "citations", v) for v in row.items("citations")))


def _citation(row: Row) -> CitedClause:
    return CitedClause(
        n=_whole(row, "n", row.value("n")),
        document=row.text("document", empty=True),
        label=row.text("label", empty=True),
        quote=row.text("quote", empty=True),
        text=row.text("text", empty=True),
    )


def _whole(row: Row, field: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise row.error(field, f"应为整数，实际是 {value!r}")
    return value
