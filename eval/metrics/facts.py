"""Does the text state what is required, and nothing forbidden? Numbers count as equal whatever their form.

Definition (contract, design.md): of each group of `must` one alternative occurs in the answer, white space and width
ignored; nothing of `forbid` does. An alternative that begins or ends with a digit must meet a whole number ("60家" is
not in "160家"), and citation marks are no figures. Beyond the contract, numbers are compared in one form
(kb.numbers): 五百万元 = 500万元 = 5,000,000元, 百分之十 = 10%. Neither makes "约500万元" from "500万元".

- fact_recall: share of the groups of `must` that the answer states (0 for a refusal). The contract's all-or-nothing
  verdict is `correct` (metrics.answers); this is what the nuggets of TREC QA measure (E. M. Voorhees, TREC 2003).
- forbidden: whether something of `forbid` occurs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from eval.dataset import Question
from eval.normalise import contains, contains_whole_numbers, without_marks
from eval.rows import AnswerRow
from kb.numbers import in_one_form


def held(text: str, group: Sequence[str]) -> bool:
    """Whether `text` states one of the alternatives."""
    return any(contains_whole_numbers(text, way) for way in group) or states(text, group)


def states(text: str, group: Sequence[str]) -> bool:
    """`held`, by numbers in one form only."""
    same = _same_numbers(text)
    return any(contains_whole_numbers(same, _same_numbers(way)) for way in group)


def occurs(text: str, forbidden: str) -> bool:
    """Whether something forbidden is said, as a plain substring or with its numbers in another form."""
    return contains(text, forbidden) or (
        any(char.isdigit() for char in _same_numbers(forbidden))
        and contains_whole_numbers(_same_numbers(text), _same_numbers(forbidden))
    )


def fact_recall(question: Question, answer: AnswerRow) -> float | None:
    if not question.must:
        return None
    if answer.abstained:
        return 0.0
    text = without_marks(answer.answer)
    return sum(held(text, group) for group in question.must) / len(question.must)


def forbidden(question: Question, answer: AnswerRow) -> float | None:
    if not question.forbid:
        return None
    text = without_marks(answer.answer)
    return float(any(occurs(text, one) for one in question.forbid))


@lru_cache(maxsize=4096)
def _same_numbers(text: str) -> str:
    return in_one_form(text)
