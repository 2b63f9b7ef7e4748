"""A linear map of question vectors, q + qA, learned so that a layperson's wording comes near the clauses that answer.

Only for the built-in model: A is made for its vectors. `python -m eval.train_retrieval` made the file.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from kb.embedder import Vectors, unit
from kb.tokenize import DATA

MODEL = "multilingual-e5-small"
_FILE = DATA / "query_map.npy"


@lru_cache(maxsize=1)
def _matrix() -> Vectors | None:
    return np.load(_FILE).astype(np.float32) if _FILE.is_file() else None


def mapped(vector: Vectors, model: str) -> Vectors:
    """The question's vector moved towards answers; as it is, for any other model."""
    matrix = _matrix() if model.startswith(MODEL) else None
    return vector if matrix is None else unit(vector + vector @ matrix)
