"""The copy of the vectors: exact, repeatable, completed from Chroma, safe to lose."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.matrix import Matrix, Row, load


@pytest.fixture
def matrix() -> Matrix:
    random = np.random.default_rng(7)
    vectors = random.normal(size=(50, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Matrix([Row(f"s{i:02}", f"c{i // 2:02}", f"d{i % 3}") for i in range(50)], vectors)


def test_the_nearest_clauses_come_first(matrix: Matrix) -> None:
    query = matrix.vectors(["s10"])["s10"]
    found = matrix.search(query, 10)
    assert next(iter(found)) == "c05"
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert found["c05"] == pytest.approx(1)
    assert len(matrix.search(query, 500)) == 25


def test_only_the_documents_asked_for(matrix: Matrix) -> None:
    found = matrix.search(matrix.vectors(["s10"])["s10"], 500, {"d0"})
    assert set(found) == {row.clause for row in matrix.rows if row.document == "d0"}
    assert matrix.search(matrix.vectors(["s10"])["s10"], 5, set()) == {}


def test_equal_vectors_come_in_the_order_of_their_ids() -> None:
    vectors = np.tile(np.array([[0.6, 0.8]], np.float32), (4, 1))
    matrix = Matrix([Row(name, name, "d") for name in "badc"], vectors)
    assert list(matrix.search(vectors[0], 4)) == ["a", "b", "c", "d"]


def test_rows_come_and_go(matrix: Matrix) -> None:
    less = matrix.without(["s00", "s01", "unknown"])
    assert len(less.rows) == 48
    assert less.vectors(["s00"]) == {}
    again = less.with_rows(matrix.rows[:2], np.stack([matrix.vectors([i])[i] for i in ("s00", "s01")]))
    query = matrix.vectors(["s30"])["s30"]
    assert again.search(query, 50) == pytest.approx(matrix.search(query, 50))
    assert Matrix((), np.zeros((0, 0), np.float32)).search(query, 5) == {}


def test_it_is_saved_and_mapped(matrix: Matrix, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "m.npy"
    matrix.save(path)
    loaded = load(path)
    assert loaded is not None
    assert loaded.rows == matrix.rows
    query = matrix.vectors(["s30"])["s30"]
    assert loaded.search(query, 9) == matrix.search(query, 9)
    assert [file.name for file in path.parent.iterdir()] == ["m.npy"]


@pytest.mark.parametrize("content", [b"", b"1234567", b"\x00" * 300])
def test_a_damaged_file_is_as_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.npy"
    assert load(path) is None
    path.write_bytes(content)
    assert load(path) is None
