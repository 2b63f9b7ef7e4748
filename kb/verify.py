"""The gate on a whole answer: a statement is shown only if what it cites exists, is quoted verbatim, and says it."""

from __future__ import annotations

from dataclasses import replace

from kb.compose import text_of
from kb.gate.check import Ground, Writer, faults
from kb.types import Answer, Citation, Removed, Statement


def supported(answer: Answer) -> Answer:
    """The answer without the statements that their citations do not carry; these are kept as `removed`."""
    by_number = {citation.n: citation for citation in answer.citations}
    kept, removed = [], []
    for statement in answer.statements:
        cited = [by_number[n] for n in statement.citations if n in by_number]
        if reasons := objections(statement, cited):
            removed.append(Removed(statement.text, statement.citations, reasons))
        else:
            kept.append(statement)
    if not removed:
        return answer
    used = {n for statement in kept for n in statement.citations}
    return replace(
        answer,
        statements=tuple(kept),
        citations=tuple(c for c in answer.citations if c.n in used),
        text=text_of(kept),
        removed=(*answer.removed, *removed),
    )


def holds(statement: Statement, citations: list[Citation]) -> bool:
    """Whether the citations carry the statement."""
    return not objections(statement, citations)


def objections(statement: Statement, citations: list[Citation], writer: Writer = "clauses") -> tuple[str, ...]:
    """Why the citations do not carry the statement; () when they do. They are those that its numbers stand for."""
    if not citations or len(citations) != len(statement.citations):
        return ("没有引用条款，或引用了没有检索到的条款",)
    if not all(citation.quote and citation.quote in citation.text for citation in citations):
        return ("引文不在条款原文中",)
    return faults(statement.text, [Ground(c.quote, place_of(c)) for c in citations], writer)


def place_of(citation: Citation) -> str:
    """Where a citation stands, in words."""
    return "\n".join((citation.document, citation.number or "", *citation.path, citation.label))
