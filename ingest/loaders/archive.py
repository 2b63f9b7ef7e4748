"""ZIP archives: each member that can be read is a document. Nothing is written to disk."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from ingest.errors import IngestError, SourceBroken, SourceEmpty
from ingest.loaders.zipped import ZIP_ERRORS, open_zip, read_member
from ingest.types import Source

_MOST_MEMBER = 200_000_000
_DEEPEST = 2  # an archive inside an archive is read, one inside that is not
_UTF8_NAMES = 0x800

Load = Callable[[bytes, str, int], Iterable[Source]]


def load_archive(data: bytes, name: str, depth: int, load: Load, readable: Callable[[str], bool]) -> Iterator[Source]:
    """The documents of an archive; `load` reads one member. What could not be read is named in the first one's warnings."""
    if depth >= _DEEPEST:
        raise SourceBroken(f"压缩包“{name}”嵌套过深，没有读取，请解压后重试。")
    with open_zip(data, name) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        problems: list[str] = []
        waiting: Source | None = None  # kept back until all problems are known
        for member in members:
            inner = member_name(member)
            if _is_hidden(inner):
                continue
            try:
                for source in _member(archive, member, name, inner, depth, load, readable):
                    if waiting is None:
                        waiting = source
                    else:
                        yield source
            except IngestError as error:
                problems.append(str(error))
    if waiting is None:
        detail = problems[0] if problems else "里面没有可以导入的文件。"
        raise SourceEmpty(f"压缩包“{name}”没有可读的文件：{detail}")
    yield replace(waiting, warnings=(*waiting.warnings, *problems))


def member_name(member: zipfile.ZipInfo) -> str:
    """The name of a member; archives made on Chinese Windows have it in GBK without saying so."""
    name = member.orig_filename
    if not member.flag_bits & _UTF8_NAMES:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/").split("\x00")[0]


def _is_hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or any(
        part.startswith(".") and part != ".." and part != "." for part in PurePosixPath(name).parts
    )


def _member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    name: str,
    inner: str,
    depth: int,
    load: Load,
    readable: Callable[[str], bool],
) -> Iterator[Source]:
    # The name is only shown and compared, never opened: ../../x harms nobody, but is shown without its dots.
    shown = "/".join(part for part in PurePosixPath(inner).parts if part not in ("..", ".", "/"))
    full = f"{name}/{shown}"
    if not readable(shown):
        raise SourceBroken(f"压缩包里的“{shown}”不是可以导入的文件，已跳过。")
    if member.flag_bits & 1:
        raise SourceBroken(f"压缩包里的“{shown}”设有密码，已跳过，请解压后重试。")
    try:
        data = read_member(archive, member, _MOST_MEMBER)
    except ZIP_ERRORS as error:
        raise SourceBroken(f"压缩包里的“{shown}”已损坏，已跳过。") from error
    if data is None:
        raise SourceBroken(f"压缩包里的“{shown}”过大，已跳过。")
    yield from load(data, full, depth + 1)
