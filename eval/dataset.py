"""Question sets: rows of the contract, validated, as frozen values.

`{id, question, history?, type, answerable, must: [[alternative,…],…], forbid: […], evidence: [snippet,…]}`;
`must`, `forbid` and `evidence` may be left out where they are empty. Further fields, all optional: `answer`, a reference
answer that texts are compared to; `relevant`, ids of the clauses or documents that answer (instead of `evidence`);
`reviewed`, false for a proposal that nobody has looked at yet, which is never counted; `note`, a remark for people.
Files are JSONL, CSV or XLSX (eval.sets.sheet).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from eval.jsonl import Row, read_rows
from eval.sets.sheet import SHEETS, read_sheet
from kb.errors import RowError

DATASETS = Path(__file__).parent / "datasets"
PLAN_DEV = DATASETS / "plan_dev.jsonl"

FIELDS = frozenset(
    {"id", "question", "history", "type", "answerable", "must", "forbid", "evidence", "note"}
    | {"answer", "relevant", "reviewed"}
)
_T = TypeVar("_T")


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
    answer: str = ""  # a reference answer
    relevant: tuple[str, ...] = ()  # ids of clauses or documents

    def to_row(self) -> dict[str, object]:
        """The row of the contract, without what is empty."""
        row = {name: value for name, value in asdict(self).items() if value not in ((), "")}
        return {"id": self.id, "question": self.question, "type": self.type, "answerable": self.answerable} | row


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """What files hold: the good rows that count, every complaint, and how many rows still wait for a review."""

    questions: tuple[Question, ...]
    problems: tuple[RowError, ...]
    unreviewed: int


def load_questions(paths: Iterable[Path], *, complete: bool = True) -> tuple[Question, ...]:
    """All rows of the files, in order. Raises RowError for the first bad row, or an id that occurs twice.

    `complete`: answerable questions must have `must` and `evidence`; otherwise `must` or `answer` is enough, and
    measures that need the rest leave the question out.
    """
    found = read_questions(paths, complete=complete)
    if found.problems:
        more = f"（共 {len(found.problems)} 处错误，policy-kb eval check 逐条列出）" if len(found.problems) > 1 else ""
        raise RowError(f"{found.problems[0]}{more}")
    return found.questions


def read_questions(paths: Iterable[Path], *, complete: bool = True) -> QuestionSet:
    """The files with every complaint. Raises RowError where a file cannot be read at all."""
    questions: list[Question] = []
    problems: list[RowError] = []
    unreviewed = 0
    seen: dict[str, str] = {}
    for path in paths:
        count = 0
        for row in read_set(path):
            count += 1
            question, wrong = read_question(row, complete=complete)
            problems += wrong
            if question is None:
                continue
            if question.id in seen:
                problems.append(row.error("id", f"{question.id} 已在 {seen[question.id]} 用过，题号必须唯一"))
                continue
            seen[question.id] = f"{row.file} 第 {row.line} 行"
            if row.values.get("reviewed") is False:
                unreviewed += 1
            else:
                questions.append(question)
        if not count:
            raise RowError(f"{path}：题集里没有题目")
    if not questions and not problems:
        raise RowError(f"题集里的 {unreviewed} 题都还没有审核；审核后把 reviewed 改为 true（表格中“已审核”填“是”）")
    return QuestionSet(tuple(questions), tuple(problems), unreviewed)


def read_set(path: Path) -> Iterator[Row]:
    """The rows of a file, by its extension."""
    return read_sheet(path) if path.suffix.lower() in SHEETS else read_rows(path)


def parse_question(row: Row) -> Question:
    """One complete row; raises RowError naming file, line and field."""
    question, wrong = read_question(row)
    if question is None:
        raise wrong[0]
    return question


def read_question(row: Row, *, complete: bool = True) -> tuple[Question | None, list[RowError]]:
    """One row, or everything that is wrong with it."""
    wrong: list[RowError] = []

    def take(read: Callable[[], _T], otherwise: _T) -> _T:
        try:
            return read()
        except RowError as error:
            wrong.append(error)
            return otherwise

    take(lambda: row.refuse_unknown(FIELDS), None)
    if "reviewed" in row.values:
        take(lambda: row.flag("reviewed"), False)
    question = Question(
        id=take(lambda: row.text("id"), ""),
        question=take(lambda: row.text("question"), ""),
        history=take(lambda: row.texts("history", optional=True), ()),
        type=take(lambda: row.text("type"), ""),
        answerable=take(lambda: row.flag("answerable"), False),
        must=take(lambda: _groups(row), ()),
        forbid=take(lambda: row.texts("forbid", optional=True), ()),
        evidence=take(lambda: row.texts("evidence", optional=True), ()),
        answer=take(lambda: row.text("answer", empty=True) if "answer" in row.values else "", ""),
        relevant=take(lambda: row.texts("relevant", optional=True), ()),
    )
    if not wrong:
        wrong += _incomplete(row, question, complete)
    return (None if wrong else question), wrong


def _incomplete(row: Row, question: Question, complete: bool) -> Iterator[RowError]:
    if not question.answerable:
        for field, values in (("must", question.must), ("evidence", question.evidence)):
            if values:
                yield row.error(field, "不可回答的题目（answerable 为 false）必须为空")
    elif complete:
        for field, values in (("must", question.must), ("evidence", question.evidence)):
            if not values:
                yield row.error(field, "可回答的题目（answerable 为 true）必须填写")
    elif not (question.must or question.answer):
        yield row.error(
            "must", "可回答的题目必须填写必含内容（must）或参考答案（answer）；没有答案的题目请标为不可回答"
        )


def set_hash(questions: Sequence[Question]) -> str:
    """SHA-256 over what is asked and expected, whatever the file format."""
    rows = json.dumps([one.to_row() for one in questions], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(rows.encode()).hexdigest()


def save_questions(questions: Iterable[Question], path: Path) -> None:
    lines = (json.dumps(one.to_row(), ensure_ascii=False) + "\n" for one in questions)
    path.write_text("".join(lines), encoding="utf-8")


def _groups(row: Row) -> tuple[tuple[str, ...], ...]:
    groups: list[tuple[str, ...]] = []
    for group in row.items("must", optional=True):
        if not isinstance(group, list) or not group:
            raise row.error("must", "应为 [[写法一, 写法二…], …]，每组至少一种写法")
        groups.append(row.strings("must", group))
    return tuple(groups)
