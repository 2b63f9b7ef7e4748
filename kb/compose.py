"""From a Draft to an Answer: statements with numbered citations, each quote verbatim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.types import Clause, Document
from kb import wording
from kb.commitment import commitment
from kb.hierarchy import rank
from kb.strategies.draft import Draft, merge
from kb.types import Answer, Citation, Hit, Statement


def text_of(statements: Sequence[Statement], lead: str | None = None) -> str:
    """The statements a line each, with the marks of their citations; the lead before them, and above each group its
    name."""
    lines = [lead] if lead else []
    group = None
    for s in statements:
        if s.group and s.group != group:
            lines.append(s.group)
        group = s.group
        mark = wording.check_mark(s.check) if s.check else ""
        lines.append(f"{mark}{s.text} {''.join(f'[{n}]' for n in s.citations)}")
    return "\n".join(lines)


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
        document = documents[clause.document_id]
        citations.append(citation(n, clause, documents, support.quote))
        group = wording.group(document.title, rank(document).name) if draft.grouped else None
        text = support.text or support.quote
        statements.append(Statement(text, (n,), commitment(support.quote), group, support.check))
    return Answer(
        question=question,
        text=text_of(statements, draft.lead),
        abstained=False,
        statements=tuple(statements),
        citations=tuple(citations),
        retrieved=tuple(retrieved),
        notice=notice,
        lead=draft.lead,
        asks=draft.asks,
        reading=reading,
    )
