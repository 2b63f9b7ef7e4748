"""Whether the evidence answers the question: signals, weighed by boosted trees, against a threshold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb import kinds
from kb.evidence import Evidence, Sentence, uncovered
from kb.kinds import Kind
from kb.places import places, related
from kb.query import Question
from kb.ranking import Model

_STRANGE = 0.99  # share of a question's weight that no document has, from which it is about something else


def answered(question: Question, ranked: Sequence[Evidence], model: Model) -> bool:
    """Whether the best sentence answers: it shares a word and the place with the question, and the model says so."""
    if not ranked:
        return False
    found = signals(question, ranked)
    return found["unknown"] < _STRANGE and not found["foreign"] and model.answers.probability(found) >= model.threshold


def signals(question: Question, ranked: Sequence[Evidence]) -> dict[str, float]:
    """What speaks for and against an answer, from the best sentence and what it leaves unsaid."""
    top = ranked[0]
    sentence, features = top.sentence, top.features
    rest = uncovered(question, [sentence.text, sentence.head, sentence.above, sentence.lead, sentence.title])
    rest_text = uncovered(question, [sentence.text, sentence.head, sentence.lead, sentence.itself])
    kind = kinds.first_visible(question.kinds)
    numeric = kind in kinds.NUMERIC
    dense = sorted(one.features["dense"] for one in ranked)
    others = [one for one in ranked if one.sentence.clause.id != sentence.clause.id]
    return {
        "score": top.score,
        "cover_text": features["cover_text"],
        "cover_head": features["cover_head"],
        "cover_any": features["cover_any"],
        "focus": features["focus"],
        "dense": features["dense"],
        "dense_clause": features["dense_clause"],
        "bigrams": features["bigrams"],
        "run": features["run"],
        "kind": features["kind"],
        "bound": features["bound"] if numeric else 0.6,
        "year": features["year"],
        "tense": features["tense"],
        "missing": sum(weight for _, weight in rest) / question.weight,
        "missing_most": rest[0][1] if rest else 0.0,
        "missing_text_most": rest_text[0][1] if rest_text else 0.0,
        "missing_name": max((w for t, w in rest if t.name), default=0.0),
        "attribute": features["attribute"],
        "unknown": _unknown(question, sentence),
        "foreign": float(_foreign(question, sentence)),
        "beside": features["beside"],
        "sort": features["sort"],
        "asked": features["asked"],
        "place": features["place"],
        "no_number": float(numeric and features["kind"] < 0),
        "no_contact": float(kind is Kind.CONTACT and features["kind"] < 0),
        "no_reason": float(kind is Kind.REASON and features["kind"] < 0),
        "no_organ": float(kind is Kind.ORGAN and features["kind"] < 0),
        "other_year": float(numeric and features["year"] < -0.5),
        "other_tense": float(numeric and features["tense"] < 0),
        "unbound": float(numeric) * max(0.0, 0.6 - features["bound"]),
        "contrast": features["dense"] - dense[len(dense) // 2],
        "ahead": top.score - (others[0].score if others else top.score),
        "numeric": float(numeric),
        "listing": float(question.wants(Kind.LIST)),
    }


def _unknown(question: Question, sentence: Sentence) -> float:
    """Share of the question, its place and document aside, that no document has by any name."""
    terms = [term for term in question.terms if not term.match(sentence.title)]
    weight = sum(term.weight for term in terms)
    return sum(term.weight for term in terms if not term.known) / weight if weight else 0.5


def _foreign(question: Question, sentence: Sentence) -> bool:
    """Whether a document of one place is asked about another, which neither holds it nor lies in it."""
    own, asked = places(sentence.title), places(question.text)
    said = sentence.title + sentence.above + sentence.around
    return bool(own and asked) and not any(place in said or any(related(place, one) for one in own) for place in asked)


def missing_names(question: Question, ranked: Sequence[Evidence]) -> tuple[str, ...]:
    """The asker's words that the nearest sentence does not hold, heaviest first, without figures."""
    sentence = ranked[0].sentence
    rest = uncovered(question, [sentence.text, sentence.head, sentence.above])
    words = (term.text for term, _ in rest if not re.search(r"\d|^[百千万亿]*(元|亩|家|人|件)$", term.text))
    return tuple(dict.fromkeys(words))
