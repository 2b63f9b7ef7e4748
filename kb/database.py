"""One SQLite file: a connection a thread, transactions that happen as a whole, clear errors."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.errors import HomeError
from kb.schema import prepare

_WAIT = 60.0  # seconds to wait for another process that writes


class Database:
    """Access to the file. Safe to share between threads and processes.

    `prepare` makes its tables; see `kb.schema`. `wait` is how many seconds another process that writes is waited for.
    """

    def __init__(
        self, path: Path, prepare: Callable[[sqlite3.Connection], None] = prepare, wait: float = _WAIT
    ) -> None:
        self._path = path
        self._wait = wait
        self._local = threading.local()
        try:
            with self._explained():
                connection = self._connection()
                connection.execute("PRAGMA journal_mode = WAL")
                prepare(connection)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Closes this thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        with self._explained():
            yield self._connection()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: everything in the block is kept, or nothing."""
        with self._explained():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=self._wait, isolation_level=None)
            connection.execute("PRAGMA foreign_keys = ON")
            # With WAL a killed process loses nothing committed; only a power cut may lose the last moments, as a whole.
            connection.execute("PRAGMA synchronous = NORMAL")
            self._local.connection = connection
        return connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise HomeError(f"知识库文件 {self._path} 正被另一个程序写入；请稍后再试") from error
            raise HomeError(f"知识库文件 {self._path} 无法使用({error});请检查磁盘空间和权限") from error
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            raise HomeError(f"知识库文件 {self._path} 无法打开({error});请换一个 --home 目录,或从备份恢复") from error
