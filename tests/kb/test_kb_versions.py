"""Versions: what stays the same stays; what is superseded can still be read; what changed is shown."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ingest.pipeline import parse_file
from kb import cli
from kb.e5.model import E5Embedder
from kb.e5.weights import model_file
from kb.embedder import Vectors
from kb.errors import HomeError, NotFound
from kb.service import KnowledgeBase
from kb.settings import load
from kb.store import Store

HEAD = "某市示例产业扶持办法\n\n一、总则\n为支持示例企业发展，制定本办法。\n二、扶持措施\n"
REWARD = "认定奖励。首次认定的示例企业，一次性奖励20万元。奖励由某市示例局发放。"
RENT = "场地补贴。租用示例园区厂房的，给予房租补贴。"
LOAN = "贷款贴息。示例企业的贷款，按利息的一半给予贴息。"
TALENT = "人才公寓。示例企业引进的人才可以申请入住人才公寓。"


def write(path: Path, *measures: str) -> Path:
    numbers = "一二三四五六"
    path.write_text(HEAD + "".join(f"（{numbers[i]}）{text}\n" for i, text in enumerate(measures)), "utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "办法.txt", REWARD, RENT, LOAN)


@pytest.fixture
def base(tmp_path: Path, file: Path) -> Any:
    with KnowledgeBase.open(load(home=tmp_path / "home", embedding="none")) as base:
        base.ingest([file])
        yield base


def by_text(base: KnowledgeBase, version: int | None = None) -> dict[str, str]:
    (document,) = base.documents()
    return {clause.text: clause.id for clause in base.clauses(document.id, version)}


def test_a_changed_clause_leaves_the_others_as_they_were(base: KnowledgeBase, file: Path) -> None:
    before = by_text(base)
    changed = REWARD.replace("20", "35")
    write(file, changed, RENT, LOAN)
    (result,) = base.ingest([file])
    assert (result.changed, result.version) == (True, 2)
    after = by_text(base)
    assert {text: after[text] for text in before if text != REWARD} == {
        text: before[text] for text in before if text != REWARD
    }
    assert before[REWARD] not in after.values()
    assert "35万元" in base.search("首次认定奖励多少万元")[0].clause.text
    assert base.difference().clean


def test_the_old_version_can_be_read_and_cited_but_is_not_found(base: KnowledgeBase, file: Path) -> None:
    before = by_text(base)
    write(file, REWARD.replace("20", "35"), LOAN)
    base.ingest([file])
    assert by_text(base, 1) == before
    for text in (REWARD, RENT):
        clause = base.clause(before[text])
        assert clause is not None
        assert clause.text == text
        assert all(hit.clause.id != before[text] for hit in base.search(text))
    (document,) = base.documents()
    first, second = base.versions(document.id)
    assert (first.number, second.number) == (1, 2)
    assert first.superseded == second.taken_in >= first.taken_in
    assert second.superseded is None
    assert (first.clauses, second.clauses) == (len(before), len(before) - 1)
    assert base._store.source_text(document.id, 1) != base._store.source_text(document.id)


def test_a_clause_that_only_moved_keeps_its_id(base: KnowledgeBase, file: Path) -> None:
    before = by_text(base)
    write(file, TALENT, REWARD, RENT, LOAN)
    base.ingest([file])
    after = by_text(base)
    assert {text: after[text] for text in before} == before
    (document,) = base.documents()
    clauses = {clause.id: clause for clause in base.clauses(document.id)}
    assert clauses[before[REWARD]].label.endswith("（二）")
    assert all(clause.parent_id is None or clause.parent_id in clauses for clause in clauses.values())
    assert base.diff(document.id).same == 3  # the two headings and the paragraph under the first


def test_the_same_words_again_make_no_version(base: KnowledgeBase, file: Path) -> None:
    (document,) = base.documents()
    for text in (file.read_text("utf-8"), file.read_text("utf-8") + "\n\n"):
        file.write_text(text, "utf-8")
        base.ingest([file])
        copy = file.with_name("另一个名字.txt")
        copy.write_text(text, "utf-8")
        base.ingest([copy])
    assert [version.number for version in base.versions(document.id)] == [1]
    assert base.difference().clean


def test_going_back_to_former_words_is_a_version_too(base: KnowledgeBase, file: Path) -> None:
    before = by_text(base)
    write(file, RENT)
    base.ingest([file])
    write(file, REWARD, RENT, LOAN)
    (result,) = base.ingest([file])
    assert result.version == 3
    assert by_text(base) == before
    assert base.search(REWARD)[0].clause.id == before[REWARD]


class Counted(E5Embedder):
    """The real model, and what it was asked to embed."""

    def __init__(self, asked: list[str]) -> None:
        path = model_file()
        assert path is not None
        super().__init__(path)
        self.asked = asked

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return super().passages(texts)


def test_only_what_changed_is_embedded_again(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("kb.service.load_embedder", lambda settings: Counted(asked))
    with KnowledgeBase.open(load(home=tmp_path / "home")) as base:
        base.ingest([file])
        assert any(RENT in text for text in asked)
        asked.clear()
        base.ingest([file])
        assert asked == []
        write(file, TALENT, REWARD.replace("20", "35"), RENT, LOAN)  # one new, one changed, the others renumbered
        base.ingest([file])
        assert any("35万元" in text for text in asked)
        assert any("人才公寓" in text for text in asked)
        assert not any("房租" in text or "贴息" in text for text in asked)
        assert base.difference().clean
        write(file, RENT)
        asked.clear()
        base.ingest([file])
        assert asked == []
        assert base.difference().clean


def rows(path: Path, *texts: str, document: str = "某市示例条例") -> Path:
    lines = [
        json.dumps({"id": f"s-{n}", "document": document, "clause": f"第{n}条", "text": text}, ensure_ascii=False)
        for n, text in enumerate(texts, 1)
    ]
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_new_words_under_an_id_of_the_corpus_are_found(tmp_path: Path, base: KnowledgeBase) -> None:
    corpus = rows(tmp_path / "条例.jsonl", "示例企业应当按时申报。", "示例园区免收停车费。")
    base.ingest([corpus])
    rows(corpus, "示例企业应当按时申报。", "示例园区给予水电补助。")
    base.ingest([corpus])
    assert [hit.clause.text for hit in base.search("水电补助")][:1] == ["示例园区给予水电补助。"]
    assert all("停车" not in hit.clause.text for hit in base.search("停车费"))
    clause = base.clause("s-2")
    assert clause is not None
    assert clause.text == "示例园区给予水电补助。"


def test_an_id_of_another_document_is_refused_and_nothing_is_half_done(tmp_path: Path, base: KnowledgeBase) -> None:
    base.ingest([rows(tmp_path / "一.jsonl", "示例企业应当按时申报。")])
    (result,) = base.ingest([rows(tmp_path / "二.jsonl", "另一条。", document="某市另一示例条例")])
    assert result.error is not None
    assert "s-1" in result.error
    assert "某市示例条例" in result.error
    assert [document.title for document in base.documents()] == ["某市示例产业扶持办法", "某市示例条例"]
    assert base.difference().clean


def test_diff_names_what_was_added_removed_and_changed(
    base: KnowledgeBase, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(file, REWARD.replace("20", "35"), LOAN, TALENT)
    base.ingest([file])
    (document,) = base.documents()
    home = ["--home", str(tmp_path / "home")]
    assert cli.main(["diff", document.id, "--json", *home]) == 0
    found = json.loads(capsys.readouterr().out)
    texts = {
        kind: [{side: clause["text"] for side, clause in change.items()} for change in found[kind]]
        for kind in ("added", "removed", "changed", "renumbered")
    }
    assert texts == {
        "added": [{"new": TALENT}],
        "removed": [{"old": RENT}],
        "changed": [{"old": REWARD, "new": REWARD.replace("20", "35")}],
        "renumbered": [{"old": LOAN, "new": LOAN}],
    }
    assert (found["from"]["number"], found["to"]["number"]) == (1, 2)
    assert cli.main(["diff", document.id, "--from", "2", "--to", "1", *home]) == 0
    shown = capsys.readouterr().out
    assert f"增加  二（二）  {RENT}" in shown
    assert f"删除  二（三）  {TALENT}" in shown
    assert cli.main(["documents", "--json", *home]) == 0
    assert json.loads(capsys.readouterr().out)[0]["versions"] == 2
    assert cli.main(["clauses", document.id, "--version", "1", "--json", *home]) == 0
    assert RENT in [clause["text"] for clause in json.loads(capsys.readouterr().out)]
    assert cli.main(["versions", document.id, *home]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize("arguments", [["diff", "{id}"], ["diff", "d_none"], ["clauses", "{id}", "--version", "2"]])
def test_a_version_that_is_not_there_is_one_clear_line(
    base: KnowledgeBase, tmp_path: Path, arguments: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (document,) = base.documents()
    asked = [argument.format(id=document.id) for argument in arguments]
    assert cli.main([*asked, "--home", str(tmp_path / "home")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("错误")


def test_what_another_process_takes_in_is_answered_from(base: KnowledgeBase, tmp_path: Path) -> None:
    assert all("人才公寓" not in hit.clause.text for hit in base.search("人才公寓"))
    with KnowledgeBase.open(load(home=tmp_path / "home", embedding="none")) as other:
        other.ingest([rows(tmp_path / "条例.jsonl", TALENT)])
    assert base.search("人才公寓")[0].clause.text == TALENT


OLD_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (id TEXT PRIMARY KEY, position INTEGER NOT NULL, body TEXT NOT NULL, source BLOB NOT NULL);
CREATE TABLE clauses (id TEXT PRIMARY KEY, ordinal INTEGER NOT NULL, body TEXT NOT NULL,
    document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE);
CREATE INDEX clauses_by_document ON clauses (document_id, ordinal);
"""


