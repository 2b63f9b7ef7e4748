"""Plain text and Markdown, in the encodings Chinese offices use."""

from __future__ import annotations

import hashlib

from ingest.errors import SourceEmpty
from ingest.loaders.encoding import decode
from ingest.loaders.markdown import markdown_tables
from ingest.types import Source

MARKDOWN_SUFFIXES = (".md", ".markdown")


def load_text(data: bytes, name: str) -> Source:
    text = decode(data, name)
    if not text.strip("\ufeff \t\r\n\f\v\u3000\xa0\x00"):
        raise SourceEmpty(f"文件“{name}”里没有文字，请检查是否传错了文件。")
    tables = markdown_tables(text) if name.lower().endswith(MARKDOWN_SUFFIXES) else ()
    return Source(name, text, hashlib.sha256(data).hexdigest(), tables=tables)
