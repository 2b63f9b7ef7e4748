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


@dataclass(frozen=True, slots=True)
class _Columns:
    ids: Sequence[str]
    clauses: Sequence[str]
    documents: Sequence[str]  # each once
    of: NDArray[np.int32]  # the document of a row, by its place in `documents`


class Matrix:
    """Rows with their unit vectors. Never changed: `with_rows` and `without` give new ones.

    Kept as columns, equal names once: an object a row would take more memory than the vector of a sentence that is
    mapped and never read.
    """

    def __init__(self, rows: Iterable[Row], vectors: Vectors) -> None:
        kept = tuple(rows)
        names = {row.document: row.document for row in kept}
        codes = {name: code for code, name in enumerate(names)}
        of = np.fromiter((codes[row.document] for row in kept), np.int32, len(kept))
        self._set(_Columns([row.id for row in kept], [row.clause for row in kept], list(names), of), vectors)

    def _set(self, columns: _Columns, vectors: Vectors) -> None:
        self._columns, self._vectors = columns, vectors
        self._place = {one: i for i, one in enumerate(columns.ids)}

    @classmethod
    def _of(cls, columns: _Columns, vectors: Vectors) -> Matrix:
        made = cls.__new__(cls)
        made._set(columns, vectors)
        return made

    def __len__(self) -> int:
        return len(self._columns.ids)

    @property
    def rows(self) -> tuple[Row, ...]:
        columns = self._columns
        documents = (columns.documents[code] for code in columns.of.tolist())
        return tuple(map(Row, columns.ids, columns.clauses, documents))

    @property
    def ids(self) -> Collection[str]:
        return self._place.keys()

    def with_rows(self, rows: Sequence[Row], vectors: Vectors) -> Matrix:
        """These rows added; all ids must be new."""
        if not rows:
            return self
        return Matrix((*self.rows, *rows), np.concatenate([self._vectors, vectors]) if len(self) else vectors)

    def without(self, ids: Iterable[str]) -> Matrix:
        gone = {self._place[one] for one in ids if one in self._place}
        if not gone:
            return self
        rows = self.rows
        keep = [i for i in range(len(rows)) if i not in gone]
        return Matrix([rows[i] for i in keep], self._vectors[keep])

    def search(self, query: Vectors, k: int, documents: Collection[str] | None = None) -> dict[str, float]:
        """The clauses of the k nearest rows with their similarity, best first; equal ones in the order of their ids.

        Only rows of `documents`, where given: what is nearer elsewhere takes no place away.
        """
        if not len(self):
            return {}
        columns = self._columns
        scores: NDArray[np.float32] = self._vectors @ query
        allowed: NDArray[np.intp] | None = None
        if documents is not None:
            codes = [code for code, name in enumerate(columns.documents) if name in documents]
            allowed = np.flatnonzero(np.isin(columns.of, codes))
            scores = scores[allowed]
        best = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
        rated = zip((best if allowed is None else allowed[best]).tolist(), scores[best].tolist(), strict=True)
        found: dict[str, float] = {}
        for i, score in sorted(rated, key=lambda pair: (-pair[1], columns.ids[pair[0]])):
            found.setdefault(columns.clauses[i], score)
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
        return list(self._columns.clauses), self._vectors

    def vectors(self, ids: Iterable[str]) -> dict[str, Vectors]:
        """The vectors of these ids; unknown ones are left out."""
        return {one: self._vectors[self._place[one]] for one in ids if one in self._place}

    def save(self, path: Path) -> None:
        """Writes the file as a whole or not at all, also when two processes do it at once."""
        columns = self._columns
        named = [columns.ids, columns.clauses if columns.clauses != columns.ids else None, columns.documents]
        names = json.dumps([*named, columns.of.tolist()]).encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            np.save(file, self._vectors)
            file.write(names)
            file.write(len(names).to_bytes(8, "little"))
        os.replace(file.name, path)


def load(path: Path) -> Matrix | None:
    """A saved matrix, mapped, not read; None where there is none or it is damaged or of an earlier release."""
    try:
        with path.open("rb") as file:
            file.seek(-8, os.SEEK_END)
            length = int.from_bytes(file.read(8), "little")
            file.seek(-8 - length, os.SEEK_END)
            ids, clauses, documents, of = json.loads(file.read(length))
        codes = np.array(of, np.int32)
        vectors = np.load(path, mmap_mode="r")
        same: dict[str, str] = {}
        clauses = ids if clauses is None else [same.setdefault(one, one) for one in clauses]
        sizes = {len(ids), len(clauses), len(codes), len(vectors)}
        if len(sizes) > 1 or (len(codes) and not 0 <= codes.min() <= codes.max() < len(documents)):
            return None
    except (OSError, ValueError, TypeError):
        return None
    return Matrix._of(_Columns(ids, clauses, documents, codes), vectors)
