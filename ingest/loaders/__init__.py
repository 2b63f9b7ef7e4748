"""Loaders: from a file to the raw text in it, one module per kind of file.

A loader of whole files takes a path and gives a Source; corpora of many documents are read by `jsonl`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ingest.loaders.pdf import load_pdf
from ingest.loaders.text import load_text
from ingest.types import Source

LOADERS: dict[str, Callable[[Path], Source]] = {
    ".txt": load_text,
    ".md": load_text,
    ".markdown": load_text,
    ".pdf": load_pdf,
}
CORPUS_SUFFIXES = (".jsonl", ".jsonl.gz")


def is_corpus(path: Path) -> bool:
    return path.name.lower().endswith(CORPUS_SUFFIXES)


def is_supported(path: Path) -> bool:
    return is_corpus(path) or path.suffix.lower() in LOADERS


def supported_names() -> str:
    """The suffixes that can be read, for messages to the user."""
    return "、".join([*LOADERS, *CORPUS_SUFFIXES])
