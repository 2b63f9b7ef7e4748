"""What a file really is, by its first bytes; a wrong extension is said instead of read as gibberish."""

from __future__ import annotations

from pathlib import Path

from ingest.errors import SourceBroken

_SIGNATURES = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office（doc、xls、wps）"),
    (b"\x1f\x8b", "GZIP"),
    (b"\x89PNG\r\n", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"{\\rtf", "RTF"),
)
_PLAIN = (".txt", ".md", ".markdown", ".jsonl", ".html", ".htm")
_EXPECTED = {".pdf": "PDF", ".gz": "GZIP", ".docx": "ZIP", ".xlsx": "ZIP", ".zip": "ZIP"}


def check_content(path: Path) -> None:
    """Raises SourceBroken when the content is of another kind than the extension says."""
    suffix = path.suffix.lower()
    if suffix not in _EXPECTED and suffix not in _PLAIN:
        return
    with path.open("rb") as file:
        head = file.read(1024)
    found = next((name for signature, name in _SIGNATURES if head.startswith(signature)), None)
    if found is not None and found != _EXPECTED.get(suffix):
        raise SourceBroken(f"文件“{path.name}”的内容是 {found}，与扩展名 {suffix} 不符，请改正扩展名或转换后重试。")
