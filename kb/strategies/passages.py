"""Answers by sentences: the best one, and those beside it that the question still needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.evidence import Evidence
from kb.kinds import Kind
from kb.query import Question
from kb.strategies.draft import Draft, Support

_MOST_ITEMS = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How far behind the best score (in the ranker's units) a further sentence may lie to be shown.

    Found with `python -m eval.limits` on the visible sets: more is said more often right, and cites worse.
    """

    same_clause: float = 2.0
    list_same: float = 2.5
    list_other: float = 0.5
    gain: float = 0.25  # share of the question's weight that a sentence of another clause must add
    gain_gap: float = 1.5
    fact_most: int = 2
    list_most: int = 6
    reading: float = 2.0  # how far behind the first one's reading, in log-odds


LIMITS = Limits()


def best_sentences(question: Question, ranked: Sequence[Evidence], limits: Limits = LIMITS) -> Draft | None:
    """The sentences to show, in the order of the documents; None without evidence."""
    if not ranked:
        return None
    top = ranked[0]
    listing = question.wants(Kind.LIST, Kind.WAY) and not question.unit
    chosen = [top]
    most = limits.list_most if listing else limits.fact_most
    for candidate in ranked[1:40]:
        if len(chosen) >= most:
            break
        gap = top.score - candidate.score
        same = any(candidate.sentence.clause.id == one.sentence.clause.id for one in chosen)
        allowed = (
            (limits.list_same if listing else limits.same_clause) if same else (limits.list_other if listing else 0.0)
        )
        adds = _gain(question, chosen, candidate) >= limits.gain and gap < limits.gain_gap
        if _read_worse(top, candidate, limits.reading):
            continue
        if (gap < allowed or adds) and not candidate.features["title_like"] and not candidate.features["heading"]:
            chosen.append(candidate)
    supports = [support for one in chosen for support in _with_items(one)]
    order = {one.sentence.clause.id: i for i, one in reversed(list(enumerate(chosen)))}
    unique = {(s.clause.id, s.start): s for s in supports}
    return Draft(tuple(sorted(unique.values(), key=lambda s: (order[s.clause.id], s.start))))


def _read_worse(top: Evidence, candidate: Evidence, most: float) -> bool:
    """Whether the reader finds what is asked in the first sentence, and not in this one."""
    return top.reading is not None and candidate.reading is not None and top.reading - candidate.reading > most


def _gain(question: Question, chosen: Sequence[Evidence], candidate: Evidence) -> float:
    """Share of the question's weight that the candidate's sentence holds and no chosen one does."""
    total = 0.0
    for term in question.terms:
        have = max(max(term.match(one.sentence.text), term.match(one.sentence.head)) for one in chosen)
        now = max(term.match(candidate.sentence.text), term.match(candidate.sentence.head))
        total += term.weight * max(0.0, now - have)
    return total / question.weight


def _with_items(evidence: Evidence) -> list[Support]:
    """A sentence; where it opens a list ("…下列条件："), the items with it; an item with the opening before it."""
    sentence = evidence.sentence
    clause = sentence.clause
    own = Support(clause, sentence.start, sentence.end)
    if sentence.opens_list:
        items = [s for s in evidence.siblings if s.lead == sentence.text][:_MOST_ITEMS]
        return [own, *(Support(clause, s.start, s.end) for s in items)]
    if sentence.lead:
        opening = [s for s in evidence.siblings if s.opens_list and s.text == sentence.lead]
        return [*(Support(clause, s.start, s.end) for s in opening[:1]), own]
    return [own]
