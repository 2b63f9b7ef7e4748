"""Reranking against a real HTTP server in each of its forms; a failure leaves the order as it was and says so."""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
import types
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from kb.errors import RerankError, SettingsError
from kb.rerank import Endpoint, load_reranker
from kb.service import KnowledgeBase
from kb.settings import load

QUESTION = "示例企业奖励办理"
LINES = [
    f"第{name}条 示例企业奖励办理事项，第{n}项由示例局办理{'，长' * n}。"
    for n, name in enumerate("一二三四五六七八", 1)
]


class _Handler(BaseHTTPRequestHandler):
    """Likes long texts best, in the form that the path names."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.headers.get("Authorization"), asked))  # type: ignore[attr-defined]
        form = self.path.split("/")[1]
        texts = asked.get("texts" if form == "tei" else "documents")
        status, body = 200, b"{}"
        if texts is None:
            status, body = 422, b'{"error": "missing field `texts`"}'
        elif form == "slow":
            time.sleep(2)
        elif form == "broken":
            status, body = 500, b"oops"
        elif form == "garbage":
            body = b'{"results": [{"index": 0, "relevance_score": "high"}]}'
        elif form == "few":
            body = json.dumps({"results": [{"index": 0, "relevance_score": 1.0}]}).encode()
        else:
            name = "score" if form == "tei" else "relevance_score"
            rows = [{"index": i, name: float(len(text))} for i, text in enumerate(texts)]
            rows.sort(key=lambda row: -row[name])
            body = json.dumps(rows if form == "tei" else {"results": rows}).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass  # the client has given up

    def log_message(self, *arguments: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    asked: list[Any]


@pytest.fixture
def server() -> Iterator[_Server]:
    made = _Server(("127.0.0.1", 0), _Handler)
    made.asked = []
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rerank")
    (folder / "办法.txt").write_text("\n".join(["某市示例奖励办法", "", *LINES]), "utf-8")
    with KnowledgeBase.open(load(home=folder / "home", embedding="none")) as base:
        base.ingest([folder / "办法.txt"])
    return folder / "home"


def opened(home: Path, url: str) -> KnowledgeBase:
    settings = load(home=home, embedding="none", rerank="endpoint:m", rerank_url=url, rerank_key="secret")
    return KnowledgeBase.open(settings)


@pytest.mark.parametrize("form", ["jina", "tei"])
def test_the_order_is_the_models(home: Path, server: _Server, form: str) -> None:
    with opened(home, f"http://127.0.0.1:{server.server_port}/{form}") as base:
        hits = base.search(QUESTION, 8)
        assert base.notice() is None
        named = base.search(f"某市示例奖励办法第三条 {QUESTION}", 8)
    lengths = [len(hit.clause.text) for hit in hits]
    assert len(hits) == 8
    assert lengths == sorted(lengths, reverse=True)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert "第三条" in named[0].clause.label  # what is named still comes first
    key, asked = server.asked[-1]
    assert key == "Bearer secret"
    assert asked["model"] == "m"


@pytest.mark.parametrize("form", ["broken", "garbage", "few", "nobody"])
def test_a_failure_leaves_the_order(home: Path, server: _Server, form: str, caplog: pytest.LogCaptureFixture) -> None:
    with KnowledgeBase.open(load(home=home, embedding="none")) as plain:
        before = plain.search(QUESTION, 8)
    url = "http://127.0.0.1:9" if form == "nobody" else f"http://127.0.0.1:{server.server_port}/{form}"
    with opened(home, url) as base, caplog.at_level(logging.WARNING):
        assert base.search(QUESTION, 8) == before
        assert "重排" in (base.notice() or "")
        assert any("重排" in record.message for record in caplog.records)
        asked = len(server.asked)
        assert base.search(QUESTION + "事项", 8)
        assert len(server.asked) == asked  # it is left alone for a while


def test_a_slow_one_is_not_waited_for(server: _Server) -> None:
    began = time.monotonic()
    with pytest.raises(RerankError):
        Endpoint("m", f"http://127.0.0.1:{server.server_port}/slow", None, seconds=0.3).scores("问", ["一", "二"])
    assert time.monotonic() - began < 1.9


def test_a_cross_encoder_of_sentence_transformers(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Model:
        def __init__(self, name: str) -> None:
            if name == "absent":
                raise OSError("no such model")

        def predict(self, pairs: list[tuple[str, str]]) -> list[float]:
            return [float(-len(text)) for _, text in pairs]

    library = types.ModuleType("sentence_transformers")
    library.CrossEncoder = Model  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    with KnowledgeBase.open(load(home=home, embedding="none", rerank="sentence-transformers:some")) as base:
        lengths = [len(hit.clause.text) for hit in base.search(QUESTION, 8)]
    assert lengths == sorted(lengths)
    with pytest.raises(SettingsError, match="absent"):
        load_reranker(load(rerank="sentence-transformers:absent"))
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(SettingsError, match="uv sync"):
        load_reranker(load(rerank="sentence-transformers:some"))


def test_wrong_settings_are_refused() -> None:
    with pytest.raises(SettingsError, match="POLICY_KB_RERANK_URL"):
        load_reranker(load(rerank="endpoint:m"))
    with pytest.raises(SettingsError, match="POLICY_KB_RERANK"):
        load(rerank="magic")
    assert load_reranker(load()) is None
