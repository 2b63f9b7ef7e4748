"""Batches: question files in, answer rows or a TREC run out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tqdm import tqdm

from kb.errors import RowError
from kb.filters import Filter
from kb.service import KnowledgeBase

TAG = "policy-kb"


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One row of a question file; further keys belong to the evaluation and are left alone."""

    id: str
    question: str
    history: tuple[str, ...] = ()


def read_questions(path: Path) -> list[QuestionRow]:
    """All rows of a JSONL file. Raises RowError naming the line of the first bad one; nothing is done before."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError as error:
        raise RowError(f"找不到问题文件 {path}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise RowError(f"读不了问题文件 {path}（{error}）；需要 UTF-8 编码的 JSONL") from error
    rows = [_row(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise RowError(f"问题文件 {path} 是空的")
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            raise RowError(f"问题文件 {path} 中编号 {row.id} 出现了两次")
        seen.add(row.id)
    return rows


def _row(path: Path, number: int, line: str) -> QuestionRow:
    where = f"{path} 第 {number} 行"
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise RowError(f"{where}不是完整的 JSON（{error.msg}）；每行应是一个 {{id, question}} 对象") from error
    if not isinstance(row, dict) or not isinstance(row.get("question"), str) or "id" not in row:
        raise RowError(f"{where}缺少 id 或 question")
    history = row.get("history") or []
    if not isinstance(history, list) or not all(isinstance(one, str) for one in history):
        raise RowError(f"{where}的 history 应是问题的列表")
    return QuestionRow(str(row["id"]), row["question"], tuple(history))


def answer(base: KnowledgeBase, source: Path, target: Path, filter: Filter | None = None) -> int:
    """Appends an answer row for each question that `target` does not have yet; returns how many were asked."""
    rows = read_questions(source)
    done = set(_done(target))
    todo = [row for row in rows if row.id not in done]
    with target.open("a", encoding="utf-8") as out:
        for row in tqdm(todo, desc="作答", unit="题", initial=len(rows) - len(todo), total=len(rows)):
            result = base.ask(row.question, row.history, filter)
            out.write(json.dumps(result.to_json(row.id), ensure_ascii=False) + "\n")
            out.flush()
    return len(todo)


def _done(target: Path) -> Iterator[str]:
    """Ids answered already. A last line cut short by an interruption is taken off, so that it is asked again."""
    if not target.exists():
        return
    data = target.read_bytes()
    if data and not data.endswith(b"\n"):
        target.write_bytes(data[: data.rfind(b"\n") + 1])
    for number, line in enumerate(target.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield str(json.loads(line)["id"])
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise RowError(f"{target} 第 {number} 行不是答案；请换一个输出文件") from error


def retrieve(
    base: KnowledgeBase,
    source: Path,
    target: Path,
    k: int,
    by: Literal["clause", "document"],
    filter: Filter | None = None,
) -> int:
    """Writes a TREC run: `qid Q0 id rank score tag`, k lines a question at most; returns the number of questions."""
    rows = read_questions(source)
    with target.open("w", encoding="utf-8") as out:
        for row in tqdm(rows, desc="检索", unit="题"):
            if by == "document":
                scores = base.search_documents(row.question, k, filter)
            else:
                scores = [(hit.clause.id, hit.score) for hit in base.search(row.question, k, filter)]
            for rank, (name, score) in enumerate(scores, 1):
                out.write(f"{row.id} Q0 {name} {rank} {score:.6f} {TAG}\n")
    return len(rows)
