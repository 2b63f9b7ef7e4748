"""Plain text and Markdown, in the encodings Chinese offices use."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

from ingest.errors import SourceBroken, SourceEmpty
from ingest.types import Source

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def load_text(path: Path) -> Source:
    data = path.read_bytes()
    text = decode(data, path.name)
    if not text.strip("\ufeff \t\r\n\f\v\u3000\xa0\x00"):
        raise SourceEmpty(f"文件“{path.name}”里没有文字，请检查是否传错了文件。")
    return Source(path.name, text, hashlib.sha256(data).hexdigest())


def decode(data: bytes, name: str) -> str:
    """UTF-8 with or without BOM, UTF-16 with BOM, otherwise GB18030 (which includes GBK and GB2312)."""
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), None)
    for candidate in (encoding,) if encoding else ("utf-8", "gb18030"):
        try:
            return data.decode(candidate)
        except UnicodeDecodeError:
            continue
    raise SourceBroken(
        f"文件“{name}”不是可识别的文本编码（支持 UTF-8、带 BOM 的 UTF-16、GB18030），请另存为 UTF-8 后重试。"
    )
