"""Bytes to text, in the encodings Chinese offices use."""

from __future__ import annotations

import codecs
import re

from ingest.errors import SourceBroken

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.I
)
_DECLARATION_BYTES = 4096  # browsers look for it in the first kilobyte
_GB = {"gb2312", "gbk", "gb_2312-80", "x-gbk", "gb18030", "gb2312-80"}
_FEW = 0.001  # a page may hold a character cut in two; more than this share is another encoding


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


def decode_page(data: bytes, name: str) -> str:
    """A web page: what it is, if it is UTF-8 throughout, otherwise what it declares, otherwise a guess."""
    if any(data.startswith(bom) for bom, _ in _BOMS):
        return decode(data, name)
    declared = _DECLARED.search(data[:_DECLARATION_BYTES])
    said = declared[1].decode("ascii").lower() if declared else ""
    candidates = ["utf-8", *([] if not said else ["gb18030" if said in _GB else said]), "gb18030", "big5hkscs"]
    for candidate in candidates:
        try:
            return data.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
    for candidate in candidates:
        try:
            text = data.decode(candidate, "replace")
        except LookupError:
            continue
        if text.count("\ufffd") <= max(2, _FEW * len(text)):
            return text
    raise SourceBroken(f"网页“{name}”不是可识别的文字编码，请用浏览器另存为 UTF-8 网页后重试。")
