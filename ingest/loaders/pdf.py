"""PDF files that have a text layer."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ingest.errors import SourceBroken, SourceEmpty
from ingest.types import Source, Span

_MOST_PAGES = 3_000
_PAGE_BREAK = "\n\f\n"
# What pypdf lets through when the bytes are not what they claim to be, besides its own errors.
_PARSE_ERRORS = (
    PyPdfError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    OSError,
)


def load_pdf(path: Path) -> Source:
    """Text of all pages, and the span of each."""
    data = path.read_bytes()
    if not data.strip():
        raise SourceEmpty(f"文件“{path.name}”是空的，请检查是否传错了文件。")
    texts = _page_texts(path)
    if not any(text.strip() for text in texts):
        raise SourceEmpty(f"PDF“{path.name}”没有文字层（可能是扫描件），请先做文字识别（OCR）再导入。")
    pages: list[Span] = []
    position = 0
    for text in texts:
        pages.append(Span(position, position + len(text)))
        position += len(text) + len(_PAGE_BREAK)
    return Source(path.name, _PAGE_BREAK.join(texts), hashlib.sha256(data).hexdigest(), tuple(pages))


def _page_texts(path: Path) -> list[str]:
    try:
        reader = PdfReader(path)
        # Many files are "encrypted" with an empty password, which only restricts editing.
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceBroken(f"PDF“{path.name}”设有密码，无法读取，请解除密码后重试。")
        count = len(reader.pages)
        if count > _MOST_PAGES:
            raise SourceBroken(f"PDF“{path.name}”有 {count} 页，超过 {_MOST_PAGES} 页的上限，请拆分后重试。")
        return [page.extract_text() for page in reader.pages]
    except _PARSE_ERRORS as error:
        raise SourceBroken(f"PDF“{path.name}”已损坏或不是 PDF 文件，无法读取，请重新下载后重试。") from error
