"""Reads a question against a sentence, piece by piece: whether the sentence holds what is asked.

Each piece of either text is aligned softly with those of the other and compared with what it is aligned with
(decomposable attention: Parikh et al. 2016, arXiv:1606.01933), over the states of the embedding model. A bag of words
or one vector a text says how near two texts are; this says whether the asked thing is among what is said.
The weights in kb/data/reader.npz are made by `eval.train_reader`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from kb.evidence import Sentence
from kb.query import Question
from kb.tokenize import DATA

Floats = NDArray[np.float32]
States = Callable[[str], Floats]  # text → (pieces, size): the embedding model's last states
READ = 4  # sentences read for a question: the right one is among them in .91 of the cases, among the first 8 in .95
_LONGEST_QUESTION, _LONGEST_SENTENCE = 200, 170  # characters
_HEADING, _LEAD = 30, 50
_KEPT = 512  # texts kept ready, about 80 kB each


def question_text(question: Question) -> str:
    """What the embedding model is given for a question; the middle of a very long one is left out."""
    text, half = question.embedded, _LONGEST_QUESTION // 2
    return "query: " + (text if len(text) <= _LONGEST_QUESTION else text[:half] + text[-half:])


def sentence_text(sentence: Sentence) -> str:
    """What it is given for a sentence: under its heading, after the line that opens its list."""
    parts = (sentence.head[:_HEADING], sentence.lead[-_LEAD:], sentence.text[:_LONGEST_SENTENCE])
    return "passage: " + " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class _Text:
    """What is computed of a text whatever it is compared with."""

    pieces: Floats  # (pieces, inner)
    aligned: Floats  # (pieces, inner) unit vectors that find each other
    weight: Floats  # (pieces,) how much each piece of a question counts


class Reader:
    """The trained comparison. Safe to share between threads."""

    def __init__(self, weights: Mapping[str, Floats], states: States) -> None:
        self._w = weights
        self._states = states
        self._prepared = lru_cache(maxsize=_KEPT)(self._prepare)
        # These products are small: dealt out to threads they take a hundred times as long on a busy machine.
        self._threads = ThreadpoolController()

    @classmethod
    def load(cls, states: States, path: Path = DATA / "reader.npz") -> Reader:
        """With the shipped weights."""
        with np.load(path) as file:
            return cls({name: file[name].astype(np.float32) for name in file.files}, states)

    def read(self, question: Question, sentences: Sequence[Sentence]) -> list[float]:
        """For each sentence the log-odds that it holds what is asked."""
        with self._threads.limit(limits=1, user_api="blas"):
            asked = self._prepared(question_text(question))
            return [self._compare(asked, self._prepared(sentence_text(sentence))) for sentence in sentences]

    def _prepare(self, text: str) -> _Text:
        states = self._states(text)
        aligned = _unit(states @ self._w["align"].T)
        return _Text(self._linear("project", states), aligned, _softmax(self._linear("weight", states)[:, 0]))

    def _compare(self, asked: _Text, said: _Text) -> float:
        scores = asked.aligned @ said.aligned.T * self._w["sharpness"]
        asked_pieces = self._compared("asked", asked.pieces, _softmax(scores) @ said.pieces)
        said_pieces = self._compared("said", said.pieces, _softmax(scores.T) @ asked.pieces)
        summary = np.concatenate(
            [asked_pieces.max(0), asked.weight @ asked_pieces, said_pieces.max(0), said_pieces.mean(0)],
            dtype=np.float32,
        )
        hidden = np.maximum(self._linear("judge", summary), 0)
        return float(self._linear("verdict", hidden)[0])

    def _compared(self, name: str, own: Floats, other: Floats) -> Floats:
        joined = np.concatenate([own, other, own * other, np.abs(own - other)], axis=1)
        return np.maximum(self._linear(name, joined), 0)

    def _linear(self, name: str, x: Floats) -> Floats:
        product: Floats = x @ self._w[f"{name}.weight"].T + self._w[f"{name}.bias"]
        return product


def _unit(x: Floats) -> Floats:
    length: Any = np.linalg.norm(x, axis=-1, keepdims=True)
    return np.asarray(x / np.maximum(length, 1e-12), np.float32)


def _softmax(x: Floats) -> Floats:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True), np.float32)
