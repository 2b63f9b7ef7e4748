"""Vectors on a real Chroma server: found as in the home, nothing lost or doubled when it dies, homes kept apart."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import chromadb
import httpx
import pytest
from kill_server import Hashed

from kb import cli
from kb.embedder import Embedder
from kb.errors import VectorsUnreachable
from kb.service import KnowledgeBase
from kb.settings import load

COMMAND = shutil.which("chroma") or shutil.which("chroma", path=str(Path(sys.executable).parent))
pytestmark = pytest.mark.skipif(COMMAND is None, reason="the command chroma is not installed")
QUESTION = "第37项示例奖励是多少"


class Server:
    """`chroma run` on a port of its own; can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(COMMAND), "run", "--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                httpx.get(f"{self.url}/api/v2/heartbeat", timeout=1).raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise RuntimeError("chroma run does not answer")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def collections(self) -> dict[str, int]:
        host = chromadb.HttpClient("127.0.0.1", self.port)
        return {one.name: one.count() for one in host.list_collections()}


class Dying(Hashed):
    """Stops the server after some texts."""

    def __init__(self, server: Server, after: int) -> None:
        self._server, self._left = server, after

    def passages(self, texts: object) -> object:  # type: ignore[override]
        self._left -= 1
        if self._left == 0:
            self._server.stop()
        return super().passages(texts)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "chroma")
    made.start()
    yield made
    made.stop()


def opened(home: Path, server: Server | None, model: Embedder | None = None) -> KnowledgeBase:
    return KnowledgeBase.open(load(home=home, chroma_url=server.url if server else None), model or Hashed())


def source(folder: Path, amount: int = 0) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "办法.txt"
    lines = [f"第{n}条 第{n}项示例奖励，一次性给予{n + amount}万元。由示例局发放。" for n in range(1, 301)]
    path.write_text("\n".join(["某市示例奖励办法", "", *lines]), "utf-8")
    return path


def test_the_server_gives_what_the_home_would(tmp_path: Path, server: Server) -> None:
    file = source(tmp_path / "files")
    with opened(tmp_path / "there", server) as there, opened(tmp_path / "here", None) as here:
        for base in (there, here):
            base.ingest([file])
        assert [(h.clause.id, h.score) for h in there.search(QUESTION)] == [
            (h.clause.id, h.score) for h in here.search(QUESTION)
        ]
        assert there.search(QUESTION)[0].dense
        assert there.difference().clean
        assert there.notice() is None
        file.write_text(file.read_text("utf-8").replace("37万元", "38万元"), "utf-8")
        there.ingest([file])
        assert there.difference().clean
    assert not (tmp_path / "there" / "chroma").exists()


def test_two_homes_and_two_models_never_meet(tmp_path: Path, server: Server) -> None:
    class Other(Hashed):
        name = "other"

    stranger = chromadb.HttpClient("127.0.0.1", server.port)
    stranger.create_collection("somebody-elses")
    for name in ("one", "two"):
        with opened(tmp_path / name, server) as base:
            base.ingest([source(tmp_path / "files")])
    first = server.collections()
    assert len(first) == 5
    with opened(tmp_path / "two", server, Other()) as base:
        assert base.search(QUESTION)[0].dense == 0
        base.embed()
        assert base.difference().clean
    second = server.collections()
    assert len(second) == 5
    assert len(set(first) & set(second)) == 3  # the stranger's and those of the home that was left alone
    with opened(tmp_path / "one", server) as base:
        (document,) = base.documents()
        base.remove(document.id)
    assert "somebody-elses" in server.collections()
    with opened(tmp_path / "two", server, Other()) as base:
        assert base.difference().clean


@pytest.mark.parametrize("forgets", [False, True])
def test_nothing_is_lost_or_doubled_when_it_dies(tmp_path: Path, server: Server, forgets: bool) -> None:
    file = source(tmp_path / "files")
    with opened(tmp_path / "home", server, Dying(server, 4)) as base:
        with pytest.raises(VectorsUnreachable, match=server.url):
            base.ingest([file])
        assert base.search(QUESTION)  # by words
        assert server.url in (base.notice() or "")
        assert base.ask("第37项示例奖励是多少万元").citations
    if forgets:
        shutil.rmtree(server.folder)
    server.start()
    with opened(tmp_path / "home", server) as base:
        base.embed()
        assert base.difference().clean
        clauses = [clause for document in base.documents() for clause in base.clauses(document.id)]
        index = base._indexes.clauses
        assert index is not None
        assert index.count() == len(clauses) == len(index.matrix())


def test_a_server_that_forgot_everything_is_filled_again(tmp_path: Path, server: Server) -> None:
    with opened(tmp_path / "home", server) as base:
        base.ingest([source(tmp_path / "files")])
        server.stop()
        shutil.rmtree(server.folder)
        server.start()
        with pytest.raises(VectorsUnreachable):  # the collection it knew is gone
            base.embed()
        base.embed()
        assert base.difference().clean


def test_a_server_that_is_down_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setenv("POLICY_KB_CHROMA_URL", url)
    home = ["--home", str(tmp_path / "home")]
    assert cli.main(["ingest", str(source(tmp_path / "files")), *home]) == 2
    errors = [line for line in capsys.readouterr().err.splitlines() if line.startswith("错误")]
    assert len(errors) == 1
    assert url in errors[0]
    assert cli.main(["search", QUESTION, *home]) == 0
    shown = capsys.readouterr()
    assert "37万元" in shown.out
    assert shown.err.count(url) >= 1
    monkeypatch.setenv("POLICY_KB_CHROMA_URL", "not a url")
    assert cli.main(["search", QUESTION, *home]) == 2
    assert "POLICY_KB_CHROMA_URL" in capsys.readouterr().err
