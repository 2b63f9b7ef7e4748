"""Factories of small synthetic rows: a test states only the fields it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from eval.dataset import Question
from eval.rows import AnswerRow, CitedClause, StatementRow

MakeQuestion = Callable[..., Question]
MakeAnswer = Callable[..., AnswerRow]


@pytest.fixture
def question() -> MakeQuestion:
    def make(**fields: Any) -> Question:
        values: dict[str, Any] = {
            "id": "q1",
            "question": "示例市有多少家企业？",
            "history": (),
            "type": "fact",
            "answerable": True,
            "must": (("60家",),),
            "forbid": (),
            "evidence": ("企业60家",),
        }
        if fields.get("answerable") is False:
            values |= {"type": "unanswerable", "must": (), "evidence": ()}
        return Question(**(values | fields))

    return make


@pytest.fixture
def answer() -> MakeAnswer:
    """`cited`: clause texts, each quoted whole; `says`: pairs of a statement and its citation numbers."""

    def make(text: str = "", *, cited: tuple[str, ...] = (), says: tuple[Any, ...] = (), **fields: Any) -> AnswerRow:
        values: dict[str, Any] = {
            "id": "q1",
            "answer": text,
            "abstained": False,
            "statements": tuple(StatementRow(t, tuple(ns)) for t, ns in says),
            "citations": tuple(CitedClause(i, "示例规划", f"一{i}", t, t) for i, t in enumerate(cited, 1)),
            "latency_ms": 1.0,
        }
        return AnswerRow(**(values | fields))

    return make
