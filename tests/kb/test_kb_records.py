"""Records of answers: kept by default, capped, never in the way, and replayed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kb import cli, records
from kb.errors import NotFound
from kb.llm import ChatWriter
from kb.records import FILE, Record, Records
from kb.service import KnowledgeBase
from kb.settings import load

TEXT = "某市示例办法\n一、奖励标准\n对首次认定的示例企业，一次性给予最高{}万元奖励。\n"
QUESTION = "首次认定的示例企业奖励多少万元"


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    (tmp_path / "示例.txt").write_text(TEXT.format(50), encoding="utf-8")
    with KnowledgeBase.open(load(home=tmp_path / "home", embedding="none")) as opened:
        opened.ingest([tmp_path / "示例.txt"])
        yield opened


def test_the_same_knowledge_base_gives_the_same_answer(base: KnowledgeBase) -> None:
    answer = base.ask("那金额呢", [QUESTION], record=True)
    assert answer.record
    found = base.replay(answer.record)
    assert found.same
    assert not found.changed
    assert not found.removed
    assert not found.settings
    assert found.record.history == (QUESTION,)
    assert base.ask(QUESTION).record is None


def test_a_replay_shows_what_changed(base: KnowledgeBase, tmp_path: Path) -> None:
    record = base.ask(QUESTION, record=True).record
    assert record
    (tmp_path / "示例.txt").write_text(TEXT.format(60), encoding="utf-8")
    base.ingest([tmp_path / "示例.txt"])
    found = base.replay(record)
    assert not found.same
    assert found.changed or found.removed
    assert found.revision > found.record.revision
    assert "50" in found.fields["answer"][0]
    assert "60" in found.fields["answer"][1]
    base.remove(base.documents()[0].id)
    assert base.replay(record).removed


def test_a_changed_setting_is_named(base: KnowledgeBase) -> None:
    record = base.ask(QUESTION, record=True).record
    base.settings = base.settings.model_copy(update={"embedding_query_prefix": "问："})
    assert record
    assert base.replay(record).settings == {"embedding_query_prefix": ["", "问："]}


@pytest.mark.parametrize("said", ["首次认定的示例企业，最高奖励50万元。[1]\n另奖900万元。[1]", "没有依据的话"])
def test_a_model_is_not_asked_again(base: KnowledgeBase, said: str) -> None:
    class Once:
        name = "m"
        left = 1

        def lines(self, prompt: object) -> Iterator[str]:
            assert self.left, "asked again"
            self.left -= 1
            yield from said.split("\n")

    base.settings = base.settings.model_copy(update={"llm_model": "m"})
    base._model = Once()  # type: ignore[assignment]
    answer = base.ask(QUESTION, record=True)
    assert answer.record
    found = base.replay(answer.record)
    assert found.same, found.fields
    assert found.answer.removed == answer.removed
    assert isinstance(ChatWriter, type)


def test_no_key_is_recorded(base: KnowledgeBase) -> None:
    base.settings = base.settings.model_copy(update={"llm_key": "geheim", "embedding_key": "geheim"})
    record = base.ask(QUESTION, record=True).record
    assert record
    assert "geheim" not in json.dumps(base.replay(record).to_json(), ensure_ascii=False, default=str)


def test_the_oldest_go(tmp_path: Path) -> None:
    kept = Records(tmp_path, 50)
    row = Record("", records.now(), "示例？", (), "2030-01-01", 1, {}, {}, "", (), False, {}, {})
    ids = [kept.add(replace(row, id=records.new_id())) for _ in range(400)]
    assert kept.count() <= 150
    assert ids[-1] is not None
    assert kept.get(ids[-1]).question == "示例？"
    with pytest.raises(NotFound):
        kept.get(str(ids[0]))
    kept.close()


def test_recording_can_be_turned_off(tmp_path: Path) -> None:
    with KnowledgeBase.open(load(home=tmp_path, embedding="none", records=0)) as base:
        assert base.ask(QUESTION, record=True).record is None
    assert not (tmp_path / FILE).exists()


def test_a_record_that_cannot_be_written_fails_no_answer(base: KnowledgeBase) -> None:
    first = base.ask(QUESTION, record=True)
    holder = sqlite3.connect(base.settings.home / FILE, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        held = base.ask(QUESTION, record=True)
    finally:
        holder.close()
    assert held.record is None
    assert held.text == first.text


def test_a_broken_file_fails_no_answer(base: KnowledgeBase) -> None:
    (base.settings.home / FILE).write_bytes(b"no database" * 100)
    assert base.ask(QUESTION, record=True).statements


def test_commands(base: KnowledgeBase, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_KB_EMBEDDING", "none")
    home = ["--home", str(base.settings.home)]
    assert cli.main(["ask", QUESTION, "--json", *home]) == 0
    record = json.loads(capsys.readouterr().out)["record"]
    assert cli.main(["replay", record, "--json", *home]) == 0
    assert json.loads(capsys.readouterr().out)["same"] is True
    assert cli.main(["replay", record, *home]) == 0
    assert "答复相同" in capsys.readouterr().out
    assert cli.main(["replay", "a_none", *home]) == 2
    assert "没有编号为 a_none" in capsys.readouterr().err
