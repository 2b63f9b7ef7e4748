"""What a question names outright is found by equality."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.pipeline import parse_file
from kb.references import References
from kb.store import Store

LAW = """某省示例发展条例

第一章 总则

第一条 为了支持示例产业发展，制定本条例。

第二条 本条例所称示例产业，是指生产示例的企业。

第十二条 对首次认定的示例企业，给予奖励。
"""
NOTICE = """某政办发〔2022〕45号

关于扶持示例企业的通知

各有关单位：
一、奖励
对示例企业给予奖励。
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("references")
    store = Store(folder / "kb.sqlite")
    for name, text in (("条例.txt", LAW), ("通知.txt", NOTICE)):
        path: Path = folder / name
        path.write_text(text, "utf-8")
        for parsed in parse_file(path):
            store.put(parsed)
    return store


def titles(store: Store, question: str) -> list[str]:
    named = References(store.documents(), store.clauses).find(question)
    return [store.document(one).title for one in named.documents]  # type: ignore[union-attr]


def labels(store: Store, question: str) -> list[str]:
    named = References(store.documents(), store.clauses).find(question)
    return [store.get([one])[one].label for one in named.clauses]


@pytest.mark.parametrize(
    "question",
    ["某省示例发展条例第十二条", "《某省示例发展条例》第12条怎么规定", "请问某省示例发展条例的第十二条是什么"],
)
def test_an_article_by_its_title_and_number(store: Store, question: str) -> None:
    assert titles(store, question) == ["某省示例发展条例"]
    assert labels(store, question) == ["第十二条"]


@pytest.mark.parametrize(
    "question", ["某政办发〔2022〕45号", "请问某政办发[2022]45号说了什么", "某政办发（2022）第45号"]
)
def test_a_document_by_its_number(store: Store, question: str) -> None:
    assert titles(store, question) == ["关于扶持示例企业的通知"]


@pytest.mark.parametrize(
    "question",
    ["示例企业有什么奖励", "某政办发〔2022〕4号", "《别的条例》第十二条", "第十二条", "某省示例发展条例第九十九条"],
)
def test_nothing_is_named(store: Store, question: str) -> None:
    assert labels(store, question) == []
