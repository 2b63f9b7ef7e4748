"""Scores sentences by a linear model over their features; `python -m eval.train` made its weights."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kb.tokenize import DATA


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the sentence scorer, and of the logistic model that decides whether the best one answers."""

    ranker: Mapping[str, float]
    answers: Mapping[str, float]
    threshold: float

    def score(self, features: Mapping[str, float]) -> float:
        return sum(weight * features[name] for name, weight in self.ranker.items())

    def probability(self, signals: Mapping[str, float]) -> float:
        """Probability, 0…1, that a question with these signals is answered by the evidence found."""
        z = sum(weight * signals[name] for name, weight in self.answers.items() if name != "bias")
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, z + self.answers.get("bias", 0.0)))))


@lru_cache(maxsize=1)
def model() -> Model:
    """The shipped model, kb/data/model.json."""
    data = json.loads((DATA / "model.json").read_text(encoding="utf-8"))
    return Model(data["ranker"], data["answers"], data["threshold"])
