"""Files of older Word, WPS and Excel: converted by LibreOffice where it is installed."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ingest.errors import SourceBroken, SourceUnsupported
from ingest.loaders.docx import load_docx
from ingest.loaders.sheets import load_xlsx
from ingest.types import Source

_PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 120
_SHEET_SUFFIXES = (".xls", ".et", ".ods")
_SHEET_STREAMS = ("Workbook".encode("utf-16-le"), "Book\x00".encode("utf-16-le"))
_WORD_STREAM = "WordDocument".encode("utf-16-le")


def load_office(data: bytes, name: str) -> Source:
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise SourceUnsupported(
            f"读取“{name}”这类旧版文件需要 LibreOffice，这台电脑上没有安装；请安装 LibreOffice，或另存为 DOCX、XLSX、PDF 后重试。"
        )
    sheet = _is_sheet(data, name)
    target = "xlsx" if sheet else "docx"
    read: Callable[[bytes, str], Source] = load_xlsx if sheet else load_docx
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        converted = _convert(program, data, name, target, Path(folder))
    source = read(converted, name)
    return replace(source, sha256=hashlib.sha256(data).hexdigest())


def _is_sheet(data: bytes, name: str) -> bool:
    if _WORD_STREAM in data:
        return False
    return any(stream in data for stream in _SHEET_STREAMS) or name.lower().endswith(_SHEET_SUFFIXES)


def _convert(program: str, data: bytes, name: str, target: str, folder: Path) -> bytes:
    """A profile of its own, so that an open LibreOffice is not disturbed; macros do not run in a headless conversion."""
    suffix = Path(name).suffix.lower() or ".doc"
    source = folder / f"source{suffix}"
    source.write_bytes(data)
    out = folder / "out"
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        target,
        "--outdir",
        str(out),
        str(source),
    ]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired as error:
        _end(process)
        raise SourceBroken(f"LibreOffice 转换“{name}”超过 {_SECONDS} 秒，没有读取；请另存为 DOCX 后重试。") from error
    result = out / f"source.{target}"
    if process.returncode or not result.exists():
        raise SourceBroken(f"LibreOffice 无法转换“{name}”，文件可能已损坏；请另存为 DOCX 后重试。")
    return result.read_bytes()


def _end(process: subprocess.Popen[bytes]) -> None:
    """The program and those it started."""
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
