"""A process for test_kb_kill: loaded once, it forks a child for each line of standard input, which can be killed.

A line is {"do": "ingest" | "check", "home", "folder", "vectors", "statement"?}: a child with "statement" kills itself
before it runs that statement of SQL, counted from 1. The answer is the child's id on one line, and
on the next, when the child has ended, its exit status (negative: the signal) and what it found.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import sys
import traceback
from pathlib import Path
from typing import Any

import numpy as np

import kb.service
from kb.database import Database
from kb.embedder import Embedder, Vectors
from kb.service import KnowledgeBase
from kb.settings import load
from kb.tokenize import tokenizer


class Hashed(Embedder):
    """Vectors that cost nothing and mean nothing."""

    name = "hashed"

    def passages(self, texts: Any) -> Vectors:
        return np.stack([self.query(text) for text in texts])

    def query(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        vector = np.random.default_rng(seed).normal(size=16).astype(np.float32)
        return vector / np.linalg.norm(vector)


def count_statements(deadly: int | None) -> list[str]:
    """The SQL that this process runs from now on; the statement with the number `deadly` is not reached."""
    run: list[str] = []
    real = Database._connection

    def note(statement: str) -> None:
        run.append(statement)
        if len(run) == deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    def traced(self: Database) -> sqlite3.Connection:
        connection = real(self)
        connection.set_trace_callback(note)
        return connection

    Database._connection = traced  # type: ignore[method-assign]
    return run


def check(base: KnowledgeBase) -> dict[str, Any]:
    """What an opened home holds, after it has completed itself the way `policy-kb verify` does."""
    opened = base._indexes.lexical.ids() == base._store.clause_ids()
    base.embed()
    before = base.difference().clean
    base.repair()
    ids = sorted(base._indexes.lexical.ids())
    return {
        "opened": opened,
        "before": before,
        "clean": base.difference().clean,
        "doubled": base._indexes.lexical.count() - len(ids),
        "indexed": ids,
        "documents": {
            document.title: {
                "texts": [clause.text for clause in base.clauses(document.id)],
                "ids": [clause.id for clause in base.clauses(document.id)],
                "versions": [
                    [clause.text for clause in base.clauses(document.id, version.number)]
                    for version in base.versions(document.id)
                ],
            }
            for document in base.documents()
        },
    }


def child(order: dict[str, Any], result: Path) -> None:
    statements = count_statements(order.get("statement"))
    with KnowledgeBase.open(
        load(home=Path(order["home"]), embedding="e5-small" if order["vectors"] else "none")
    ) as base:
        if order["do"] == "ingest":
            base.ingest([Path(order["folder"])])
            found: Any = len(statements)
        else:
            found = check(base)
    result.write_text(json.dumps(found), "utf-8")


def main() -> None:
    kb.service.load_embedder = lambda settings: None if settings.embedding == "none" else Hashed()
    tokenizer().words("示例")
    result = Path(sys.argv[1])
    print("ready", flush=True)
    for line in sys.stdin:
        result.unlink(missing_ok=True)
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                child(json.loads(line), result)
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        print(pid, flush=True)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        print(json.dumps([status, json.loads(result.read_text("utf-8")) if result.exists() else None]), flush=True)


if __name__ == "__main__":
    main()
