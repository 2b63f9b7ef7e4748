"""Clause → Chunks: what is embedded. Headings go into the indexed text, never into what is quoted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.sentences import sentences
from ingest.types import Clause


@dataclass(frozen=True, slots=True)
class Chunk:
    """A text to embed. `start`/`end` give its place in the clause's text.

    The whole clause is one chunk (id = clause id); each of its sentences, where there are several, is another.
    """

    id: str
    clause_id: str
    document_id: str
    text: str
    start: int
    end: int

    @property
    def whole(self) -> bool:
        """Whether this is the whole clause, not one of its sentences."""
        return self.id == self.clause_id


def sentence_chunk_id(clause_id: str, index: int, count: int) -> str:
    """Id of the chunk that holds a sentence: a clause of one sentence has one chunk only."""
    return f"{clause_id}#{index}" if count > 1 else clause_id


def chunks(clause: Clause, title: str) -> Iterator[Chunk]:
    """The clause's chunks, the whole clause first. `title` is its document's.

    An article goes with the title of its statute, any other clause with the headings above it: measured, the other
    way round is worse for both, since the title of one long document makes all its clauses alike.
    """
    heading = clause.heading if clause.heading and not clause.text.startswith(clause.heading) else None
    article = clause.kind in ("article", "item")
    context = title if article else " ".join(part for part in (*clause.path[-2:], heading) if part)
    whole = f"{context} {clause.text}".strip()
    yield Chunk(clause.id, clause.id, clause.document_id, whole, 0, len(clause.text))
    spans = sentences(clause.text)
    if len(spans) < 2:
        return
    for i, (start, end) in enumerate(spans):
        text = f"{clause.heading or ''} {clause.text[start:end]}".strip()
        yield Chunk(sentence_chunk_id(clause.id, i, len(spans)), clause.id, clause.document_id, text, start, end)
