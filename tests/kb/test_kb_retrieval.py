"""Retrieval: repeatable, names first, documents as wholes, offered to LangChain."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.filters import Filter
from kb.langchain_retriever import PolicyRetriever
from kb.retrieval import standardise
from kb.service import KnowledgeBase
from kb.settings import load

LAW = """某省示例发展条例

第一条 为了支持示例产业发展，制定本条例。

第二条 本条例所称示例产业，是指生产示例的企业。

第十二条 示例企业的奖励，由示例局发放。
"""
NOTICE = """某政办发〔2022〕45号

关于扶持示例企业的通知

各有关单位：
一、奖励
对首次认定的示例企业给予奖励二十万元。
二、场地
对租用示例园区厂房的给予房租补贴。
"""


@pytest.fixture(scope="module", params=["e5-small", "none"])
def base(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> KnowledgeBase:
    folder: Path = tmp_path_factory.mktemp("retrieval")
    for name, text in (("条例.txt", LAW), ("通知.txt", NOTICE)):
        (folder / name).write_text(text, "utf-8")
    opened = KnowledgeBase.open(load(home=folder / "home", embedding=request.param))
    opened.ingest([folder / "条例.txt", folder / "通知.txt"])
    return opened


def test_an_article_named_comes_first(base: KnowledgeBase) -> None:
    hits = base.search("某省示例发展条例第十二条 奖励多少")
    assert hits[0].clause.label == "第十二条"
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_a_document_named_by_number_comes_first(base: KnowledgeBase) -> None:
    hits = base.search("某政办发〔2022〕45号")
    assert hits[0].document_title == "关于扶持示例企业的通知"
    titles = [hit.document_title for hit in hits]
    assert titles == sorted(titles, key=lambda title: title != "关于扶持示例企业的通知")


def test_only_the_documents_asked_for(base: KnowledgeBase) -> None:
    (notice,) = (d.id for d in base.documents() if "通知" in d.title)
    hits = base.search("某省示例发展条例第十二条", filter=Filter(documents=(notice,)))
    assert hits
    assert {hit.clause.document_id for hit in hits} == {notice}


def test_searches_repeat(base: KnowledgeBase) -> None:
    one, two = (base.search("首次认定的企业有什么奖励") for _ in range(2))
    assert one == two
    assert "二十万元" in one[0].clause.text


def test_documents_are_ranked_as_wholes(base: KnowledgeBase) -> None:
    found = base.search_documents("首次认定奖励 房租补贴")
    titles = {d.id: d.title for d in base.documents()}
    assert titles[found[0][0]] == "关于扶持示例企业的通知"
    assert len(found) == 2


def test_every_stage_is_shown(base: KnowledgeBase) -> None:
    for by in ("clause", "document"):
        stages = base.stages("首次认定有什么奖励", 5, by)  # type: ignore[arg-type]
        assert stages["words"]
        assert stages["ranked"]


def test_langchain_gets_clauses_with_their_place(base: KnowledgeBase) -> None:
    documents = PolicyRetriever(base=base, k=3).invoke("首次认定有什么奖励")
    assert 1 <= len(documents) <= 3
    assert "奖励" in documents[0].page_content
    assert documents[0].metadata["document"] == "关于扶持示例企业的通知"
    assert base.clause(documents[0].id or "") is not None


def test_equal_scores_standardise_to_nothing() -> None:
    assert standardise([]).tolist() == []
    assert standardise([2.0, 2.0]).tolist() == [0.0, 0.0]
    assert standardise([1.0, 3.0]).tolist() == [-1.0, 1.0]
