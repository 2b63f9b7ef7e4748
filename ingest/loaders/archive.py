"""ZIP archives: each member that can be read is a document. Nothing is written to disk."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

from ingest.errors import IngestError, SourceBroken, SourceEmpty
from ingest.loaders.zipped import ZIP_ERRORS, open_zip, read_member
from ingest.types import Source, Unread

_MOST_MEMBER = 200_000_000
_DEEPEST = 2  # an archive inside an archive is read, one inside that is not
_UTF8_NAMES = 0x800

Load = Callable[[bytes, str, int], Iterable[Source]]
Report = Callable[[Unread], None]


def load_archive(
    data: bytes, name: str, depth: int, load: Load, readable: Callable[[str], bool], unread: Report
) -> Iterator[Source]:
    """The documents of an archive; `load` reads one member, `unread` is told of each that could not be read."""
    if depth >= _DEEPEST:
        raise SourceBroken(f"压缩包“{name}”嵌套过深，没有读取，请解压后重试。")
    with open_zip(data, name) as archive:
        members = [(member, member_name(member)) for member in archive.infolist() if not member.is_dir()]
        members = [(member, inner) for member, inner in members if not _is_hidden(inner)]
        if not members:
            raise SourceEmpty(f"压缩包“{name}”里没有可以导入的文件，请检查是否传错了文件。")
        for member, inner in members:
            # The name is only shown and compared, never opened: ../../x harms nobody, but is shown without its dots.
            shown = "/".join(part for part in PurePosixPath(inner).parts if part not in ("..", ".", "/"))
            try:
                yield from _member(archive, member, name, shown, depth, load, readable)
            except IngestError as error:
                unread(Unread(f"{name}/{shown}", str(error)))
            except MemoryError:
                raise
            except Exception as error:  # whatever a library does with a broken member, the others go on
                reason = f"压缩包里的“{shown}”已损坏，无法读取（{type(error).__name__}），请重新下载或另存后重试。"
                unread(Unread(f"{name}/{shown}", reason))


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
    shown: str,
    depth: int,
    load: Load,
    readable: Callable[[str], bool],
) -> Iterator[Source]:
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
    yield from load(data, f"{name}/{shown}", depth + 1)
