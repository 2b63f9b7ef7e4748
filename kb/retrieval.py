"""Hybrid retrieval: lexical and dense scores of clauses, standardised per query and added."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.embedder import Vectors
from kb.lexical import LexicalIndex
from kb.query import Question
from kb.tokenize import bigrams, tokenizer
from kb.vectors import VectorIndex

DENSE_SHARE = 0.5  # of the fused score: even halves, not tuned yet
_SYNONYM_BOOST = 0.5


@dataclass(frozen=True, slots=True)
class Scored:
    """A clause id with its scores for one query. `fused` is in standard deviations, the rest raw."""

    clause_id: str
    fused: float
    lexical: float
    dense: float


class Retriever:
    """Finds clauses for a question in both indexes; works with the lexical one alone."""

    def __init__(self, lexical: LexicalIndex, vectors: VectorIndex | None) -> None:
        self._lexical = lexical
        self._vectors = vectors

    def search(
        self, question: Question, vector: Vectors | None, k: int, documents: Sequence[str] | None = None
    ) -> list[Scored]:
        """The k best clauses, best first; equal scores in the order of their ids, so that runs repeat."""
        pool = max(3 * k, 60)
        lexical = self._lexical.search(query_terms(question), pool, documents)
        dense: Mapping[str, float] = {}
        if self._vectors is not None and vector is not None:
            dense = self._vectors.search(vector, pool, documents)
        ids = sorted({*lexical, *dense})
        share = DENSE_SHARE if dense else 0.0
        fused = (1 - share) * standardise(ids, lexical) + share * standardise(ids, dense)
        order = sorted(range(len(ids)), key=lambda i: (-fused[i], ids[i]))[:k]
        return [Scored(ids[i], float(fused[i]), lexical.get(ids[i], 0.0), dense.get(ids[i], 0.0)) for i in order]


def query_terms(question: Question) -> dict[str, float]:
    """Index terms of a question with weights: its words, their other names at half, character bigrams."""
    cut = tokenizer().index_terms
    weights: dict[str, float] = {}

    def add(terms: Iterable[str], weight: float) -> None:
        for term in terms:
            weights[term] = max(weights.get(term, 0.0), weight)

    for term in question.terms:
        add(cut(term.text), term.weight)
        for other, share in term.others:
            add(cut(other), term.weight * share * _SYNONYM_BOOST)
    add(bigrams(question.text), 0.2)
    for figure in re.findall(r"\d+(?:\.\d+)?", question.text):
        weights[figure] = 0.5
    return weights


def standardise(ids: Sequence[str], scores: Mapping[str, float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """(n,) z-scores; a clause that one side did not return gets that side's lowest score."""
    if not scores:
        return np.zeros(len(ids))
    floor = min(scores.values())
    values = np.array([scores.get(clause_id, floor) for clause_id in ids])
    deviation = float(values.std())
    return (values - values.mean()) / deviation if deviation else np.zeros(len(ids))
