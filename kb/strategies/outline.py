"""Questions for the parts of a heading: "有哪几条基本原则", "保障措施有哪些" → the headings below it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.numerals import to_int
from ingest.sentences import sentences
from ingest.types import Clause
from kb.kinds import Kind
from kb.query import Question, content_words
from kb.strategies.draft import Draft, Support
from kb.text import fold

_NAMED = 0.75  # share of the heading's words that the question must have
_MEANT = 0.6  # share of the question's words that the heading, those above it and the title must explain
_MOST = 12
_COUNTED = re.compile(r"([二两三四五六七八九十]{1,2}|(?<!\d)\d{1,2}(?!\d))(?:大|条|项|点|类|种|个|块|方面)")
_NEAREST = 5  # of the nearest clauses, so many are looked at


def parts_of_heading(
    question: Question,
    candidates: Sequence[Clause],
    children: Mapping[str, Sequence[Clause]],
    titles: Mapping[str, str],
) -> Draft | None:
    """The child headings of the best matching heading among `candidates`, each cited as it stands."""
    if not question.wants(Kind.LIST, Kind.COUNT):
        return None
    best: tuple[float, Clause] | None = None
    for heading in candidates:
        parts = [part for part in children.get(heading.id, ()) if part.heading]
        if heading.kind != "heading" or heading.heading is None or len(parts) < 2:
            continue
        named = _named(question, heading.heading)
        meant = _explained(question, heading, titles.get(heading.document_id, ""))
        if named >= _NAMED and meant >= _MEANT and (best is None or named + meant > best[0]):
            best = (named + meant, heading)
    if best is None:
        return None
    return _listed(best[1], children)


def counted_parts(
    question: Question,
    nearest: Sequence[Clause],
    candidates: Sequence[Clause],
    children: Mapping[str, Sequence[Clause]],
) -> Draft | None:
    """The child headings of the heading that has as many as the question counts ("四个短板") among the nearest clauses."""
    counts = {_count(number) for number in _COUNTED.findall(question.text)} - {0, 1}
    best: tuple[int, Clause] | None = None
    for heading in candidates:
        below = {part.id for part in children.get(heading.id, ()) if part.heading}
        if heading.kind != "heading" or len(below) not in counts:
            continue
        found = sum(clause.id in below for clause in nearest[:_NEAREST])
        if found >= max(2, len(below) - 2) and (best is None or found > best[0]):
            best = (found, heading)
    return _listed(best[1], children) if best else None


def _count(number: str) -> int:
    return int(number) if number.isdigit() else to_int(number.replace("两", "二"))


def _listed(heading: Clause, children: Mapping[str, Sequence[Clause]]) -> Draft:
    parts = [part for part in children[heading.id] if part.heading][:_MOST]
    supports = tuple(Support(part, *sentences(part.text)[0]) for part in parts)
    return Draft(supports, lead=f"“{heading.heading}”部分列出{len(parts)}项：")


def _named(question: Question, heading: str) -> float:
    """Share of the heading's words that stand in the question, themselves or by another name."""
    words = content_words(heading)
    found = 0
    for word in words:
        others = any(other == word.text for term in question.terms for other, _ in term.others)
        found += word.text in question.text or others
    return found / len(words) if words else 0.0


def _explained(question: Question, heading: Clause, title: str) -> float:
    texts = [fold(heading.heading or ""), *(fold(part) for part in heading.path), fold(title)]
    explained = sum(term.weight * max(term.match(text) for text in texts) for term in question.terms)
    return explained / question.weight
