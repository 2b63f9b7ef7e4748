"""One home on disk: the store keeps what was parsed, the indexes follow it, damage is made good."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pipeline import parse_file
from kb.errors import HomeError, NotFound
from kb.service import KnowledgeBase
from kb.settings import load
from kb.store import Store

TEXT = """某市示例产业扶持办法

一、总则
为支持示例企业发展，制定本办法。
二、扶持措施
（一）认定奖励。首次认定的示例企业，一次性奖励{amount}万元。奖励由某市示例局发放。
（二）场地补贴。租用示例园区厂房的，给予房租补贴。
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "files" / "办法.txt"
    path.parent.mkdir()
    path.write_text(TEXT.format(amount=20), "utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path, source: Path) -> Path:
    home = tmp_path / "home"
    with KnowledgeBase.open(load(home=home)) as base:
        base.ingest([source])
    return home


@pytest.fixture
def lexical(tmp_path: Path, source: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(load(home=tmp_path / "lexical only", embedding="none")) as base:
        base.ingest([source])
        yield base


def test_the_store_gives_back_what_was_parsed(tmp_path: Path, source: Path) -> None:
    (parsed,) = parse_file(source)
    store = Store(tmp_path / "kb.sqlite")
    assert store.put(parsed)
    assert not store.put(parsed)
    assert store.documents() == (parsed.document,)
    assert store.clauses(parsed.document.id) == parsed.clauses
    assert store.source_text(parsed.document.id) == parsed.source.text
    store.close()
    again = Store(tmp_path / "kb.sqlite")
    assert again.clauses(parsed.document.id) == parsed.clauses
    assert again.remove(parsed.document.id)
    assert not again.remove(parsed.document.id)
    assert again.documents() == ()
    assert again.clause_ids() == set()
    again.close()


def test_a_new_version_leaves_nothing_of_the_old_to_be_found(lexical: KnowledgeBase, source: Path) -> None:
    old = lexical.search("首次认定奖励多少万元")
    assert "20万元" in old[0].clause.text
    source.write_text(TEXT.format(amount=35), "utf-8")
    (result,) = lexical.ingest([source])
    assert result.changed
    documents = lexical.documents()
    clauses = [clause for document in documents for clause in lexical.clauses(document.id)]
    assert len(documents) == 1
    assert not any("20万元" in clause.text for clause in clauses)
    assert "35万元" in lexical.search("首次认定奖励多少万元")[0].clause.text
    assert lexical.difference().clean


def test_the_same_file_again_changes_nothing(lexical: KnowledgeBase, source: Path) -> None:
    before = lexical.documents()
    (result,) = lexical.ingest([source])
    assert not result.changed
    assert lexical.documents() == before


def test_a_removed_document_is_gone_everywhere(home: Path) -> None:
    with KnowledgeBase.open(load(home=home)) as base:
        (document,) = base.documents()
        assert base.search("认定奖励")
        base.remove(document.id)
        assert base.search("认定奖励") == ()
        assert base.difference().clean
        with pytest.raises(NotFound, match=document.id):
            base.clauses(document.id)
        with pytest.raises(NotFound, match=document.id):
            base.remove(document.id)
        assert base.ask("首次认定奖励多少万元").abstained


def test_a_lost_lexical_index_is_made_anew_on_opening(home: Path) -> None:
    shutil.rmtree(home / "lexical")
    with KnowledgeBase.open(load(home=home)) as base:
        assert base.difference().clean
        assert "20万元" in base.search("首次认定奖励")[0].clause.text


def test_a_damaged_lexical_index_is_made_anew_on_opening(home: Path) -> None:
    (home / "lexical" / "meta.json").write_text("{", "utf-8")
    with KnowledgeBase.open(load(home=home)) as base:
        assert base.difference().clean


def test_lost_and_stray_vectors_are_seen_and_made_good(home: Path) -> None:
    with KnowledgeBase.open(load(home=home)) as base:
        index = base._indexes.clauses
        assert index is not None
        lost = sorted(index.ids())[0]
        index.remove([lost])
        assert base.difference().vectors_missing == {lost}
        calls: list[tuple[int, int]] = []
        base.embed(lambda done, total: calls.append((done, total)))
        assert calls[-1] == (1, 1)
        assert base.difference().clean
        (document,) = base.documents()
        base._store.remove(document.id)  # as after a crash between the store and the indexes
        assert base.difference().vectors_extra
        base.refresh()
        base.embed()
        assert base.difference().clean
        assert index.ids() == set()


def test_without_an_embedding_model_it_answers_by_words(lexical: KnowledgeBase) -> None:
    assert lexical.difference().clean
    answer = lexical.ask("首次认定的示例企业奖励多少万元")
    assert all(citation.quote in citation.text for citation in answer.citations)
    assert "20万元" in answer.retrieved[0].clause.text
    assert not (lexical.settings.home / "chroma").exists()


def test_an_empty_home_says_so(tmp_path: Path) -> None:
    with KnowledgeBase.open(load(home=tmp_path, embedding="none")) as base:
        answer = base.ask("首次认定奖励多少万元")
    assert answer.abstained
    assert answer.statements == answer.citations == answer.retrieved == ()


def test_a_home_that_is_no_knowledge_base_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kb.sqlite").write_text("这不是数据库" * 100, "utf-8")
    with pytest.raises(HomeError, match=r"kb\.sqlite"):
        KnowledgeBase.open(load(home=tmp_path, embedding="none"))
