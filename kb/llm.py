"""A chat model behind any OpenAI-compatible endpoint, through LangChain. Text streams; whatever goes wrong is a ModelError."""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from kb.errors import ModelError, SettingsError
from kb.settings import Settings

_LONGEST = 8_000  # characters after which a model is taken to have run away
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)


class ChatWriter:
    """Streams what the model says. `name` is the model's name, for the answer."""

    def __init__(self, model: BaseChatModel, name: str, seconds: float) -> None:
        self._model = model
        self.name = name
        self._seconds = seconds

    def lines(self, prompt: Sequence[BaseMessage]) -> Iterator[str]:
        """The complete lines of the reply as they come, without thoughts. Raises ModelError."""
        said, given = "", 0
        try:
            with closing(self._pieces(prompt)) as pieces:
                for piece in pieces:
                    said += piece
                    *complete, _ = _THOUGHT.sub("", said).split("\n")
                    yield from complete[given:]
                    given = max(given, len(complete))
        except ModelError:
            raise
        except Exception as error:  # whatever the library or the network raises
            raise ModelError(f"语言模型 {self.name} 出错：{type(error).__name__} {str(error)[:300]}") from error
        yield from _THOUGHT.sub("", said).split("\n")[given:]

    def _pieces(self, prompt: Sequence[BaseMessage]) -> Generator[str]:
        deadline = time.monotonic() + self._seconds
        length = 0
        for chunk in self._model.stream(list(prompt)):
            text = chunk.text
            length += len(text)
            if length > _LONGEST:
                raise ModelError(f"语言模型 {self.name} 的回答超过 {_LONGEST} 字，已中止")
            if time.monotonic() > deadline:
                raise ModelError(f"语言模型 {self.name} 在 {self._seconds:.0f} 秒内没有写完")
            yield text


def load_writer(settings: Settings) -> ChatWriter | None:
    """The model of the settings; None when none is set, and answers are extracts. Raises SettingsError."""
    if not settings.llm_model:
        if settings.llm_url or settings.llm_key:
            raise SettingsError(
                "设置了 POLICY_KB_LLM_URL 或 POLICY_KB_LLM_KEY，但没有设置 POLICY_KB_LLM_MODEL（模型名称）"
            )
        return None
    from langchain.chat_models import init_chat_model
    from pydantic import SecretStr

    try:
        model = init_chat_model(
            settings.llm_model,
            model_provider="openai",
            base_url=settings.llm_url,
            # local servers want some key, any key
            api_key=SecretStr(settings.llm_key or "none") if settings.llm_url or settings.llm_key else None,
            timeout=settings.llm_timeout,
            max_retries=settings.llm_retries,
            temperature=settings.llm_temperature,
            max_tokens=settings.llm_max_tokens,
        )
    except ImportError as error:
        raise SettingsError(f"语言模型需要 {error.name or error}；请运行 uv sync --extra openai") from error
    except Exception as error:  # a key that is missing, an address that is none
        raise SettingsError(
            f"语言模型 {settings.llm_model} 无法使用（{error}）；请检查 POLICY_KB_LLM_ 的设置"
        ) from error
    return ChatWriter(model, settings.llm_model, settings.llm_timeout * (settings.llm_retries + 1))
