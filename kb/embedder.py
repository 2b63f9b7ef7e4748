"""What an embedding model is: passages and questions in, unit vectors out."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Embeddings):
    """An embedding model. `name` says which one made a vector; vectors of different names are never compared."""

    name: str

    @abstractmethod
    def passages(self, texts: Sequence[str]) -> Vectors:
        """(n, d) unit vectors of texts to be found; each depends on its own text alone."""

    @abstractmethod
    def query(self, text: str) -> Vectors:
        """(d,) unit vector of a question."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's name for `passages`."""
        return [[float(x) for x in row] for row in self.passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """LangChain's name for `query`."""
        return [float(x) for x in self.query(text)]


def unit(vectors: Vectors) -> Vectors:
    """The vectors at length one; a zero vector stays zero."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-12), dtype=np.float32)
