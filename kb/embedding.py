"""Which embedding model a setting means. Each is imported only where it is chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kb.embedder import Embedder, Vectors
from kb.errors import SettingsError
from kb.reader import Reader
from kb.settings import Settings

if TYPE_CHECKING:
    from kb.e5.model import E5Embedder

__all__ = ["Embedder", "Vectors", "load_embedder"]


def load_embedder(settings: Settings) -> Embedder | None:
    """The model of POLICY_KB_EMBEDDING; None for "none", and for the default where its package is not installed.

    Raises SettingsError, saying what to install, for any other model whose package is missing.
    """
    kind, _, model = settings.embedding.partition(":")
    if kind == "openai":
        return _optional(lambda: _openai(settings, model), "openai")
    if kind == "sentence-transformers":
        return _optional(lambda: _sentence_transformers(settings, model), "sentence-transformers")
    return _e5() if kind == "e5-small" else None


def load_reader(settings: Settings, embedder: Embedder | None) -> Reader | None:
    """What reads sentences, over the built-in model's states, also beside another model; None where that is missing.

    With the setting "none", nothing of the built-in model is loaded.
    """
    states = getattr(embedder, "states", None)
    if states is None and settings.embedding != "none" and (own := _e5()) is not None:
        states = own.states
    return None if states is None else Reader.load(states)


def _e5() -> E5Embedder | None:
    from kb.e5.weights import model_file

    path = model_file()
    if path is None:
        return None
    from kb.e5.model import E5Embedder

    return E5Embedder(path)


def _openai(settings: Settings, model: str) -> Embedder:
    from kb.other_embedders import openai_embedder

    return openai_embedder(settings, model)


def _sentence_transformers(settings: Settings, model: str) -> Embedder:
    from kb.other_embedders import sentence_transformers_embedder

    return sentence_transformers_embedder(settings, model)


def _optional(make: Callable[[], Any], extra: str) -> Embedder:
    try:
        made: Embedder = make()
    except ImportError as error:
        raise SettingsError(
            f"设置 POLICY_KB_EMBEDDING 要用的软件包没有安装（{error.name}）；请运行 uv sync --extra {extra}"
        ) from error
    return made
