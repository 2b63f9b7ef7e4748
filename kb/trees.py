"""Gradient-boosted trees as they are shipped: arrays of splits, summed into a log-odds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tree:
    """Node i sends a value up to `threshold[i]` of `names[feature[i]]` to `left[i]`, any other to `right[i]`.

    A leaf has feature -1 and its value in `threshold`.
    """

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]

    def value(self, row: Sequence[float]) -> float:
        node = 0
        while (feature := self.feature[node]) >= 0:
            node = self.left[node] if row[feature] <= self.threshold[node] else self.right[node]
        return self.threshold[node]


@dataclass(frozen=True, slots=True)
class Trees:
    """A boosted classifier over named signals (Friedman 2001, doi:10.1214/aos/1013203451)."""

    names: tuple[str, ...]
    start: float
    trees: tuple[Tree, ...]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Trees:
        trees = tuple(Tree(*(tuple(part) for part in tree)) for tree in data["trees"])
        return cls(tuple(data["names"]), data["start"], trees)

    def probability(self, signals: Mapping[str, float]) -> float:
        row = [signals[name] for name in self.names]
        z = self.start + sum(tree.value(row) for tree in self.trees)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))
