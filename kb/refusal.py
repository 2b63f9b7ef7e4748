"""Whether the evidence answers the question: signals, weighed by boosted trees, against a threshold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.evidence import Evidence, uncovered
from kb.query import Question
from kb.ranking import Model
from kb.signals import signals

_NEAR = 10  # sentences in whose clauses a word is looked for before it is said to be missing
_STRANGE = 0.99  # share of a question's weight that no document has, from which it is about something else


def answered(question: Question, ranked: Sequence[Evidence], model: Model) -> bool:
    """Whether the best sentence answers: it shares a word and the place with the question, and the model says so."""
    if not ranked:
        return False
    found = signals(question, ranked)
    decision = model.decision(ranked)
    return (
        found["unknown"] < _STRANGE
        and not found["foreign"]
        and decision.answers.probability(found) >= decision.threshold
    )


def missing_names(question: Question, ranked: Sequence[Evidence]) -> tuple[str, ...]:
    """The asker's words that none of the nearest clauses holds, heaviest first, without figures."""
    near = [one.sentence for one in ranked[:_NEAR]]
    rest = uncovered(question, [text for s in near for text in (s.around, s.head, s.above)])
    words = (term.text for term, _ in rest if not re.search(r"\d|^[百千万亿]*(元|亩|家|人|件)$", term.text))
    return tuple(dict.fromkeys(words))
