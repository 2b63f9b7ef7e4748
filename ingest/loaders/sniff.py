"""What a file is, by its first bytes; names may lie."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from ingest.errors import SourceBroken, SourceUnsupported
from ingest.loaders.zipped import ZIP_ERRORS

Kind = Literal["text", "html", "mht", "csv", "pdf", "docx", "xlsx", "office", "image", "zip"]

KINDS: dict[str, Kind] = {
    ".txt": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
    ".xhtml": "html",
    ".mht": "mht",
    ".mhtml": "mht",
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".doc": "office",
    ".wps": "office",
    ".rtf": "office",
    ".odt": "office",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "office",
    ".et": "office",
    ".csv": "csv",
    ".tsv": "csv",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".bmp": "image",
    ".tif": "image",
    ".tiff": "image",
    ".webp": "image",
    ".zip": "zip",
}
NAMES: dict[Kind, str] = {
    "text": "文本",
    "html": "网页",
    "mht": "网页存档",
    "csv": "CSV 表格",
    "pdf": "PDF",
    "docx": "Word 文档（DOCX）",
    "xlsx": "Excel 表格（XLSX）",
    "office": "旧版 Word、WPS 或 Excel 文件",
    "image": "图片",
    "zip": "ZIP 压缩包",
}
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]",
    re.I | re.S,
)
_MHT = re.compile(rb"\s*(?:[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*)*?MIME-Version:", re.I)
_HEAD = 4096
_OTHERS = (
    (b"Rar!", "RAR 压缩包", "请解压或改存为 ZIP 后重试"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", "请解压或改存为 ZIP 后重试"),
    (b"\x1f\x8b", "gzip 压缩文件", "请解压后重试"),
    (b"MZ", "程序文件", "请检查是否传错了文件"),
    (b"\x7fELF", "程序文件", "请检查是否传错了文件"),
)


def sniff(data: bytes, claimed: Kind, name: str) -> Kind:
    """The kind of file these bytes are, `claimed` where they do not tell. Raises for a kind that cannot be read."""
    head = data[:_HEAD]
    if b"%PDF-" in head[:1024] and not _HTML.match(head):
        return "pdf"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zipped(data, name)
    if head.startswith(_OLE):
        return _ole(data, name)
    if head.startswith(_IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return claimed if head.startswith(b"BM") and claimed not in ("image", "pdf") else "image"
    if head.startswith(b"{\\rtf"):
        return "office"
    if _HTML.match(head):
        return "html"
    if claimed != "text" and _MHT.match(head) and b"ultipart/" in data[: _HEAD * 4]:
        return "mht"
    for magic, what, advice in _OTHERS:
        if head.startswith(magic) and (claimed not in ("text", "csv") or b"\x00" in head):
            raise SourceUnsupported(f"文件“{name}”其实是{what}，无法读取，{advice}。")
    return claimed


def _zipped(data: bytes, name: str) -> Kind:
    """An office document or an archive, by what it holds."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except ZIP_ERRORS as error:
        raise SourceBroken(f"文件“{name}”已损坏，无法读取，请重新下载后重试。") from error
    if "word/document.xml" in names or any(re.fullmatch(r"word/document\d*\.xml", n) for n in names):
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "ppt/presentation.xml" in names:
        raise SourceUnsupported(f"不支持演示文稿“{name}”，请另存为 PDF 后重试。")
    if "OFD.xml" in names:
        raise SourceUnsupported(f"不支持 OFD 版式文件“{name}”，请另存为 PDF 后重试。")
    if "mimetype" in names and "content.xml" in names:
        return "office"
    return "zip"


def _ole(data: bytes, name: str) -> Kind:
    """A file of the older Office, or one of the newer with a password, by the names of its streams."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise SourceBroken(f"文件“{name}”设有密码，无法读取，请解除密码后重试。")
    if "PowerPoint Document".encode("utf-16-le") in data:
        raise SourceUnsupported(f"不支持演示文稿“{name}”，请另存为 PDF 后重试。")
    return "office"
