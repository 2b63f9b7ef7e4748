"""Asking: rows in order with their ids, history passed on, an error names its question."""

from collections.abc import Sequence

import pytest

from eval.rows import from_json
from kb.errors import QuestionError
from kb.types import Answer, Statement

live = pytest.importorskip("eval.live")


class FakeBase:
    """Answers with what it was asked."""

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        if not question:
            raise QuestionError("问题是空的")
        text = "→".join([*history, question])
        return Answer(question, text, False, (Statement(text, ()),), (), (), latency_ms=2.0)


def test_rows_keep_order_id_and_history(question, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [question(id="x", question="乙", history=("甲",)), question(id="y", question="丙")]
    rows = [from_json(row) for row in live.ask_all(FakeBase(), asked)]
    assert [(row.id, row.answer) for row in rows] == [("x", "甲→乙"), ("y", "丙")]
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "评测" in captured.err


def test_an_error_names_its_question(question) -> None:
    with pytest.raises(QuestionError, match="题目 x：问题是空的"):
        live.ask_all(FakeBase(), [question(id="x", question="")])
