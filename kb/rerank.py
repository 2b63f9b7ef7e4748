"""Reranking after fusion, where one is set: a cross-encoder in this process, or behind a /rerank address.

It is a help, not a need: when it fails or is too slow, the order stays as it was, and the log and `notice` say so.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import httpx

from kb import wording
from kb.errors import RerankError, SettingsError
from kb.retrieval import Scored
from kb.settings import Settings

logger = logging.getLogger(__name__)

_SECONDS = 5.0  # longest wait for an endpoint
_PAUSE = 30.0  # seconds in which one that failed is not asked again: questions must not wait for it


class Reranker(Protocol):
    """A cross-encoder: how well each text answers a question, higher is better. Raises RerankError."""

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]: ...


class Reranking:
    """Puts ranked clauses into a reranker's order; the order as it was where that fails."""

    def __init__(self, model: Reranker, passages: Callable[[Sequence[str]], Mapping[str, str]]) -> None:
        """`passages` gives the texts of clauses by their ids."""
        self._model, self._passages = model, passages
        self._failed = -_PAUSE
        self.failure: str | None = None  # why the last ranking is not the model's

    def __call__(self, question: str, ranked: Sequence[Scored]) -> list[Scored]:
        if len(ranked) < 2 or time.monotonic() - self._failed < _PAUSE:
            return list(ranked)
        texts = self._passages([one.clause_id for one in ranked])
        try:
            scores = self._model.scores(question, [texts.get(one.clause_id, "") for one in ranked])
            if len(scores) != len(ranked) or not all(map(math.isfinite, scores)):
                raise RerankError("返回的分数不完整")
        except RerankError as error:
            self._failed, self.failure = time.monotonic(), str(error)
            logger.warning("%s", wording.not_reranked(self.failure))
            return list(ranked)
        self.failure = None
        order = sorted(range(len(ranked)), key=lambda i: (-scores[i], i))
        # places change, scores stay with the places: what comes after this reads them on the scale of the fusion
        return [replace(ranked[i], fused=place.fused) for i, place in zip(order, ranked, strict=True)]


def load_reranker(settings: Settings) -> Reranker | None:
    """The model of POLICY_KB_RERANK. Raises SettingsError for one that cannot be used as it is set."""
    kind, _, model = (settings.rerank or "").partition(":")
    if kind == "endpoint":
        if not settings.rerank_url:
            raise SettingsError("设置 POLICY_KB_RERANK=endpoint:… 还需要 POLICY_KB_RERANK_URL")
        return Endpoint(model, settings.rerank_url, settings.rerank_key)
    if kind == "sentence-transformers":
        try:
            return CrossEncoder(model)
        except ImportError as error:
            raise SettingsError(
                f"设置 POLICY_KB_RERANK 要用的软件包没有安装（{error.name}）；请运行 uv sync --extra sentence-transformers"
            ) from error
        except OSError as error:
            raise SettingsError(f"设置 POLICY_KB_RERANK 的模型 {model} 打不开：{error}") from error
    return None


class CrossEncoder:
    """A model of sentence-transformers, by name or folder."""

    def __init__(self, model: str) -> None:
        from sentence_transformers import CrossEncoder as Model

        self._model: Any = Model(model)

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        try:
            return [float(score) for score in self._model.predict([(question, text) for text in texts])]
        except Exception as error:  # whatever the library raises
            raise RerankError(str(error)) from error


class Endpoint:
    """The /rerank of Jina, Cohere, vLLM (`documents` → `results`) or of text-embeddings-inference (`texts` → a list)."""

    def __init__(self, model: str, url: str, key: str | None, seconds: float = _SECONDS) -> None:
        self._model = model
        url = url.rstrip("/")
        self._url = url if url.endswith("/rerank") else f"{url}/rerank"
        self._client = httpx.Client(timeout=seconds, headers={"Authorization": f"Bearer {key}"} if key else {})
        self._field = "documents"

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        try:
            response = self._post(question, texts)
            if response.status_code in (400, 422) and self._field == "documents":
                self._field = "texts"
                response = self._post(question, texts)
            response.raise_for_status()
            body = response.json()
            rows = body["results"] if isinstance(body, dict) else body
            found = {int(row["index"]): float(row.get("relevance_score", row.get("score"))) for row in rows}
            return [found[i] for i in range(len(texts))]
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, TypeError, KeyError, AttributeError) as error:
            raise RerankError(f"{self._url}：{str(error) or type(error).__name__}") from error

    def _post(self, question: str, texts: Sequence[str]) -> httpx.Response:
        body = {"model": self._model, "query": question, self._field: list(texts)}
        return self._client.post(self._url, json=body)
