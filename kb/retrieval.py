"""Hybrid retrieval: clauses near by words or by meaning, ranked by a linear model over both scores and the document's."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kb.embedder import Vectors
from kb.lexical import DocumentIndex, LexicalIndex
from kb.query import Question
from kb.query_map import mapped
from kb.references import References
from kb.tokenize import DATA, tokenizer
from kb.vectors import VectorIndex

POOL = 150  # clauses taken from each side, at least
_DOCUMENTS = 200  # documents that get a score by their words
_SYNONYM = 0.3  # weight of another name, against a word of the question itself

Scores = Mapping[str, float]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scored:
    """A clause id with its scores for one query. `fused` is in standard deviations, the rest raw."""

    clause_id: str
    fused: float
    lexical: float
    dense: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Shares of the features, kb/data/retrieval.json; the first three rank clauses."""

    words: float  # BM25 of the clause
    meaning: float  # similarity to the mapped question
    neighbours: float  # the best clauses of its document: an answer seldom stands alone
    document: float  # BM25 of the whole document, when documents are ranked


@dataclass(frozen=True, slots=True)
class Candidates:
    """Clauses that may answer: ids in order, their documents, raw scores, and the standardised features."""

    ids: tuple[str, ...]
    document_of: Mapping[str, str]
    lexical: Scores
    dense: Scores  # cosine to the question as it was asked
    words: Floats
    meaning: Floats
    neighbours: Floats


