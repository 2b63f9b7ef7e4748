"""Questions with the clauses or documents that answer them, for a knowledge base that holds these.

Relevant is, in this order: what a TREC qrels file says; the `document` of a row, and its clauses that hold `answer`;
clauses that hold a snippet of `evidence`. Rows with none of these, as unanswerable questions, are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.jsonl import Row, read_rows
from ingest.types import Clause
from kb.errors import RowError
from kb.service import KnowledgeBase
from kb.text import fold


@dataclass(frozen=True, slots=True)
class Judged:
    """One question; `documents` is empty where clauses were judged."""

    id: str
    question: str
    clauses: frozenset[str]
    documents: frozenset[str]


def load_judged(base: KnowledgeBase, questions: Path, qrels: Path | None = None) -> tuple[Judged, ...]:
    """All judged rows in order. Raises RowError for a bad row, or when nothing is judged."""
    relevant = read_qrels(qrels) if qrels is not None else None
    clauses = {document.id: base.clauses(document.id) for document in base.documents()}
    folded = {clause.id: fold(clause.text) for group in clauses.values() for clause in group}
    found = []
    for row in read_rows(questions):
        one = _judge(row, relevant, clauses, folded)
        if one.clauses or one.documents:
            found.append(one)
    if not found:
        raise RowError(f"{questions}：没有一题在这个知识库里有标准条款")
    return tuple(found)


def read_qrels(path: Path) -> dict[str, frozenset[str]]:
    """Question id → relevant ids, of a TREC qrels file."""
    relevant: defaultdict[str, set[str]] = defaultdict(set)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        parts = line.split()
        if len(parts) != 4 or not parts[3].lstrip("-").isdigit():
            raise RowError(f"{path} 第 {number} 行：应为 qid 0 docid 相关度")
        if int(parts[3]) > 0:
            relevant[parts[0]].add(parts[2])
    return {question: frozenset(ids) for question, ids in relevant.items()}


def _judge(
    row: Row,
    relevant: Mapping[str, frozenset[str]] | None,
    clauses: Mapping[str, tuple[Clause, ...]],
    folded: Mapping[str, str],
) -> Judged:
    name, question = str(row.value("id")), row.text("question")
    if relevant is not None:
        return Judged(name, question, relevant.get(name, frozenset()), frozenset())
    document = row.values.get("document")
    if document is not None:
        answer = fold(row.text("answer"))
        holding = frozenset(clause.id for clause in clauses.get(document, ()) if answer in folded[clause.id])
        return Judged(name, question, holding, frozenset({document}) if document in clauses else frozenset())
    snippets = [fold(snippet) for snippet in row.texts("evidence", optional=True)]
    held = frozenset(one for one, text in folded.items() if any(snippet in text for snippet in snippets))
    return Judged(name, question, held, frozenset())
