"""Whether the evidence answers the question: signals, weighed by a logistic model, against a threshold."""

from __future__ import annotations

from collections.abc import Sequence

from kb import kinds
from kb.evidence import Evidence, uncovered
from kb.kinds import Kind
from kb.query import Question

_VISIBLE = (Kind.MONEY, Kind.SHARE, Kind.DATE, Kind.COUNT, Kind.CONTACT, Kind.ORGAN)


def signals(question: Question, ranked: Sequence[Evidence]) -> dict[str, float]:
    """What speaks for and against an answer, from the best sentence and what it leaves unsaid."""
    top = ranked[0]
    sentence, features = top.sentence, top.features
    rest = uncovered(question, [sentence.text, sentence.head, sentence.above, sentence.lead, sentence.title])
    rest_text = uncovered(question, [sentence.text, sentence.head, sentence.lead, sentence.itself])
    second = ranked[1].score if len(ranked) > 1 else top.score
    kind = next((kind for kind in question.kinds if kind in _VISIBLE), None)
    gives = kind is None or kinds.gives(kind, sentence.text)
    return {
        "score": top.score,
        "gap": top.score - second,
        "cover_text": features["cover_text"],
        "cover_head": features["cover_head"],
        "cover_any": features["cover_any"],
        "focus": features["focus"],
        "dense": features["dense"],
        "dense_clause": features["dense_clause"],
        "bigrams": features["bigrams"],
        "run": features["run"],
        "kind": features["kind"],
        "bound": features["bound"] if question.wants(*kinds.NUMERIC) else 0.6,
        "year": features["year"],
        "tense": features["tense"],
        "missing": sum(weight for _, weight in rest) / question.weight,
        "missing_most": rest[0][1] if rest else 0.0,
        "missing_text_most": rest_text[0][1] if rest_text else 0.0,
        "missing_name": max((w for t, w in rest if t.name), default=0.0),
        "not_given": float(not gives),
        "no_contact": float(question.wants(Kind.CONTACT) and not kinds.gives(Kind.CONTACT, sentence.text)),
        "no_money": float(question.wants(Kind.MONEY) and not kinds.gives(Kind.MONEY, sentence.text)),
        "no_date": float(question.wants(Kind.DATE) and not kinds.gives(Kind.DATE, sentence.text)),
        "no_organ": float(question.wants(Kind.ORGAN) and not kinds.gives(Kind.ORGAN, sentence.text)),
        "numeric": float(question.wants(*kinds.NUMERIC)),
        "listing": float(question.wants(Kind.LIST)),
        "terms": min(len(question.terms), 10) / 10,
    }


def missing_names(question: Question, ranked: Sequence[Evidence]) -> tuple[str, ...]:
    """The asker's words that the nearest sentence does not hold, heaviest first, without figures."""
    sentence = ranked[0].sentence
    rest = uncovered(question, [sentence.text, sentence.head, sentence.above])
    return tuple(dict.fromkeys(term.text for term, _ in rest if not any(c.isdigit() for c in term.text)))