def test_a_home_of_the_first_release_is_brought_up_to_date(tmp_path: Path, file: Path) -> None:
    import dataclasses

    (parsed,) = parse_file(file)
    home = tmp_path / "old"
    home.mkdir()
    connection = sqlite3.connect(home / "kb.sqlite")
    connection.executescript(OLD_TABLES)

    def dump(value: Any) -> str:
        return json.dumps(dataclasses.asdict(value), ensure_ascii=False, default=str)

    document = parsed.document
    with connection:
        connection.execute(
            "INSERT INTO documents VALUES (?, 1, ?, ?)", (document.id, dump(document), parsed.source.text.encode())
        )
        connection.executemany(
            "INSERT INTO clauses VALUES (?, ?, ?, ?)",
            [(clause.id, clause.ordinal, dump(clause), document.id) for clause in parsed.clauses],
        )
        connection.execute("INSERT INTO meta VALUES ('kept', 'yes')")
    connection.close()
    with KnowledgeBase.open(load(home=home, embedding="none")) as base:
        assert base.documents() == (document,)
        assert base.clauses(document.id) == parsed.clauses
        assert base.search("首次认定奖励")[0].clause.text == REWARD
        assert base._store.meta("kept") == "yes"
        assert base._store.source_text(document.id) == parsed.source.text
        (result,) = base.ingest([file])
        assert not result.changed
        assert base.difference().clean


def test_homes_that_this_release_cannot_read_are_refused(tmp_path: Path) -> None:
    Store(tmp_path / "kb.sqlite").close()
    connection = sqlite3.connect(tmp_path / "kb.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(HomeError, match="升级程序"):
        KnowledgeBase.open(load(home=tmp_path, embedding="none"))
    other = tmp_path / "other"
    other.mkdir()
    connection = sqlite3.connect(other / "kb.sqlite")
    connection.execute("CREATE TABLE something (x)")
    connection.close()
    with pytest.raises(HomeError, match="不是"):
        KnowledgeBase.open(load(home=other, embedding="none"))


def test_versions_of_an_unknown_document(base: KnowledgeBase) -> None:
    with pytest.raises(NotFound, match="d_none"):
        base.versions("d_none")
