"""The gate: a statement is shown only if its citations exist, quote verbatim, and hold every number it says."""

from __future__ import annotations

from dataclasses import replace

from kb.compose import text_of
from kb.numbers import quantities
from kb.types import Answer, Citation, Statement


def supported(answer: Answer) -> Answer:
    """The answer without the statements that their citations do not carry."""
    by_number = {citation.n: citation for citation in answer.citations}
    kept = tuple(s for s in answer.statements if holds(s, [by_number[n] for n in s.citations if n in by_number]))
    if kept == answer.statements:
        return answer
    cited = {n for statement in kept for n in statement.citations}
    return replace(
        answer,
        statements=kept,
        citations=tuple(c for c in answer.citations if c.n in cited),
        text=text_of(kept),
    )


def holds(statement: Statement, citations: list[Citation]) -> bool:
    """Whether every citation quotes its clause and every number of the statement is in a cited quote."""
    if not citations or len(citations) != len(statement.citations):
        return False
    if not all(citation.quote and citation.quote in citation.text for citation in citations):
        return False
    said = {(q.value, q.unit) for q in quantities(statement.text)}
    given = {(q.value, q.unit) for citation in citations for q in quantities(citation.quote)}
    return said <= given
