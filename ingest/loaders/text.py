"""Plain text and Markdown, in the encodings Chinese offices use."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingest.errors import SourceEmpty
from ingest.loaders.encoding import decode
from ingest.types import Source


def load_text(path: Path) -> Source:
    data = path.read_bytes()
    text = decode(data, path.name)
    if not text.strip("\ufeff \t\r\n\f\v\u3000\xa0\x00"):
        raise SourceEmpty(f"文件“{path.name}”里没有文字，请检查是否传错了文件。")
    return Source(path.name, text, hashlib.sha256(data).hexdigest())
