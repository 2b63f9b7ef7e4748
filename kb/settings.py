"""Settings: one typed, frozen object read from POLICY_KB_… environment variables or a .env file."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kb.colours import HEX, is_legible
from kb.errors import SettingsError

PREFIX = "POLICY_KB_"
ACCENT = "#1f5796"  # the blue that assets/chat.css is drawn with
_ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?")
PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Every field is the environment variable POLICY_KB_<NAME>; the README lists them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    home: Path = PROJECT / ".policy-kb"
    documents: Path = PROJECT / "documents"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 7860
    title: Annotated[str, Field(min_length=1, max_length=40)] = "政策问答"
    logo: Annotated[str, Field(max_length=4)] = ""  # characters in the badge before the title
    accent: str = ACCENT
    contact: Annotated[str, Field(max_length=120)] = ""  # one line under the question box: whom to ask
    embed_origins: str = ""  # sites that may show /embed in a frame, separated by spaces or commas
    api_rate: Annotated[int, Field(ge=0, le=100_000)] = 60  # requests a minute from one address; 0: no limit
    embedding: Annotated[str, Field(pattern="^(e5-small|none|(openai|sentence-transformers):.+)$")] = "e5-small"
    embedding_url: str | None = None  # of an OpenAI-compatible server
    embedding_key: str | None = Field(default=None, repr=False)
    embedding_query_prefix: str = ""
    embedding_passage_prefix: str = ""
    rerank: Annotated[str, Field(pattern="^(endpoint|sentence-transformers):.+$")] | None = None
    rerank_url: Annotated[str, Field(pattern="^https?://")] | None = None  # of a server with /rerank
    rerank_key: str | None = Field(default=None, repr=False)
    chroma_url: Annotated[str, Field(pattern=r"^https?://[^/\s?#]+/?$")] | None = None  # of a Chroma server
    llm_model: str | None = None  # name of a chat model; without one, answers are extracts
    llm_url: str | None = None  # of an OpenAI-compatible server
    llm_key: str | None = Field(default=None, repr=False)
    llm_timeout: Annotated[float, Field(ge=1, le=600)] = 30.0
    llm_retries: Annotated[int, Field(ge=0, le=5)] = 1
    llm_temperature: Annotated[float, Field(ge=0, le=2)] = 0.0
    llm_max_tokens: Annotated[int, Field(ge=64, le=8_192)] = 800
    records: Annotated[int, Field(ge=0, le=10_000_000)] = 20_000  # answers kept for replay; 0 keeps none
    parse_seconds: Annotated[float, Field(ge=1, le=86_400)] = 120.0
    parse_memory_mb: Annotated[int, Field(ge=256, le=1_048_576)] = 4_096
    max_question: Annotated[int, Field(ge=20, le=20_000)] = 2_000

    @field_validator("title", "logo", "contact")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in value):
            raise ValueError("应是一行文字")
        return value.strip()

    @field_validator("accent")
    @classmethod
    def _colour(cls, value: str) -> str:
        if not HEX.fullmatch(value):
            raise ValueError("应是 #1f5796 这样的颜色")
        if not is_legible(value):
            raise ValueError("颜色太浅，白底上的字看不清；请换深一些的")
        return value.lower()

    @field_validator("embed_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        origins = value.replace(",", " ").split()
        for origin in origins:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin} 应是 https://www.example.gov.cn 这样的网站地址，不带路径")
        return " ".join(dict.fromkeys(origins))


def load(**overrides: Any) -> Settings:
    """Settings from the environment, with None overrides ignored.

    Raises SettingsError, naming the variable, for an unknown POLICY_KB_ variable or a bad value.
    """
    names = [name for name in os.environ if name.startswith(PREFIX)]
    dotenv = Path(".env")
    if dotenv.is_file():
        lines = dotenv.read_text(encoding="utf-8").splitlines()
        names += [line.split("=", 1)[0].strip() for line in lines if line.lstrip().startswith(PREFIX)]
    for name in names:
        if name.removeprefix(PREFIX).lower() not in Settings.model_fields:
            known = "、".join(PREFIX + field.upper() for field in Settings.model_fields)
            raise SettingsError(f"不认识的设置 {name};可用的设置有:{known}")
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise SettingsError(f"设置 {name} 的值不对:{first.get('input')!r}({first['msg']})") from error
