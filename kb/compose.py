"""From a Draft to an Answer: statements with numbered citations, each quote verbatim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.types import Clause, Document
from kb.strategies.draft import Draft, Support
from kb.types import Answer, Citation, Hit, Statement


def merge(supports: Sequence[Support]) -> list[Support]:
    """Neighbouring sentences of one clause become one quote; order stays."""
    merged: list[Support] = []
    for support in supports:
        last = merged[-1] if merged else None
        joins = (
            last is not None
            and last.clause.id == support.clause.id
            and last.text is None
            and support.text is None
            and last.clause.text[last.end : support.start].strip() == ""
            and last.end <= support.start
        )
        if last is not None and joins:
            merged[-1] = Support(support.clause, last.start, support.end)
        else:
            merged.append(support)
    return merged


def text_of(statements: Sequence[Statement], lead: str | None = None) -> str:
    """The statements a line each, with the marks of their citations; the lead before them."""
    lines = [f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in statements]
    return "\n".join([lead, *lines] if lead else lines)


def citation(n: int, clause: Clause, documents: Mapping[str, Document], quote: str) -> Citation:
    document = documents[clause.document_id]
    return Citation(
        n=n,
        document=document.title,
        number=document.number,
        document_id=document.id,
        clause_id=clause.id,
        label=clause.label,
        path=(*clause.path, *((clause.heading,) if clause.heading else ())),
        page=clause.page,
        quote=quote,
        text=clause.text,
    )


def answer(
    question: str,
    draft: Draft,
    documents: Mapping[str, Document],
    retrieved: Sequence[Hit],
    notice: str | None = None,
    reading: str | None = None,
) -> Answer:
    """One statement and one citation for each support."""
    statements: list[Statement] = []
    citations: list[Citation] = []
    for n, support in enumerate(merge(draft.supports), 1):
        clause = support.clause
        citations.append(citation(n, clause, documents, support.quote))
        statements.append(Statement(support.text or support.quote, (n,)))
    return Answer(
        question=question,
        text=text_of(statements, draft.lead),
        abstained=False,
        statements=tuple(statements),
        citations=tuple(citations),
        retrieved=tuple(retrieved),
        notice=notice,
        reading=reading,
    )
