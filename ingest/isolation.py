"""Files are read in a process of their own, which may take only so much time and memory.

A file that loops, crashes its reader or unpacks to gigabytes gives one error; the next file gets a fresh process.
One process reads many files, and passes on each document as it is read.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from ingest import errors
from ingest.errors import IngestError, SourceBroken
from ingest.types import Parsed, Unread
from ingest.worker import LENGTH

_AHEAD = 8  # documents read ahead of the one being stored


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one document may take: seconds of waiting for it, and megabytes of address space."""

    seconds: float = 120.0
    memory_mb: int = 2048


class Reader:
    """Reads files in another process. Use as a context manager, from one thread."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None
        self._frames: queue.Queue[tuple[Any, ...]] = queue.Queue()

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def read(self, path: Path, unread: Callable[[Unread], None] = lambda member: None) -> Iterator[Parsed]:
        """The documents in one file; `unread` is told of members of an archive that could not be read.

        Raises an IngestError when the file cannot be read, or not within the limits.
        """
        process = self._started()
        in_step = False
        try:
            assert process.stdin is not None
            process.stdin.write(json.dumps(str(path.absolute())).encode() + b"\n")
            process.stdin.flush()
            while True:
                kind, *rest = self._frame(path)
                if kind == "parsed":
                    yield rest[0]
                    continue
                if kind == "unread":
                    unread(rest[0])
                    continue
                in_step = kind in ("end", "error", "failed")
                if kind == "end":
                    return
                raise self._error(path, kind, rest)
        except BrokenPipeError:
            raise self._error(path, "died", []) from None
        finally:
            if not in_step:
                self._end()

    def _frame(self, path: Path) -> tuple[Any, ...]:
        try:
            return self._frames.get(timeout=self._limits.seconds)
        except queue.Empty:
            raise SourceBroken(
                f"文件“{path.name}”读了 {self._limits.seconds:.0f} 秒还没有读完，已放弃；请拆成小一些的文件后重试。"
            ) from None

    def _error(self, path: Path, kind: str, rest: list[Any]) -> IngestError:
        if kind == "error":
            known: type[IngestError] = getattr(errors, rest[0], SourceBroken)
            return known(rest[1])
        if kind == "failed":
            return SourceBroken(f"文件“{path.name}”已损坏，无法读取（{rest[0]}），请重新下载或另存后重试。")
        if kind == "memory":
            return SourceBroken(
                f"读文件“{path.name}”要用的内存超过 {self._limits.memory_mb} MB，已放弃；请拆成小一些的文件后重试。"
            )
        return SourceBroken(f"文件“{path.name}”让读取程序意外终止，可能已损坏或太大，请重新下载或拆开后重试。")

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            folders = [folder or os.getcwd() for folder in sys.path]
            process = subprocess.Popen(
                [sys.executable, "-P", "-c", f"from ingest.worker import main; main({self._limits.memory_mb << 20})"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
            )
            self._process, self._frames = process, queue.Queue(_AHEAD)
            assert process.stdout is not None
            threading.Thread(target=_receive, args=(process.stdout, self._frames), daemon=True).start()
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        while process.stdout is not None and not process.stdout.closed:  # lets a receiver that waits for room finish
            try:
                self._frames.get(timeout=0.05)
            except queue.Empty:
                continue
        if process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()


def _receive(source: IO[bytes], frames: queue.Queue[tuple[Any, ...]]) -> None:
    """Takes frames from the pipe until it ends."""
    with source:
        while True:
            head = source.read(LENGTH.size)
            data = source.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""
            if not data or len(data) < LENGTH.unpack(head)[0]:
                frames.put(("died",))
                return
            frames.put(pickle.loads(data))
