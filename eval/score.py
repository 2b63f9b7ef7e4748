"""Marks each answer and sums up, per question type and in total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.dataset import Question
from eval.metrics import answers, citations, latency, refusal
from eval.metrics.answers import Verdict
from eval.metrics.citations import CitationMarks
from eval.metrics.stats import Estimate, proportion
from eval.rows import AnswerRow

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Scored:
    """One question, its answer, and all marks on it."""

    question: Question
    answer: AnswerRow
    verdict: Verdict
    marks: CitationMarks
    violations: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Anything a person should look at: wrong, without a right citation, or not faithful."""
        uncited = self.question.answerable and not citations.is_hit(self.answer, self.marks)
        return not self.verdict.right or uncited or bool(self.violations)


@dataclass(frozen=True, slots=True)
class Summary:
    """The measures of one type of question, or of all (`name` = TOTAL)."""

    name: str
    rows: int
    answerable: int
    estimates: dict[str, Estimate]  # correct, citation_…, refusal_…, fidelity
    medians: dict[str, float | None]  # answer_chars, latency_p50_ms, latency_p95_ms


def score(questions: Sequence[Question], given: Sequence[AnswerRow]) -> tuple[Scored, ...]:
    """Marks the answers, which are in the order of the questions."""
    return tuple(
        Scored(q, a, answers.judge(q, a), citations.mark(q, a), citations.violations(a))
        for q, a in zip(questions, given, strict=True)
    )


def summarise(scored: Iterable[Scored]) -> tuple[Summary, ...]:
    """One summary per type, in the order the types first occur, and the total last."""
    rows = tuple(scored)
    types = dict.fromkeys(row.question.type for row in rows)
    parts = [_summary(name, [row for row in rows if row.question.type == name]) for name in types]
    return (*parts, _summary(TOTAL, rows))


def _summary(name: str, rows: Sequence[Scored]) -> Summary:
    pairs = [(row.question, row.answer) for row in rows]
    return Summary(
        name=name,
        rows=len(rows),
        answerable=sum(row.question.answerable for row in rows),
        estimates={
            "correct": proportion([row.verdict.right for row in rows]),
            "correct_answerable": proportion([r.verdict.right for r in rows if r.question.answerable]),
            **citations.summarise([(row.question, row.answer, row.marks) for row in rows]),
            **refusal.summarise(pairs),
            "fidelity": citations.fidelity([row.answer for row in rows]),
        },
        medians={
            "answer_chars": answers.median_length(pairs),
            **latency.summarise([row.answer.latency_ms for row in rows]),
        },
    )
