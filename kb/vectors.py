"""The vector index: the only module that knows Chroma, through langchain-chroma."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma

from ingest.chunk import Chunk
from kb.embedding import E5Embeddings, Vectors

_BATCH = 64


def open_chroma(path: Path) -> ClientAPI:
    """The embedded Chroma in a folder, with its telemetry off."""
    return chromadb.PersistentClient(str(path), ChromaSettings(anonymized_telemetry=False))


class VectorIndex:
    """One Chroma collection of chunk vectors, cosine space, keyed by chunk id."""

    def __init__(self, client: ClientAPI, name: str, embeddings: E5Embeddings) -> None:
        self.embeddings = embeddings
        self._chroma = Chroma(
            collection_name=name,
            client=client,
            embedding_function=embeddings,
            collection_configuration={"hnsw": {"space": "cosine"}},
        )

    def add(self, chunks: Sequence[Chunk], progress: Callable[[int, int], None] | None = None) -> None:
        """Embeds and stores chunks batch by batch, so that an interrupted run keeps what it has done."""
        # Texts of like length share a batch: the model pads to the longest.
        ordered = iter(sorted(chunks, key=lambda chunk: len(chunk.text)))
        done = 0
        while batch := list(islice(ordered, _BATCH)):
            self._chroma.add_texts(
                [chunk.text for chunk in batch],
                metadatas=[{"clause": chunk.clause_id, "document": chunk.document_id} for chunk in batch],
                ids=[chunk.id for chunk in batch],
            )
            done += len(batch)
            if progress:
                progress(done, len(chunks))

    def remove(self, chunk_ids: Iterable[str]) -> None:
        ids = iter(chunk_ids)
        while batch := list(islice(ids, 1000)):
            self._chroma.delete(batch)

    def count(self) -> int:
        """How many chunks the index holds."""
        return int(self._chroma._collection.count())

    def ids(self) -> set[str]:
        """Every chunk id in the index."""
        return set(self._chroma.get(include=[])["ids"])

    def search(self, vector: Vectors, k: int, documents: Sequence[str] | None = None) -> dict[str, float]:
        """The clauses of the k nearest chunks with their cosine similarity to a question's vector."""
        where: Any = None if documents is None else {"document": {"$in": list(documents)}}
        hits = self._chroma.similarity_search_by_vector_with_relevance_scores(
            [float(x) for x in vector], k=k, filter=where
        )
        best: dict[str, float] = {}
        for document, distance in hits:  # nearest first
            best.setdefault(document.metadata["clause"], 1.0 - distance)
        return best

    def vectors(self, chunk_ids: Sequence[str]) -> dict[str, Vectors]:
        """Stored unit vectors of chunks; unknown ids are left out."""
        if not chunk_ids:
            return {}
        found = self._chroma.get(list(chunk_ids), include=["embeddings"])
        return {
            chunk_id: np.asarray(vector, dtype=np.float32)
            for chunk_id, vector in zip(found["ids"], found["embeddings"], strict=True)
        }
