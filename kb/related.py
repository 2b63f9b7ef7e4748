"""What else could be asked after an answer: headings beside those of its clauses, in the documents' own words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ingest.types import Clause
from kb import wording
from kb.text import fold
from kb.types import Answer

_MOST = 3
_SHORTEST, _LONGEST = 3, 24  # characters of a heading that reads well in a question


def related_questions(answer: Answer, clauses_of: Callable[[str], Sequence[Clause]], asked: Sequence[str]) -> list[str]:
    """Questions for the sections nearest to what the first citation says, none of them asked before.

    Nothing for a refusal: what lies beside a clause that does not answer is no better.
    """
    if answer.abstained or not answer.citations:
        return []
    first = answer.citations[0]
    clauses = clauses_of(first.document_id)
    cited = {citation.clause_id for citation in answer.citations}
    said = fold("".join(asked))
    found: dict[str, None] = {}
    for heading in _beside(first.clause_id, clauses, cited):
        if _SHORTEST <= len(heading) <= _LONGEST and fold(heading) not in said:
            found[wording.related(heading)] = None
        if len(found) == _MOST:
            break
    return list(found)


def _beside(clause_id: str, clauses: Sequence[Clause], cited: set[str]) -> Iterator[str]:
    """Headings of the sections beside a clause, then of those beside the section it is in, and so on outwards."""
    by_id = {clause.id: clause for clause in clauses}
    at = by_id.get(clause_id)
    while at is not None:
        for other in _following_first(at, [c for c in clauses if c.parent_id == at.parent_id and c.heading]):
            if other.id != at.id and other.id not in cited and other.heading:
                yield other.heading.strip("。：:；;，, ")
        at = by_id.get(at.parent_id) if at.parent_id else None


def _following_first(at: Clause, siblings: Sequence[Clause]) -> list[Clause]:
    return sorted(siblings, key=lambda c: (c.ordinal < at.ordinal, abs(c.ordinal - at.ordinal)))
