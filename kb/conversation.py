"""Follow-up questions: what an elliptic question takes over from the ones before it."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.query import ASKING, Question, Term

_POINTS_BACK = re.compile(
    r"^(那|这|它|其中|里面|还有|另外|主要是|具体|分别|都有|都是|又)|它|他们|她们|其中|里面|那儿|那里|这里|这儿|上述|前面|刚才|呢[?？。]?$"
    r"|^(what|how) about|\b(it|they|them|those|these)\b"
)
_SHORT = 1.3  # term weight below which a question cannot stand alone
_TAKEN = 0.5  # what a term of the earlier question weighs, against one of this question


def resolve(question: Question, earlier: Question | None) -> Question:
    """The question as it is meant after `earlier`, itself resolved; unchanged when it stands alone."""
    if earlier is None or not earlier.terms:
        return question
    if question.weight >= _SHORT and not _POINTS_BACK.search(question.text):
        return question
    own = {term.text for term in question.terms}
    taken = [
        Term(term.text, term.weight * _TAKEN, term.others)
        for term in earlier.terms
        if term.text not in own and not _replaced(term, question)
    ]
    return replace(
        question,
        text=earlier.text + question.text,
        terms=(*question.terms, *taken),
        kinds=question.kinds or earlier.kinds,
        years=question.years or earlier.years,
        unit=question.unit or (None if question.kinds else earlier.unit),
        future=question.future or (earlier.future and not question.done),
        done=question.done or (earlier.done and not question.future),
    )


def asks_nothing(question: Question) -> bool:
    """Whether a text, read alone, is no question and no follow-up: a greeting, thanks."""
    said = question.terms or question.kinds or question.years or question.figures or ASKING.search(question.text)
    return not question.english and not said and not _POINTS_BACK.search(question.text)


def _replaced(term: Term, question: Question) -> bool:
    """Whether a term of this question stands in the place of an earlier one: it is another name or shares its end."""
    return any(term.text[-2:] == other.text[-2:] and len(other.text) > 2 for other in question.terms)
