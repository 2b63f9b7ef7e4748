"""Records of answers, in a file of their own: enough to give an answer again, or to show why it would be another one."""

from __future__ import annotations

import json
import logging
import secrets
import sqlite3
import time
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ingest.types import Clause
from kb.database import Database
from kb.errors import HomeError, NotFound
from kb.settings import Settings

logger = logging.getLogger(__name__)

FILE = "answers.sqlite"
_WAIT = 0.05  # seconds to wait for another process: an answer is not held up for its record
_SPARE = 100  # records over the cap before the oldest go, so that not every answer deletes
_MATTER = (
    "embedding",
    "embedding_url",
    "embedding_query_prefix",
    "embedding_passage_prefix",
    "llm_model",
    "llm_url",
    "llm_temperature",
    "llm_max_tokens",
)
_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Record:
    """One answer with what it was made of. `clauses`: id → hash of the text, of all that was cited, shown or near."""

    id: str
    at: str  # UTC, ISO 8601
    question: str
    history: tuple[str, ...]
    day: str  # the date for which it was said what is in force
    revision: int  # of the knowledge base
    settings: Mapping[str, Any]
    clauses: Mapping[str, str]
    said: str  # all that a language model said; "" without one
    sources: tuple[str, ...]  # the clauses the model was shown, in the order of their numbers
    failed: bool  # the model did not end
    timings: Mapping[str, float]  # milliseconds
    answer: Mapping[str, Any]  # the answer row


class Records:
    """The records of one home. Writing one never fails an answer; a cap keeps the file from growing without bound."""

    def __init__(self, home: Path, most: int) -> None:
        self._path = home / FILE
        self._most = most
        self._database: Database | None = None

    def close(self) -> None:
        if self._database is not None:
            self._database.close()

    def add(self, record: Record) -> str | None:
        """The id under which the record is kept; None where it is not."""
        if not self._most:
            return None
        body = zlib.compress(json.dumps(asdict(record), ensure_ascii=False).encode(), 1)
        try:
            with self._open().write() as connection:
                row = connection.execute(
                    "INSERT INTO records (id, at, question, body) VALUES (?, ?, ?, ?) RETURNING seq",
                    (record.id, record.at, record.question, body),
                ).fetchone()
                if row[0] % _SPARE == 0:
                    connection.execute("DELETE FROM records WHERE seq <= ?", (row[0] - self._most,))
        except (HomeError, sqlite3.Error) as error:
            logger.warning("answer not recorded: %s", error)
            return None
        return record.id

    def get(self, record_id: str) -> Record:
        """Raises NotFound."""
        row = None
        if self._path.exists():
            with self._open().read() as connection:
                row = connection.execute("SELECT body FROM records WHERE id = ?", (record_id,)).fetchone()
        if row is None:
            raise NotFound(f"没有编号为 {record_id} 的答复记录；编号在 policy-kb ask 的结果里，较早的记录可能已经清除")
        value = json.loads(zlib.decompress(row[0]))
        return Record(**value | {"history": tuple(value["history"]), "sources": tuple(value["sources"])})

    def count(self) -> int:
        if not self._path.exists():
            return 0
        with self._open().read() as connection:
            return int(connection.execute("SELECT COUNT(*) FROM records").fetchone()[0])

    def _open(self) -> Database:
        if self._database is None:
            self._database = Database(self._path, _prepare, wait=_WAIT)
        return self._database


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS records (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, "
        "at TEXT NOT NULL, question TEXT NOT NULL, body BLOB NOT NULL)"
    )


def new_id() -> str:
    return f"a_{secrets.token_hex(6)}"


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def content_hash(clause: Clause) -> str:
    """What an answer can use of a clause."""
    return sha256("\x1f".join((clause.text, clause.heading or "", *clause.path)).encode()).hexdigest()[:16]


def settings_that_matter(settings: Settings) -> dict[str, Any]:
    """The settings on which an answer depends, the version of the program, and its weights. No key is among them."""
    return {name: getattr(settings, name) for name in _MATTER} | {"program": _program(), "weights": _weights()}


def elapsed(since: float) -> float:
    return round((time.perf_counter() - since) * 1000, 2)


def differences(before: Mapping[str, Any], after: Mapping[str, Any], leave_out: Sequence[str] = ()) -> dict[str, Any]:
    """Name → [before, after] where two mappings differ."""
    names = [name for name in dict.fromkeys([*before, *after]) if name not in leave_out]
    return {n: [before.get(n), after.get(n)] for n in names if before.get(n) != after.get(n)}


@lru_cache(maxsize=1)
def _program() -> str:
    try:
        return version("policy-kb")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"


@lru_cache(maxsize=1)
def _weights() -> str:
    digest = sha256()
    for path in sorted(one for one in _DATA.iterdir() if one.suffix in (".json", ".npy", ".txt")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
