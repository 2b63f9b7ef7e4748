"""Scores sentences by a linear model over their features; `python -m eval.train` made its weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kb.tokenize import DATA
from kb.trees import Trees


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the sentence scorer, and the trees that decide whether the best sentence answers."""

    ranker: Mapping[str, float]
    answers: Trees
    threshold: float

    def score(self, features: Mapping[str, float]) -> float:
        return sum(weight * features[name] for name, weight in self.ranker.items())


@lru_cache(maxsize=1)
def model() -> Model:
    """The shipped model, kb/data/model.json."""
    data = json.loads((DATA / "model.json").read_text(encoding="utf-8"))
    return Model(data["ranker"], Trees.of(data["answers"]), data["threshold"])
