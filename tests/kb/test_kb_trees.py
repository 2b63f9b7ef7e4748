"""Boosted trees in their shipped form."""

from __future__ import annotations

import math

import pytest

from kb.trees import Trees

DATA = {
    "names": ["a", "b"],
    "start": 0.5,
    "trees": [
        [[0, -1, -1], [1.0, -2.0, 3.0], [1, -1, -1], [2, -1, -1]],
        [[1, -1, -1], [0.0, 0.25, -0.25], [1, -1, -1], [2, -1, -1]],
    ],
}


@pytest.mark.parametrize(
    ("a", "b", "z"),
    [(0.0, 0.0, 0.5 - 2.0 + 0.25), (1.0, 1.0, 0.5 - 2.0 - 0.25), (1.1, -1.0, 0.5 + 3.0 + 0.25)],
)
def test_log_odds_are_the_sum_of_the_leaves(a: float, b: float, z: float) -> None:
    found = Trees.of(DATA).probability({"a": a, "b": b, "unused": 9.0})
    assert found == pytest.approx(1 / (1 + math.exp(-z)))


def test_without_trees_the_start_decides() -> None:
    assert Trees.of({"names": [], "start": 0.0, "trees": []}).probability({}) == 0.5
