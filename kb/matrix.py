"""All vectors of one index as a matrix: exact search, the same result every time, in milliseconds for 100,000 rows.

Chroma's own search is approximate and differed between runs on equal input. The matrix is a copy of what Chroma holds,
kept in a file so that a large home opens at once, and it can be deleted at any time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
from numpy.typing import NDArray

from kb.embedder import Vectors


@dataclass(frozen=True, slots=True)
class Row:
    """A chunk: its id, its clause, its document."""

    id: str
    clause: str
    document: str


class Matrix:
    """Rows with their unit vectors. Never changed: `with_rows` and `without` give new ones."""

    def __init__(self, rows: Sequence[Row], vectors: Vectors) -> None:
        self.rows = tuple(rows)
        self._vectors = vectors
        self._place = {row.id: i for i, row in enumerate(self.rows)}

    @property
    def ids(self) -> Collection[str]:
        return self._place.keys()

    def with_rows(self, rows: Sequence[Row], vectors: Vectors) -> Matrix:
        """These rows added; all ids must be new."""
        if not rows:
            return self
        return Matrix((*self.rows, *rows), np.concatenate([self._vectors, vectors]) if self.rows else vectors)

    def without(self, ids: Iterable[str]) -> Matrix:
        gone = {self._place[one] for one in ids if one in self._place}
        if not gone:
            return self
        keep = [i for i in range(len(self.rows)) if i not in gone]
        return Matrix([self.rows[i] for i in keep], self._vectors[keep])

    def search(self, query: Vectors, k: int, documents: Collection[str] | None = None) -> dict[str, float]:
        """The clauses of the k nearest rows with their similarity, best first; equal ones in the order of their ids."""
        if not self.rows:
            return {}
        scores: NDArray[np.float32] = self._vectors @ query
        allowed = range(len(self.rows))
        if documents is not None:
            allowed = [i for i in allowed if self.rows[i].document in documents]  # type: ignore[assignment]
            scores = scores[list(allowed)]
        best = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
        found: dict[str, float] = {}
        for i in sorted(best.tolist(), key=lambda i: (-scores[i], self.rows[allowed[i]].id)):
            found.setdefault(self.rows[allowed[i]].clause, float(scores[i]))
        return found

    def similarities(self, query: Vectors, ids: Sequence[str]) -> dict[str, float]:
        """The similarity of these rows; unknown ids are left out."""
        places = [(one, self._place[one]) for one in ids if one in self._place]
        if not places:
            return {}
        scores = self._vectors[[place for _, place in places]] @ query
        return {one: float(score) for (one, _), score in zip(places, scores, strict=True)}

    def all(self) -> tuple[list[str], Vectors]:
        """Clauses and vectors of every row."""
        return [row.clause for row in self.rows], self._vectors

    def vectors(self, ids: Iterable[str]) -> dict[str, Vectors]:
        """The vectors of these ids; unknown ones are left out."""
        return {one: self._vectors[self._place[one]] for one in ids if one in self._place}

    def save(self, path: Path) -> None:
        """Writes the file as a whole or not at all, also when two processes do it at once."""
        names = json.dumps([[row.id, row.clause, row.document] for row in self.rows]).encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            np.save(file, self._vectors)
            file.write(names)
            file.write(len(names).to_bytes(8, "little"))
        os.replace(file.name, path)


def load(path: Path) -> Matrix | None:
    """A saved matrix, mapped, not read; None where there is none or it is damaged."""
    try:
        with path.open("rb") as file:
            file.seek(-8, os.SEEK_END)
            length = int.from_bytes(file.read(8), "little")
            file.seek(-8 - length, os.SEEK_END)
            rows = [Row(*names) for names in json.loads(file.read(length))]
        vectors = np.load(path, mmap_mode="r")
    except (OSError, ValueError, TypeError):
        return None
    return Matrix(rows, vectors) if len(rows) == len(vectors) else None
