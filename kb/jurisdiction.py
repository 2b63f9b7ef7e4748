"""A document of a smaller place is no answer for a larger one: its figures are not shown, its rules are said to be local."""

from __future__ import annotations

from collections.abc import Mapping

from kb import kinds
from kb.places import contains, places
from kb.query import Question
from kb.strategies.draft import Draft, Support
from kb.text import fold


def beyond_its_place(question: Question, support: Support, title: str) -> str | None:
    """The larger place asked about, where the document is of a smaller one and its clause does not speak of the larger."""
    own, asked = places(fold(title)), places(question.text)
    if not own or any(place in own or any(contains(one, place) for one in own) for place in asked):
        return None
    said = fold(support.quote + (support.clause.heading or "") + title)
    for place in asked:
        if place not in said and any(contains(place, one) for one in own):
            return place
    return None


def within_place(question: Question, draft: Draft, titles: Mapping[str, str]) -> tuple[Draft | None, str | None]:
    """The draft without figures of another place; and the larger place whose question rules of a smaller one answer."""
    found = [(s, beyond_its_place(question, s, titles[s.clause.document_id])) for s in draft.supports]
    larger = next((place for _, place in found if place), None)
    if larger is None or not question.wants(*kinds.NUMERIC):
        return draft, larger
    kept = tuple(support for support, place in found if place is None)
    return (Draft(kept, grouped=draft.grouped) if kept else None), None if kept else larger
