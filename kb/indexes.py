"""Keeps the derived indexes equal to the store: works off the journal, and compares everything where that is not enough."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from ingest.chunk import Chunk, chunks, sentence_chunk_id
from ingest.ids import digest
from ingest.types import Clause
from kb import vocabulary
from kb.embedder import Embedder, Vectors
from kb.errors import VectorsUnreachable
from kb.journal import Entry, Target
from kb.lexical import DocumentIndex, LexicalIndex
from kb.schema import COMPARE_KEY
from kb.store import Store
from kb.tokenize import DATA
from kb.vectors import Connection, VectorIndex

Progress = Callable[[int, int], None]
_MODEL_KEY, _WORDS_KEY, _HOME_KEY = "embedding_model", "word_list", "home_id"
_CLAUSES, _SENTENCES = "clauses", "sentences"
_LEXICAL_BATCH = 20_000  # clauses written to the lexical index at a time
_VECTOR_READ = 2_048  # clauses read at a time, so that texts of like length can share a batch
_VECTOR_BATCH = 64  # chunks embedded at a time: what an interruption may cost


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

    def __init__(self, home: Path, store: Store, embedder: Embedder | None, chroma_url: str | None = None) -> None:
        """Vectors are kept in the home, or on the Chroma server at `chroma_url`."""
        self._store = store
        self._journal = store.journal
        self._lexical_lock, self._vector_lock = threading.Lock(), threading.Lock()
        self.embedder = embedder
        self.lexical = LexicalIndex(home / "lexical")
        self.documents = DocumentIndex(home / "lexical-documents")
        self.clauses: VectorIndex | None = None
        self.sentences: VectorIndex | None = None
        if embedder is not None:
            self._connection = Connection(home / "chroma", chroma_url, _home_id(store) if chroma_url else "")
            self.clauses = VectorIndex(self._connection, _CLAUSES, embedder, home / "vectors")
            self.sentences = VectorIndex(self._connection, _SENTENCES, embedder, home / "vectors")

    def former_model(self) -> str | None:
        """The model that made this home's vectors, while those of the model now set are not complete."""
        known = self._store.meta(_MODEL_KEY)
        return None if self.embedder is None or known in (None, self.embedder.name) else known

    def unreachable(self) -> str | None:
        """Why the vectors cannot be had now; None where they can, and where there are none."""
        if self.embedder is None:
            return None
        try:
            self._connection.client()
        except VectorsUnreachable as error:
            return str(error)
        return None

    def reload(self) -> None:
        """Shows what another process has written."""
        self.lexical.reload()
        self.documents.reload()
        for index in (self.clauses, self.sentences):
            if index is not None:
                index.reload()

    # --- the usual: only what the journal names -------------------------------------------------

    def sync_lexical(self, wait: float = 60.0) -> None:
        """Makes every committed clause findable by its words. Raises IndexBusy after `wait` seconds of another's work."""
        with self._lexical_lock:
            words = digest((DATA / "terms.txt").read_text("utf-8"))
            if self._store.meta(_WORDS_KEY) != words:  # texts are cut otherwise than before
                self._journal.add("lexical", [clause.id for clause in self._store.all_clauses()])
                self._store.set_meta(_WORDS_KEY, words)
            try:
                self._work_off_lexical(wait)
            except ValueError:  # the index cannot be written to: tantivy raises it for every kind of damage
                self.lexical.clear()
            self.lexical.reload()
            if self.lexical.count() != self._store.clause_count():
                self._journal.add("lexical", sorted(self._store.clause_ids() ^ self.lexical.ids()))
                self._work_off_lexical(wait)
            try:
                self._sync_documents(wait)
            except ValueError:
                self.documents.clear()
                self._sync_documents(wait)

    def sync_vectors(self, progress: Progress | None = None) -> None:
        """Embeds what has no vector yet. May be interrupted: what is done stays done."""
        if self.embedder is None or self.clauses is None or self.sentences is None:
            return
        with self._vector_lock:
            model = self._store.meta(_MODEL_KEY)
            if self._store.meta(COMPARE_KEY) == "yes" or model not in (None, self.embedder.name):
                self._compare_vectors(self.clauses, self.sentences)
                self._store.set_meta(COMPARE_KEY, "done")
            worked = False
            for attempt in range(2):
                # Whole clauses first: retrieval profits before the sentences are done.
                count = _Counter(self._journal.count("clauses") + self._journal.count("sentences"), progress)
                self._work_off_vectors("clauses", self.clauses, count)
                self._work_off_vectors("sentences", self.sentences, count)
                worked |= count.done > 0
                if attempt or self.clauses.count() == self._store.clause_count():
                    break
                self._compare_vectors(self.clauses, self.sentences)
            for index in (self.clauses, self.sentences):
                index.flush()
            if worked:
                self._journal.changed()
            self._connection.drop_others((_CLAUSES, _SENTENCES), self.embedder)
            self._store.set_meta(_MODEL_KEY, self.embedder.name)

    def _work_off_lexical(self, wait: float) -> None:
        while entries := self._journal.next("lexical", _LEXICAL_BATCH):
            found = self._store.get([entry.clause_id for entry in entries])
            gone = [entry.clause_id for entry in entries if entry.clause_id not in found]
            ordered = sorted(found.values(), key=lambda clause: (clause.document_id, clause.ordinal))
            vocabulary.remember(self._store.database, self.lexical.update(ordered, gone, wait))
            self._journal.done("lexical", entries)

    def _work_off_vectors(self, target: Target, index: VectorIndex, count: _Counter) -> None:
        titles = self._titles()
        while entries := self._journal.next(target, _VECTOR_READ):
            found = self._store.get([entry.clause_id for entry in entries])
            work = [(entry, _wanted(found.get(entry.clause_id), target, titles)) for entry in entries]
            index.remove([old for entry, wanted in work for old in _stale(entry, wanted, target)])
            work.sort(key=lambda pair: sum(len(chunk.text) for chunk in pair[1]))
            for batch in _batches(work):
                index.add([chunk for _, wanted in batch for chunk in wanted])
                self._journal.done(target, [entry for entry, _ in batch])
                count.add(len(batch))

    # --- the exception: everything is compared --------------------------------------------------

    def difference(self) -> Difference:
        """Compares the ids of everything. Takes time and memory in proportion to the whole home."""
        wanted_clauses = self._store.clause_ids()
        have = self.lexical.ids()
        missing: set[str] = set()
        extra: set[str] = set()
        if self.clauses is not None and self.sentences is not None:
            titles = self._titles()
            everything = self._store.all_clauses()
            wanted = {chunk.id for clause in everything for chunk in chunks(clause, titles[clause.document_id])}
            stored = self.clauses.ids() | self.sentences.ids()
            missing, extra = wanted - stored, stored - wanted
        return Difference(
            frozenset(wanted_clauses - have),
            frozenset(have - wanted_clauses),
            frozenset(missing),
            frozenset(extra),
        )

    def repair(self, progress: Progress | None = None) -> None:
        """Compares the ids of everything and makes good what is missing or too much."""
        with self._lexical_lock:
            self._journal.add("lexical", sorted(self._store.clause_ids() ^ self.lexical.ids()))
        self._store.set_meta(COMPARE_KEY, "yes")
        self.sync_lexical()
        self.sync_vectors(progress)

    def _sync_documents(self, wait: float) -> None:
        wanted, have = self._store.contents(), self.documents.contents()
        changed = [one for one in wanted if have.get(one) != wanted[one]]
        gone = [one for one in have if one not in wanted]
        if changed or gone:
            titles = self._titles()
            texts = (
                (one, wanted[one], "\n".join([titles[one], *(clause.text for clause in self._store.clauses(one))]))
                for one in changed
            )
            self.documents.change(texts, gone, wait)

    def _titles(self) -> dict[str, str]:
        return {document.id: document.title for document in self._store.documents()}

    def _compare_vectors(self, clauses: VectorIndex, sentences: VectorIndex) -> None:
        """Drops vectors of what is no longer there; notes the clauses that lack some."""
        have = clauses.ids() | sentences.ids()
        lacking: dict[Target, dict[str, None]] = {"clauses": {}, "sentences": {}}
        titles = self._titles()
        for clause in self._store.all_clauses():
            for chunk in chunks(clause, titles[clause.document_id]):
                if chunk.id in have:
                    have.discard(chunk.id)
                else:
                    lacking["clauses" if chunk.whole else "sentences"][clause.id] = None
        clauses.remove(sorted(have))
        sentences.remove(sorted(have))
        for target, clause_ids in lacking.items():
            self._journal.add(target, clause_ids)

    def vectors(self, chunk_ids: Sequence[str]) -> dict[str, Vectors]:
        """Stored vectors of whole clauses and of sentences; unknown ids are left out."""
        if self.clauses is None or self.sentences is None:
            return {}
        try:
            return self.clauses.vectors(chunk_ids) | self.sentences.vectors(chunk_ids)
        except VectorsUnreachable:  # said by `notice`, and logged by the search before
            return {}


