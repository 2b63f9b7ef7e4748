"""kill -9 at any moment: the home opens, completes itself, and has lost nothing and doubled nothing.

KILL_MOMENTS sets how many processes are killed (the default keeps the test short).
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from kb.settings import PROJECT

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
MOMENTS = int(os.environ.get("KILL_MOMENTS", "16"))
FILES, CLAUSES = 6, 6
TEXT = """某市示例办法{n}

一、总则
为支持示例企业发展，制定本办法{n}。
二、扶持措施
（一）认定奖励。首次认定的示例企业，一次性奖励{amount}万元。奖励由某市示例局发放。
（二）场地补贴。租用示例园区厂房的，给予{amount}个月房租补贴。
（三）人才奖励。引进示例人才的，给予补贴。
"""


class Server:
    """The process that forks the children."""

    def __init__(self, folder: Path) -> None:
        self._errors = (folder / "stderr.txt").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("kill_server.py")), str(folder / "result.json")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
        )
        assert self._line() == "ready"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def run(self, order: dict[str, Any], kill_after: float | None = None) -> tuple[int, Any]:
        """Exit status and result of a child, killed after some seconds unless it ends before."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        pid = int(self._line())
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        status, result = json.loads(self._line())
        return status, result

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.close()


def write(folder: Path, amount: int) -> None:
    """The files of one round. In the corpus the words change under the same ids."""
    folder.mkdir(exist_ok=True)
    for n in range(FILES):
        (folder / f"{n}.txt").write_text(TEXT.format(n=n, amount=amount), "utf-8")
    rows = [
        {
            "id": f"s-{n}-{i}",
            "document": f"某市示例条例{n}",
            "clause": f"第{i}条",
            "text": f"示例{n}第{i}条奖励{amount}万元。",
        }
        for n in range(3)
        for i in range(20)
    ]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def round_of(document: dict[str, Any]) -> set[int]:
    """The rounds that the amounts in a document's clauses come from."""
    return {int(amount) for text in document["texts"] for amount in re.findall(r"\d{4}", text)}


def whole(result: dict[str, Any], amount: int, before: int | None) -> None:
    """Every document is there as one of the two rounds left it, and in the index once."""
    assert result["opened"]
    assert result["before"]
    assert result["clean"]
    assert result["doubled"] == 0
    documents = result["documents"]
    ids = [clause_id for document in documents.values() for clause_id in document["ids"]]
    assert sorted(ids) == result["indexed"]
    assert len(ids) == len(set(ids))
    if before is not None:
        assert len(documents) == FILES + 3
    for title, document in documents.items():
        assert len(document["texts"]) == (20 if "条例" in title else CLAUSES)
        assert len(round_of(document)) == 1
        assert round_of(document) <= {amount, before}
        assert document["versions"][-1] == document["texts"]
        assert len({json.dumps(version) for version in document["versions"]}) == len(document["versions"])


@pytest.mark.parametrize(("vectors", "moments"), [(False, MOMENTS), (True, max(4, MOMENTS // 4))])
def test_killed_at_random_moments(server: Server, tmp_path: Path, vectors: bool, moments: int) -> None:
    home, folder = tmp_path / "home", tmp_path / "files"
    order = {"home": str(home), "folder": str(folder), "vectors": vectors}
    amount, before = 1000, None
    write(folder, amount)
    began = time.monotonic()
    status, statements = server.run({**order, "home": str(tmp_path / "measure"), "do": "ingest"})
    usual = time.monotonic() - began
    assert status == 0
    moment = random.Random(20)
    killed = 0
    for n in range(moments):
        if n % 2:  # between any two statements, which time alone would rarely meet
            status, _ = server.run({**order, "do": "ingest", "statement": moment.randint(1, statements)})
        else:
            status, _ = server.run({**order, "do": "ingest"}, kill_after=moment.uniform(0.0, 1.05 * usual))
        assert status in (0, -signal.SIGKILL)
        killed += status != 0
        status, result = server.run({**order, "do": "check"})
        assert status == 0, (tmp_path / "stderr.txt").read_text("utf-8")
        whole(result, amount, before)
        if len(result["documents"]) == FILES + 3 and all(
            round_of(document) == {amount} for document in result["documents"].values()
        ):
            amount, before = amount + 1, amount
            write(folder, amount)
    assert killed >= moments // 3
    assert server.run({**order, "do": "ingest"})[0] == 0
    status, result = server.run({**order, "do": "check"})
    assert status == 0
    whole(result, amount, amount)
    assert len(result["documents"]) == FILES + 3
