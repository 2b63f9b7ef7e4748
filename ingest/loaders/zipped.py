"""Guards for files that are ZIP archives inside: how much they may unpack to."""

from __future__ import annotations

import io
import zipfile
import zlib

from ingest.errors import SourceBroken

# What reading an archive whose bytes are not what they claim to be may raise.
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    EOFError,
)
MOST_BYTES = 1_000_000_000
_MOST_RATIO = 200  # text compresses to a tenth, seldom beyond a hundredth
_RATIO_BYTES = 50_000_000  # small files may compress as they like
_MOST_MEMBERS = 20_000


def open_zip(data: bytes, name: str) -> zipfile.ZipFile:
    """The archive, after a look at what its directory says of the sizes."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except ZIP_ERRORS as error:
        raise SourceBroken(f"文件“{name}”已损坏，无法读取，请重新下载后重试。") from error
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    bomb = total > _RATIO_BYTES and total > _MOST_RATIO * max(1, len(data))
    if len(members) > _MOST_MEMBERS or total > MOST_BYTES or bomb:
        raise SourceBroken(f"文件“{name}”解压后过大（疑似压缩炸弹），没有读取；请拆分后重试。")
    return archive


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes | None:
    """The bytes of a member, None when there are more than `most`, whatever the directory says."""
    with archive.open(member) as stream:
        data = stream.read(most + 1)
    return None if len(data) > most else data