class Retriever:
    """Finds clauses for a question in both indexes; works with the lexical one alone."""

    def __init__(
        self,
        lexical: LexicalIndex,
        documents: DocumentIndex,
        vectors: VectorIndex | None,
        documents_of: Callable[[Sequence[str]], Mapping[str, str]],
    ) -> None:
        self._lexical = lexical
        self._documents = documents
        self._vectors = vectors
        self._documents_of = documents_of

    def search(
        self,
        question: Question,
        vector: Vectors | None,
        k: int,
        documents: Collection[str] | None = None,
        references: References | None = None,
    ) -> list[Scored]:
        """The k best clauses, best first; equal scores in the order of their ids, so that runs repeat. Only of
        `documents`, where given: both indexes look nowhere else, so k clauses come where there are k.

        What the question names outright comes first: its articles, then the other clauses of its documents.
        """
        found = self._ranked(question, vector, k, documents)
        named = references.find(question.text, documents) if references is not None else None
        if named is None or not named.documents:
            return found
        first = self._ranked(question, vector, k, named.documents)
        scored = {one.clause_id: one for one in (*first, *found)}
        top = max((one.fused for one in scored.values()), default=0.0) + 1
        asked = [scored.get(one, Scored(one, top, 0.0, 0.0)) for one in named.clauses]
        if not asked and not first:  # a document asked for by its number alone: as it begins
            first = [Scored(one, top, 0.0, 0.0) for one in references.within(named.documents)[:k]] if references else []
        order = {one.clause_id: one for one in (*asked, *first, *found)}
        ranked = list(order.values())[:k]
        # scores fall with the rank, whatever came first by name
        least = min((one.fused for one in ranked), default=0.0)
        raised = np.maximum.accumulate([max(one.fused, least) for one in reversed(ranked)])[::-1]
        return [
            Scored(one.clause_id, float(score), one.lexical, one.dense)
            for one, score in zip(ranked, raised, strict=True)
        ]

    def search_documents(
        self, question: Question, vector: Vectors | None, k: int, documents: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The k best documents with scores: their best clause, and their words as a whole."""
        pool = self.candidates(question, vector, max(POOL, 2 * k), documents)
        shares = weights()
        best: dict[str, float] = {}
        for one, score in zip(pool.ids, _fused(pool), strict=True):
            document = pool.document_of.get(one, "")
            best[document] = max(best.get(document, -np.inf), float(score))
        whole = self._documents.search(question_terms(question), _DOCUMENTS, documents)
        names = sorted({*best, *whole} - {""})
        if not names:
            return []
        floor = min(best.values(), default=0.0)
        clause = standardise([best.get(name, floor) for name in names])
        scores = clause + shares.document * standardise([whole.get(name, 0.0) for name in names])
        order = sorted(range(len(names)), key=lambda i: (-scores[i], names[i]))[:k]
        return [(names[i], float(scores[i])) for i in order]

    def stages(
        self, question: Question, vector: Vectors | None, k: int, by: Literal["clause", "document"]
    ) -> dict[str, list[tuple[str, float]]]:
        """What each part finds alone, best first, and what they find together. For evaluation."""
        pool = self.candidates(question, vector, max(POOL, 2 * k))
        parts: dict[str, Scores] = {"words": pool.lexical, "embedded": pool.dense}
        parts["mapped"] = dict(zip(pool.ids, pool.meaning.tolist(), strict=True)) if pool.dense else {}
        parts["fused"] = dict(zip(pool.ids, _fused(pool).tolist(), strict=True))
        found = {}
        for name, scores in parts.items():
            best: dict[str, float] = {}
            for one in sorted(scores, key=lambda one: (-scores[one], one)):
                best.setdefault(one if by == "clause" else pool.document_of.get(one, ""), scores[one])
            found[name] = list(best.items())[:k]
        if by == "document":
            found["ranked"] = self.search_documents(question, vector, k)
        return found

    def _ranked(
        self, question: Question, vector: Vectors | None, k: int, documents: Collection[str] | None
    ) -> list[Scored]:
        pool = self.candidates(question, vector, max(POOL, 2 * k), documents)
        fused = _fused(pool)
        order = sorted(range(len(pool.ids)), key=lambda i: (-fused[i], pool.ids[i]))[:k]
        return [
            Scored(pool.ids[i], float(fused[i]), pool.lexical.get(pool.ids[i], 0.0), pool.dense.get(pool.ids[i], 0.0))
            for i in order
        ]

    def candidates(
        self, question: Question, vector: Vectors | None, size: int, documents: Collection[str] | None = None
    ) -> Candidates:
        """The best `size` clauses by words and by meaning, with every score of each of them."""
        terms = question_terms(question)
        words = self._lexical.search(terms, size, documents)
        near: Scores = {}
        cosine: Scores = {}
        if self._vectors is not None and vector is not None:
            matrix = self._vectors.matrix()
            moved = mapped(vector, self._vectors.model)
            found = matrix.search(moved, size, documents)
            known = sorted({*words, *found})
            words |= self._lexical.search(terms, size, among=[one for one in known if one not in words])
            near, cosine = matrix.similarities(moved, known), matrix.similarities(vector, known)
        ids = tuple(sorted({*words, *near}))
        document_of = self._documents_of(ids)
        return Candidates(
            ids,
            document_of,
            words,
            cosine,
            words=standardise(_values(ids, words)),
            meaning=standardise(_values(ids, near)),
            neighbours=_neighbours(ids, near, document_of),
        )


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The shipped shares; `python -m eval.train_retrieval` made them."""
    return Weights(**json.loads((DATA / "retrieval.json").read_text(encoding="utf-8")))


def _fused(pool: Candidates) -> Floats:
    """(n,) scores in standard deviations; by words alone where there is no vector."""
    if not pool.dense:
        return pool.words
    shares = weights()
    return shares.words * pool.words + shares.meaning * pool.meaning + shares.neighbours * pool.neighbours


def _values(ids: Sequence[str], scores: Scores) -> list[float]:
    """Scores in the order of `ids`; one that a side did not find gets the lowest it gave."""
    floor = min(scores.values(), default=0.0)
    return [scores.get(one, floor) for one in ids]


def question_terms(question: Question) -> dict[str, float]:
    """Index terms of the whole question, all alike, and of other names of its words with less weight."""
    cut = tokenizer().index_terms
    weighed = dict.fromkeys(cut(question.text), 1.0)
    for term in question.terms:
        for word in cut(term.text):
            weighed.setdefault(word, 1.0)  # English: the text has no Chinese words
        for other, share in term.others:
            for word in cut(other):
                weighed.setdefault(word, _SYNONYM * share)
    return weighed


def standardise(scores: Sequence[float]) -> Floats:
    """(n,) z-scores; zeros where all are equal."""
    values = np.array(scores, dtype=np.float64)
    deviation = float(values.std()) if len(values) else 0.0
    return (values - values.mean()) / deviation if deviation else np.zeros(len(values))


def _neighbours(ids: Sequence[str], scores: Scores, document_of: Mapping[str, str]) -> Floats:
    """(n,) for each clause how good the two best clauses of its document are; nothing where there is one document."""
    values = _values(ids, scores)
    floor = min(values, default=0.0)
    by_document: dict[str, list[float]] = {}
    for one, value in zip(ids, values, strict=True):
        by_document.setdefault(document_of.get(one, ""), []).append(value)
    tops = {document: sum(sorted([*found, floor])[-2:]) for document, found in by_document.items()}
    return standardise([tops[document_of.get(one, "")] for one in ids])