def _home_id(store: Store) -> str:
    """The name of this home on a server that several homes share."""
    if store.meta(_HOME_KEY) is None:
        store.set_meta(_HOME_KEY, uuid4().hex[:12], keep=True)
    return store.meta(_HOME_KEY) or ""


class _Counter:
    """Tells how far work on the vectors is."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.done, self._total, self._progress = 0, total, progress

    def add(self, count: int) -> None:
        self.done += count
        if self._progress:
            self._progress(self.done, max(self._total, self.done))


def _wanted(clause: Clause | None, target: Target, titles: Mapping[str, str]) -> list[Chunk]:
    if clause is None:
        return []
    # a document taken out in between has no title any more; the journal then names its clauses again
    made = chunks(clause, titles.get(clause.document_id, ""))
    return [chunk for chunk in made if chunk.whole == (target == "clauses")]


def _stale(entry: Entry, chunks_now: Iterable[Chunk], target: Target) -> Iterator[str]:
    """Chunks that the index may hold of a clause's former text and that its text now does not have."""
    wanted = {chunk.id for chunk in chunks_now}
    former = (
        [entry.clause_id]
        if target == "clauses"
        else [sentence_chunk_id(entry.clause_id, i, entry.stale) for i in range(entry.stale if entry.stale > 1 else 0)]
    )
    return (chunk_id for chunk_id in former if chunk_id not in wanted)


def _batches(work: Iterable[tuple[Entry, list[Chunk]]]) -> Iterator[list[tuple[Entry, list[Chunk]]]]:
    """Clauses in groups of about `_VECTOR_BATCH` chunks, each clause whole."""
    batch: list[tuple[Entry, list[Chunk]]] = []
    size = 0
    for one in work:
        batch.append(one)
        size += len(one[1])
        if size >= _VECTOR_BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
