"""Corpora: one JSON object per line, a ready clause or a whole document; plain or gzip."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ingest.errors import SourceBroken, SourceEmpty

# JSON may name half of a character outside the basic plane; no file and no database can hold one
_HALVES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A ready clause of a named document."""

    line: int
    id: str
    document: str
    clause: str
    path: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A whole document that is still to be parsed."""

    line: int
    id: str
    title: str | None
    text: str


def read_rows(path: Path) -> Iterator[ClauseRow | DocumentRow]:
    """The rows of a corpus. A row that cannot be read stops the reading with its line number."""
    seen: set[str] = set()
    try:
        with _open(path) as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                row = _row(line, number, path.name)
                if row.id in seen:
                    raise _broken(path.name, number, f"id“{row.id}”与前面的行重复")
                seen.add(row.id)
                yield row
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise SourceBroken(f"文件“{path.name}”不是完整的 gzip 压缩文件，请重新生成后重试。") from error
    except UnicodeDecodeError as error:
        raise SourceBroken(f"文件“{path.name}”不是 UTF-8 编码，请转换后重试。") from error
    if not seen:
        raise SourceEmpty(f"文件“{path.name}”里没有数据行。")


def _open(path: Path) -> IO[str]:
    if path.name.lower().endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8-sig")
    return path.open(encoding="utf-8-sig")


def _broken(name: str, number: int, what: str) -> SourceBroken:
    return SourceBroken(f"文件“{name}”第 {number} 行有误：{what}。请修正后重试。")


def _row(line: str, number: int, name: str) -> ClauseRow | DocumentRow:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise _broken(name, number, "不是有效的 JSON") from error
    if not isinstance(row, dict):
        raise _broken(name, number, "应是一个 JSON 对象")

    def field(key: str) -> str:
        value = row.get(key)
        if isinstance(value, int) and key == "id":
            value = str(value)
        if not isinstance(value, str) or not value.strip():
            raise _broken(name, number, f"缺少字段“{key}”，或它不是文字")
        return _HALVES.sub("\ufffd", value)

    if "clause" in row:
        path = _path(row.get("path"), number, name)
        return ClauseRow(number, field("id"), field("document"), field("clause"), path, field("text"))
    return DocumentRow(number, field("id"), field("title") if row.get("title") else None, field("text"))


def _path(value: Any, number: int, name: str) -> tuple[str, ...]:
    """Headings as a list, or as one string with " > " between them."""
    parts = value.split(">") if isinstance(value, str) else [] if value is None else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise _broken(name, number, "字段“path”应是文字或文字的列表")
    return tuple(_HALVES.sub("\ufffd", part.strip()) for part in parts if part.strip())
