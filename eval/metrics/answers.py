"""Is the answer right? And how long is it?

Right when each group of `must` has an alternative in the answer and nothing of `forbid` occurs, in the sense of
metrics.facts. An unanswerable question is answered rightly by abstaining, an answerable one never.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.dataset import Question
from eval.metrics.facts import held, occurs
from eval.metrics.stats import median
from eval.normalise import without_marks
from eval.rows import AnswerRow

SHORT_TYPES = frozenset({"fact", "table"})  # one figure was asked for: a long answer hides it


@dataclass(frozen=True, slots=True)
class Verdict:
    """`missing`: groups of `must` without an alternative; `forbidden`: what should not be there and is."""

    right: bool
    missing: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[str, ...] = ()


def judge(question: Question, answer: AnswerRow) -> Verdict:
    if not question.answerable:
        return Verdict(answer.abstained)
    text = without_marks(answer.answer)
    missing = tuple(g for g in question.must if not held(text, g))
    forbidden = tuple(f for f in question.forbid if occurs(text, f))
    return Verdict(not (answer.abstained or missing or forbidden), missing, forbidden)


def median_length(rows: Sequence[tuple[Question, AnswerRow]]) -> float | None:
    """Median number of characters of the answers given (not refusals) to fact and table questions."""
    given = [a for q, a in rows if q.type in SHORT_TYPES and q.answerable and not a.abstained]
    return median([float(len(a.answer.strip())) for a in given])
