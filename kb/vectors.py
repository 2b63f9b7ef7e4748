"""The vector index: the only module that knows Chroma, through langchain-chroma."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError
from langchain_chroma import Chroma

from ingest.chunk import Chunk
from kb.embedder import Embedder, Vectors
from kb.errors import VectorsUnreachable
from kb.matrix import Matrix, Row, load

_BATCH = 256  # texts embedded and stored at a time; all that an interruption loses
_READ = 2000  # vectors read back at a time
_PROBE, _PATIENCE = 3.0, 60.0  # seconds to wait for a server's first word, and for any other
_PAUSE = 5.0  # seconds in which a server that was not there is not tried again: searches must not wait for it


class Connection:
    """The Chroma of a home: embedded in a folder, or a server. Connected when it is first needed."""

    def __init__(self, folder: Path, url: str | None = None, home_id: str = "") -> None:
        """`home_id` tells the collections of this home from those of others on a server."""
        self._folder, self._url = folder, url
        self._prefix = f"{home_id}-" if url else ""
        self._lock = threading.Lock()
        self._client: ClientAPI | None = None
        self._failed = -_PAUSE
        self.generation = 0  # grows with each connection: what was opened through a former one is void

    def client(self) -> ClientAPI:
        """Raises VectorsUnreachable when the server does not answer."""
        with self._lock:
            if self._client is None:
                self._client = self._server(self._url) if self._url else self._embedded()
                self.generation += 1
            return self._client

    @contextmanager
    def used(self) -> Iterator[None]:
        """What a server does wrong becomes VectorsUnreachable, and the next use connects anew."""
        try:
            yield
        except (httpx.HTTPError, ChromaError) as error:
            if self._url is None:
                raise
            self._client = None
            raise VectorsUnreachable.at(self._url, str(error) or type(error).__name__) from error

    def collection_name(self, name: str, embedder: Embedder) -> str:
        """Each model has collections of its own, so that vectors of two models never meet."""
        return f"{self._prefix}{name}-{hashlib.sha256(embedder.name.encode()).hexdigest()[:12]}"

    def drop_others(self, names: Iterable[str], embedder: Embedder) -> None:
        """Deletes this home's collections of every other model."""
        own = {self.collection_name(name, embedder) for name in names}
        with self.used():
            for collection in self.client().list_collections():
                if collection.name.startswith(self._prefix) and collection.name not in own:
                    self.client().delete_collection(collection.name)

    def _embedded(self) -> ClientAPI:
        return chromadb.PersistentClient(str(self._folder), ChromaSettings(anonymized_telemetry=False))

    def _server(self, url: str) -> ClientAPI:
        if time.monotonic() - self._failed < _PAUSE:
            raise VectorsUnreachable.at(url, "刚才没有应答")
        parts = urlsplit(url)
        try:
            # Chroma's own client waits for ever
            httpx.get(f"{url.rstrip('/')}/api/v2/heartbeat", timeout=_PROBE).raise_for_status()
            secure = parts.scheme == "https"
            client = chromadb.HttpClient(
                parts.hostname or "",
                parts.port or (443 if secure else 80),
                secure,
                settings=ChromaSettings(anonymized_telemetry=False),
            )
            client._server._session.timeout = _PATIENCE  # type: ignore[attr-defined]
        except (httpx.HTTPError, httpx.InvalidURL, ChromaError, ValueError) as error:
            self._failed = time.monotonic()
            raise VectorsUnreachable.at(url, str(error) or type(error).__name__) from error
        return client


