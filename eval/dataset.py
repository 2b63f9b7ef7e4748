"""Question sets: rows of the contract, validated, as frozen values.

`{id, question, history?, type, answerable, must: [[alternative,…],…], forbid: […], evidence: [snippet,…]}`;
`note` may hold a remark for people. `must`, `forbid` and `evidence` may be left out where they are empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from eval.jsonl import Row, read_rows
from kb.errors import RowError

DATASETS = Path(__file__).parent / "datasets"
PLAN_DEV = DATASETS / "plan_dev.jsonl"

FIELDS = frozenset({"id", "question", "history", "type", "answerable", "must", "forbid", "evidence", "note"})


@dataclass(frozen=True, slots=True)
class Question:
    """One question and what a right answer must hold.

    `must`: of each group one alternative has to occur; `forbid`: none may occur;
    `evidence`: verbatim snippets of the clauses that say it.
    """

    id: str
    question: str
    history: tuple[str, ...]  # earlier questions, oldest first
    type: str
    answerable: bool
    must: tuple[tuple[str, ...], ...]
    forbid: tuple[str, ...]
    evidence: tuple[str, ...]


def load_questions(paths: Iterable[Path]) -> tuple[Question, ...]:
    """All rows of the files, in order. Raises RowError for a bad row, or an id that occurs twice."""
    questions: list[Question] = []
    seen: dict[str, str] = {}
    for path in paths:
        before = len(questions)
        for row in read_rows(path):
            question = parse_question(row)
            place = f"{row.file} 第 {row.line} 行"
            if question.id in seen:
                raise row.error("id", f"{question.id} 已在 {seen[question.id]} 用过，题号必须唯一")
            seen[question.id] = place
            questions.append(question)
        if len(questions) == before:
            raise RowError(f"{path}：题集里没有题目")
    return tuple(questions)


def parse_question(row: Row) -> Question:
    """One row; raises RowError naming file, line and field."""
    row.refuse_unknown(FIELDS)
    question = Question(
        id=row.text("id"),
        question=row.text("question"),
        history=row.texts("history", optional=True),
        type=row.text("type"),
        answerable=row.flag("answerable"),
        must=_groups(row),
        forbid=row.texts("forbid", optional=True),
        evidence=row.texts("evidence", optional=True),
    )
    for field, values in (("must", question.must), ("evidence", question.evidence)):
        if question.answerable and not values:
            raise row.error(field, "可回答的题目（answerable 为 true）必须填写")
        if not question.answerable and values:
            raise row.error(field, "不可回答的题目（answerable 为 false）必须为空")
    return question


def _groups(row: Row) -> tuple[tuple[str, ...], ...]:
    groups: list[tuple[str, ...]] = []
    for group in row.items("must", optional=True):
        if not isinstance(group, list) or not group:
            raise row.error("must", "应为 [[写法一, 写法二…], …]，每组至少一种写法")
        groups.append(row.strings("must", group))
    return tuple(groups)
