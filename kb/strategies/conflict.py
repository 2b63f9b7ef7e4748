"""Two documents that give different figures for what is asked: both are shown, the one of higher rank first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.types import Document
from kb import kinds
from kb.evidence import Evidence
from kb.hierarchy import rank
from kb.numbers import quantities
from kb.places import places
from kb.query import Question
from kb.strategies.draft import Draft, Support

# How near the other document's sentence must come to the one that answers.
_COVER, _COVER_GAP = 0.75, 0.1  # share of the question's weight that it holds, and how much less it may hold
_BOUND = 0.6  # share of it beside the figure
_SCORE_GAP = 1.5


def conflicting(question: Question, draft: Draft, ranked: Sequence[Evidence]) -> Evidence | None:
    """The best sentence of another document that gives other figures of the kind asked for."""
    kind = kinds.first_visible(question.kinds)
    if kind not in kinds.NUMERIC or not ranked:
        return None
    documents = {support.clause.document_id for support in draft.supports}
    top = ranked[0]
    if len(documents) != 1 or top.sentence.clause.document_id not in documents:
        return None
    said = _figures(top, question)
    asked_places = set(places(question.text))
    for other in ranked[1:]:
        if top.score - other.score > _SCORE_GAP:
            return None
        near = (
            other.features["cover_head"] >= max(_COVER, top.features["cover_head"] - _COVER_GAP)
            and other.features["bound"] >= _BOUND
            and other.features["year"] >= 0
        )
        elsewhere = asked_places and not asked_places & set(places(other.sentence.title))
        if other.sentence.clause.document_id in documents or not near or elsewhere:
            continue
        figures = _figures(other, question)
        if figures and said and not figures & said:
            return other
    return None


def both(draft: Draft, other: Evidence, documents: Mapping[str, Document]) -> Draft:
    """The draft with the sentence that contradicts it, by falling rank."""
    sentence = other.sentence
    supports = [*draft.supports, Support(sentence.clause, sentence.start, sentence.end)]
    supports.sort(key=lambda support: rank(documents[support.clause.document_id]).order)
    return replace(draft, supports=tuple(supports))


def _figures(one: Evidence, question: Question) -> set[tuple[str, str]]:
    """Figures of the kind asked for, with their units."""
    kind = kinds.first_visible(question.kinds)
    return {
        (f"{q.value.normalize():f}", q.unit)
        for q in quantities(one.sentence.text)
        if kind is not None and kinds.gives(kind, str(q), question.figures, question.unit)
    }
