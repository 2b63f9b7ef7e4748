"""Embedding models other than the built-in one: an OpenAI-compatible endpoint, or sentence-transformers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kb.embedder import Embedder, Vectors, unit
from kb.errors import EmbeddingError
from kb.settings import Settings

_BATCH = 64
Embed = Callable[[list[str]], Sequence[Sequence[float]]]


class WrappedEmbedder(Embedder):
    """Any pair of functions that embed passages and questions, with the prefixes the model was trained with."""

    def __init__(self, name: str, passages: Embed, queries: Embed, prefixes: tuple[str, str] = ("", "")) -> None:
        """`prefixes` go before a question and before a passage."""
        self._query_prefix, self._passage_prefix = prefixes
        # vectors of passages with another prefix are other vectors
        self.name = f"{name} [{self._passage_prefix}]" if self._passage_prefix else name
        self._passages, self._queries = passages, queries

    def passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, 0), np.float32)
        return self._embed(self._passages, [self._passage_prefix + text for text in texts])

    def query(self, text: str) -> Vectors:
        vector: Vectors = self._embed(self._queries, [self._query_prefix + text])[0]
        return vector

    def _embed(self, embed: Embed, texts: list[str]) -> Vectors:
        try:
            vectors = np.asarray(embed(texts), dtype=np.float32)
        except Exception as error:  # whatever the library or the network raises
            raise EmbeddingError(f"向量模型 {self.name} 出错：{error}") from error
        if vectors.ndim != 2 or len(vectors) != len(texts):
            raise EmbeddingError(f"向量模型 {self.name} 返回的向量个数不对：{vectors.shape}，应为 {len(texts)} 个")
        return unit(vectors)


def openai_embedder(settings: Settings, model: str) -> Embedder:
    """A model behind POLICY_KB_EMBEDDING_URL, or OpenAI's own."""
    from langchain.embeddings import init_embeddings
    from pydantic import SecretStr

    client = init_embeddings(
        model,
        provider="openai",
        base_url=settings.embedding_url,
        # local servers want some key, any key
        api_key=SecretStr(settings.embedding_key or "none")
        if settings.embedding_url or settings.embedding_key
        else None,
        check_embedding_ctx_length=False,  # send text, not OpenAI's own token ids, which other servers cannot read
        chunk_size=_BATCH,
    )
    name = f"openai:{model}" + (f" @ {settings.embedding_url}" if settings.embedding_url else "")
    return WrappedEmbedder(name, client.embed_documents, client.embed_documents, _prefixes(settings))


def sentence_transformers_embedder(settings: Settings, model: str) -> Embedder:
    """A model of sentence-transformers, by name or folder; prompts that the model defines are used."""
    from sentence_transformers import SentenceTransformer

    loaded = SentenceTransformer(model)
    return WrappedEmbedder(
        f"sentence-transformers:{model}", loaded.encode_document, loaded.encode_query, _prefixes(settings)
    )


def _prefixes(settings: Settings) -> tuple[str, str]:
    return settings.embedding_query_prefix, settings.embedding_passage_prefix
