"""Forms in which texts are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import opencc

_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


@lru_cache(maxsize=1)
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional characters to simplified ones."""
    return str(_simplifier().convert(text))


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Width, case and quotes folded (NFKC), white space removed. Length may differ from `text`."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).lower().translate(_QUOTES))


def has_cjk(text: str) -> bool:
    return re.search("[\u3400-\u9fff]", text) is not None
