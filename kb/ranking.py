"""Scores sentences by a linear model over their features, and puts first the one that also reads best.

`python -m eval.train` made its weights.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from kb.evidence import Evidence
from kb.tokenize import DATA
from kb.trees import Trees


@dataclass(frozen=True, slots=True)
class Decision:
    """Trees for the probability that the best sentence answers, and the probability from which it is shown."""

    answers: Trees
    threshold: float

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Decision:
        return cls(Trees.of(data["answers"]), data["threshold"])


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the sentence scorer, and the decision whether the best sentence answers: read, and where none is."""

    ranker: Mapping[str, float]
    read: Decision
    unread: Decision
    reading: float = 1.0  # what a log-odds of a reading is worth in the ranker's units; .3 to 2 were alike

    def decision(self, ranked: Sequence[Evidence]) -> Decision:
        """The one that fits how the sentences came about."""
        return self.unread if ranked[0].reading is None else self.read

    def led(self, ranked: Sequence[Evidence]) -> list[Evidence]:
        """Sentences by descending score, with the one in front that scores best with its reading.

        It takes over the highest score, so that what is shown beside it is chosen as before.
        """
        read = [one for one in ranked if one.reading is not None]
        if not read:
            return list(ranked)
        lead = max(read, key=lambda one: one.score + self.reading * (one.reading or 0.0))
        return [replace(lead, score=ranked[0].score), *(one for one in ranked if one is not lead)]

    def score(self, features: Mapping[str, float]) -> float:
        return sum(weight * features[name] for name, weight in self.ranker.items())


@lru_cache(maxsize=1)
def model() -> Model:
    """The shipped model, kb/data/model.json."""
    data = json.loads((DATA / "model.json").read_text(encoding="utf-8"))
    return Model(data["ranker"], Decision.of(data["read"]), Decision.of(data["unread"]))
