"""The vector index: the only module that knows Chroma, through langchain-chroma."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import islice
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma

from ingest.chunk import Chunk
from kb.embedder import Embedder, Vectors
from kb.matrix import Matrix, Row, load

_BATCH = 256  # texts embedded and stored at a time; all that an interruption loses
_READ = 2000  # vectors read back at a time


def open_chroma(path: Path) -> ClientAPI:
    """The embedded Chroma in a folder, with its telemetry off."""
    return chromadb.PersistentClient(str(path), ChromaSettings(anonymized_telemetry=False))


def collection_name(name: str, embedder: Embedder) -> str:
    """Each model has collections of its own, so that vectors of two models never meet."""
    return f"{name}-{hashlib.sha256(embedder.name.encode()).hexdigest()[:12]}"


def drop_others(client: ClientAPI, names: Iterable[str], embedder: Embedder) -> None:
    """Deletes the collections of every other model."""
    own = {collection_name(name, embedder) for name in names}
    for collection in client.list_collections():
        if collection.name not in own:
            client.delete_collection(collection.name)


class VectorIndex:
    """One Chroma collection of chunk vectors, cosine space, keyed by chunk id; searched exactly, through a copy."""

    def __init__(self, client: ClientAPI, name: str, embedder: Embedder, folder: Path) -> None:
        """`folder` is where the copy of the vectors lies."""
        self.model = embedder.name
        self._name = collection_name(name, embedder)
        self._file = folder / f"{self._name}.npy"
        self._chroma = Chroma(
            collection_name=self._name,
            client=client,
            embedding_function=embedder,
            collection_configuration={"hnsw": {"space": "cosine"}},
        )
        self._lock = threading.RLock()
        self._copy: Matrix | None = None
        self._changed = False  # the copy has what its file lacks

    def add(self, chunks: Sequence[Chunk], progress: Callable[[int, int], None] | None = None) -> None:
        """Embeds and stores chunks batch by batch, so that an interrupted run keeps what it has done."""
        # Texts of like length share a batch: the bar then moves evenly within one.
        ordered = iter(sorted(chunks, key=lambda chunk: len(chunk.text)))
        done = 0
        while batch := list(islice(ordered, _BATCH)):
            ids = [chunk.id for chunk in batch]
            self._change()
            self._chroma.add_texts(
                [chunk.text for chunk in batch],
                metadatas=[{"clause": chunk.clause_id, "document": chunk.document_id} for chunk in batch],
                ids=ids,
            )
            with self._lock:
                if self._copy is not None:
                    self._copy = self._copy.without(ids).with_rows(*self._stored(ids))
            done += len(batch)
            if progress:
                progress(done, len(chunks))

    def remove(self, chunk_ids: Iterable[str]) -> None:
        ids = iter(chunk_ids)
        while batch := list(islice(ids, 1000)):
            self._change()
            self._chroma.delete(batch)
            with self._lock:
                if self._copy is not None:
                    self._copy = self._copy.without(batch)

    def _change(self) -> None:
        """Before a change: the file of the copy goes, so that a crash cannot leave it with former vectors."""
        with self._lock:
            if not self._changed:
                self.matrix()
                self._file.unlink(missing_ok=True)
                self._changed = True

    def flush(self) -> None:
        """Writes the copy's file again after changes."""
        with self._lock:
            if self._changed:
                self.matrix().save(self._file)
                self._changed = False

    def reload(self) -> None:
        """Forgets the copy, so that what another process has written is read; not while this one writes."""
        with self._lock:
            if not self._changed:
                self._copy = None

    def count(self) -> int:
        """How many chunks the index holds."""
        return int(self._chroma._collection.count())

    def ids(self) -> set[str]:
        """Every chunk id in the index."""
        return set(self._chroma.get(include=[])["ids"])

    def search(self, vector: Vectors, k: int, documents: Collection[str] | None = None) -> dict[str, float]:
        """The clauses of the k nearest chunks with their cosine similarity to a question's vector, best first."""
        return self.matrix().search(vector, k, documents)

    def vectors(self, chunk_ids: Sequence[str]) -> dict[str, Vectors]:
        """Stored unit vectors of chunks; unknown ids are left out."""
        return self.matrix().vectors(chunk_ids)

    def all(self) -> tuple[list[str], Vectors]:
        """Clause ids and vectors of every chunk."""
        return self.matrix().all()

    def matrix(self) -> Matrix:
        """The copy, completed from Chroma: ids derive from content, so equal ids have equal vectors."""
        with self._lock:
            if self._copy is None:
                saved = load(self._file) or Matrix((), np.zeros((0, 0), np.float32))
                stored = self.ids()
                kept = saved.without(set(saved.ids) - stored)
                missing = sorted(stored - set(kept.ids))
                self._copy = kept.with_rows(*self._stored(missing))
                if self._copy is not saved:
                    self._copy.save(self._file)
            return self._copy

    def _stored(self, ids: Sequence[str]) -> tuple[list[Row], Vectors]:
        """Rows and unit vectors out of Chroma, in the order of their ids."""
        rows: list[Row] = []
        parts: list[Vectors] = []
        for start in range(0, len(ids), _READ):
            found = self._chroma.get(list(ids[start : start + _READ]), include=["embeddings", "metadatas"])
            order = sorted(range(len(found["ids"])), key=found["ids"].__getitem__)
            rows += [
                Row(found["ids"][i], str(found["metadatas"][i]["clause"]), str(found["metadatas"][i]["document"]))
                for i in order
            ]
            parts.append(np.asarray(found["embeddings"], dtype=np.float32)[order])
        return rows, np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)
