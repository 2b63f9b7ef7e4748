"""Questions that could follow an answer: headings of its document, nearest first, none asked before."""

from __future__ import annotations

from dataclasses import replace

from ingest.types import Clause, Span
from kb.related import related_questions
from kb.types import Answer, Citation


def clause(n: int, heading: str | None, parent: int | None) -> Clause:
    above = None if parent is None else f"c{parent}"
    return Clause(f"c{n}", "d", n, "paragraph", str(n), heading, f"示例条款{n}。", (), above, Span(0, 0))


CLAUSES = (
    clause(0, "示例总则", None),
    clause(1, "扶持标准", None),
    clause(2, "示例奖补", 1),
    clause(3, "示例贴息", 1),
    clause(4, None, 1),
    clause(5, "示例保障", None),
)


def answer(cited: int) -> Answer:
    one = CLAUSES[cited]
    citation = Citation(1, "某市示例办法", None, "d", one.id, one.label, (), None, one.text, one.text)
    return Answer("问", "答", False, (), (citation,), ())


def test_headings_beside_come_before_headings_further_out() -> None:
    found = related_questions(answer(2), lambda _: CLAUSES, ["奖补多少？"])
    assert found == ["示例贴息有哪些内容？", "示例保障有哪些内容？", "示例总则有哪些内容？"]


def test_what_was_asked_is_not_offered_again() -> None:
    found = related_questions(answer(2), lambda _: CLAUSES, ["示例贴息有哪些内容？"])
    assert "示例贴息有哪些内容？" not in found


def test_a_refusal_offers_nothing() -> None:
    assert related_questions(replace(answer(2), abstained=True), lambda _: CLAUSES, []) == []