class VectorIndex:
    """One Chroma collection of chunk vectors, cosine space, keyed by chunk id; searched exactly, through a copy."""

    def __init__(self, connection: Connection, name: str, embedder: Embedder, folder: Path) -> None:
        """`folder` is where the copy of the vectors lies."""
        self.model = embedder.name
        self._connection = connection
        self._name = connection.collection_name(name, embedder)
        self._file = folder / f"{self._name}.npy"
        self._embedder = embedder
        self._lock = threading.RLock()
        self._opened: tuple[int, Chroma] | None = None
        self._copy: Matrix | None = None
        self._added: list[tuple[list[Row], Vectors]] = []  # what the copy has yet to be given
        self._changed = False  # the copy has what its file lacks

    def _chroma(self) -> Chroma:
        client = self._connection.client()
        with self._lock:
            if self._opened is None or self._opened[0] != self._connection.generation:
                opened = Chroma(
                    collection_name=self._name,
                    client=client,
                    embedding_function=self._embedder,
                    collection_configuration={"hnsw": {"space": "cosine"}},
                )
                self._opened = (self._connection.generation, opened)
            return self._opened[1]

    def add(self, chunks: Sequence[Chunk], progress: Callable[[int, int], None] | None = None) -> None:
        """Embeds and stores chunks batch by batch, so that an interrupted run keeps what it has done."""
        # Texts of like length share a batch: the bar then moves evenly within one.
        ordered = iter(sorted(chunks, key=lambda chunk: len(chunk.text)))
        done = 0
        while batch := list(islice(ordered, _BATCH)):
            self._change()
            vectors = self._embedder.passages([chunk.text for chunk in batch])
            with self._connection.used():
                self._chroma()._collection.upsert(
                    ids=[chunk.id for chunk in batch],
                    embeddings=vectors,
                    documents=[chunk.text for chunk in batch],
                    metadatas=[{"clause": chunk.clause_id, "document": chunk.document_id} for chunk in batch],
                )
            with self._lock:
                rows = [Row(chunk.id, chunk.clause_id, chunk.document_id) for chunk in batch]
                self._added.append((rows, vectors))
            done += len(batch)
            if progress:
                progress(done, len(chunks))

    def remove(self, chunk_ids: Iterable[str]) -> None:
        ids = iter(chunk_ids)
        while batch := list(islice(ids, 1000)):
            self._change()
            with self._connection.used():
                self._chroma().delete(batch)
            with self._lock:
                self._copy = self.matrix().without(batch)

    def _change(self) -> None:
        """Before a change: the file of the copy goes, so that a crash cannot leave it with former vectors."""
        with self._lock:
            if not self._changed:
                self.matrix()
                self._file.unlink(missing_ok=True)
                self._changed = True

    def flush(self) -> None:
        """Writes the copy's file again after changes, and maps it."""
        with self._lock:
            if self._changed:
                self.matrix().save(self._file)
                self._copy = load(self._file)
                self._changed = False

    def reload(self) -> None:
        """Forgets the copy, so that what another process has written is read; not while this one writes."""
        with self._lock:
            if not self._changed:
                self._copy = None

    def count(self) -> int:
        """How many chunks the index holds."""
        with self._connection.used():
            return int(self._chroma()._collection.count())

    def ids(self) -> set[str]:
        """Every chunk id in the index."""
        with self._connection.used():
            return set(self._chroma().get(include=[])["ids"])

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
                completed = kept.with_rows(*self._stored(missing))
                if completed is not saved:
                    completed.save(self._file)
                self._copy = completed
                self._added.clear()
            elif self._added:
                rows = {
                    row.id: (row, vector)
                    for rows, vectors in self._added
                    for row, vector in zip(rows, vectors, strict=True)
                }
                found = [rows[one] for one in sorted(rows)]
                self._copy = self._copy.without(rows).with_rows(
                    [row for row, _ in found], np.stack([v for _, v in found])
                )
                self._added.clear()
            return self._copy

    def _stored(self, ids: Sequence[str]) -> tuple[list[Row], Vectors]:
        """Rows and unit vectors out of Chroma, in the order of their ids."""
        rows: list[Row] = []
        parts: list[Vectors] = []
        for start in range(0, len(ids), _READ):
            with self._connection.used():
                found = self._chroma().get(list(ids[start : start + _READ]), include=["embeddings", "metadatas"])
            order = sorted(range(len(found["ids"])), key=found["ids"].__getitem__)
            rows += [
                Row(found["ids"][i], str(found["metadatas"][i]["clause"]), str(found["metadatas"][i]["document"]))
                for i in order
            ]
            parts.append(np.asarray(found["embeddings"], dtype=np.float32)[order])
        return rows, np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)
