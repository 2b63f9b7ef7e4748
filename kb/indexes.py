"""Keeps the derived indexes equal to the store: what it has and they lack is added, what they have beyond it dropped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.chunk import Chunk, chunks
from kb.embedder import Embedder, Vectors
from kb.lexical import DocumentIndex, LexicalIndex
from kb.store import Store
from kb.vectors import VectorIndex, drop_others, open_chroma

Progress = Callable[[int, int], None]
_MODEL_KEY = "embedding_model"
_CLAUSES, _SENTENCES = "clauses", "sentences"


@dataclass(frozen=True, slots=True)
class Difference:
    """Ids that an index lacks or has too many of."""

    lexical_missing: frozenset[str]
    lexical_extra: frozenset[str]
    vectors_missing: frozenset[str]
    vectors_extra: frozenset[str]

    @property
    def clean(self) -> bool:
        return not (self.lexical_missing or self.lexical_extra or self.vectors_missing or self.vectors_extra)


class Indexes:
    """The lexical and the two vector indexes (whole clauses; their sentences) of one home."""

    def __init__(self, home: Path, store: Store, embedder: Embedder | None) -> None:
        self._store = store
        self._lock = threading.Lock()
        self.embedder = embedder
        self.lexical = LexicalIndex(home / "lexical")
        self.documents = DocumentIndex(home / "lexical-documents")
        self.clauses: VectorIndex | None = None
        self.sentences: VectorIndex | None = None
        if embedder is not None:
            self._client = open_chroma(home / "chroma")
            self.clauses = VectorIndex(self._client, _CLAUSES, embedder, home / "vectors")
            self.sentences = VectorIndex(self._client, _SENTENCES, embedder, home / "vectors")

    def former_model(self) -> str | None:
        """The model that made this home's vectors, while those of the model now set are not complete."""
        known = self._store.meta(_MODEL_KEY)
        return None if self.embedder is None or known in (None, self.embedder.name) else known

    def difference(self) -> Difference:
        """Compares ids; ids derive from content, so equal ids mean equal texts."""
        wanted_clauses = self._store.clause_ids()
        have = self.lexical.ids()
        missing: set[str] = set()
        extra: set[str] = set()
        if self.clauses is not None and self.sentences is not None:
            wanted = self._wanted_chunks()
            stored = self.clauses.ids() | self.sentences.ids()
            missing, extra = set(wanted) - stored, stored - set(wanted)
        return Difference(
            frozenset(wanted_clauses - have),
            frozenset(have - wanted_clauses),
            frozenset(missing),
            frozenset(extra),
        )

    def sync_lexical(self) -> None:
        """Makes every committed clause findable by its words; takes milliseconds."""
        with self._lock:
            wanted, have = self._store.clause_ids(), self.lexical.ids()
            if have - wanted:
                self.lexical.remove(sorted(have - wanted))
            if wanted - have:
                found = self._store.get(sorted(wanted - have))
                self.lexical.add(sorted(found.values(), key=lambda c: (c.document_id, c.ordinal)))
            self._sync_documents()

    def _sync_documents(self) -> None:
        wanted, have = self._store.contents(), self.documents.contents()
        changed = [one for one in wanted if have.get(one) != wanted[one]]
        gone = [one for one in have if one not in wanted]
        if changed or gone:
            titles = {document.id: document.title for document in self._store.documents()}
            texts = (
                (one, wanted[one], "\n".join([titles[one], *(clause.text for clause in self._store.clauses(one))]))
                for one in changed
            )
            self.documents.change(texts, gone)

    def sync_vectors(self, progress: Progress | None = None) -> None:
        """Embeds what has no vector yet. May be interrupted: what is done stays done."""
        if self.embedder is None or self.clauses is None or self.sentences is None:
            return
        with self._lock:
            wanted = self._wanted_chunks().values()
            todo = _reconcile(self.clauses, [chunk for chunk in wanted if chunk.whole])
            parts = _reconcile(self.sentences, [chunk for chunk in wanted if not chunk.whole])
            total = len(todo) + len(parts)
            # Whole clauses first: retrieval profits before the sentences are done.
            self.clauses.add(todo, lambda done, _: progress(done, total) if progress else None)
            self.sentences.add(parts, lambda done, _: progress(len(todo) + done, total) if progress else None)
            self.clauses.matrix()  # reading back what was just stored is quicker here than before the next question
            drop_others(self._client, (_CLAUSES, _SENTENCES), self.embedder)
            self._store.set_meta(_MODEL_KEY, self.embedder.name)

    def vectors(self, chunk_ids: Sequence[str]) -> dict[str, Vectors]:
        """Stored vectors of whole clauses and of sentences; unknown ids are left out."""
        if self.clauses is None or self.sentences is None:
            return {}
        return self.clauses.vectors(chunk_ids) | self.sentences.vectors(chunk_ids)

    def _wanted_chunks(self) -> dict[str, Chunk]:
        titles = {document.id: document.title for document in self._store.documents()}
        return {
            chunk.id: chunk
            for clause in self._store.all_clauses()
            for chunk in chunks(clause, titles[clause.document_id])
        }


def _reconcile(index: VectorIndex, wanted: Sequence[Chunk]) -> list[Chunk]:
    """Drops what an index has beyond `wanted`; returns what it lacks."""
    have = index.ids()
    index.remove(sorted(have - {chunk.id for chunk in wanted}))
    return [chunk for chunk in wanted if chunk.id not in have]
