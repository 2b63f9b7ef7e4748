"""The page before the knowledge base is open."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kb.errors import HomeError
from kb.service import KnowledgeBase
from kb.settings import load
from kb.ui.opening import Opening

TEXT = "# 某市示例办法\n\n第一条　示例企业每年奖励20万元。\n\n第二条　本办法由某市示例局负责解释。\n"
ASKED = "示例企业每年奖励多少？"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    (tmp_path / "file.md").write_text(TEXT, "utf-8")
    return tmp_path / "home"


def make(home: Path) -> KnowledgeBase:
    base = KnowledgeBase.open(load(home=home, embedding="none"))
    base.ingest([home.parent / "file.md"])
    return base


def test_the_next_start_knows_documents_and_examples_at_once(home: Path) -> None:
    first = Opening(home)
    assert first.known is None
    with first.open(lambda: make(home), [ASKED, "红烧肉怎么做？"]) as base:
        documents = base.documents()
    again = Opening(home)
    assert again.documents() == documents
    assert again.known is not None
    assert again.known.examples == (ASKED,)


def test_asking_waits_until_it_is_open(home: Path) -> None:
    opening = Opening(home)
    got: list[str] = []
    thread = threading.Thread(target=lambda: got.append(opening.ask(ASKED).text))
    thread.start()
    assert got == []
    with opening.open(lambda: make(home), []):
        thread.join(30)
    assert "20万元" in got[0]


def test_who_waits_is_told_when_it_cannot_be_opened(home: Path) -> None:
    def fail() -> KnowledgeBase:
        raise HomeError("示例错误")

    opening = Opening(home)
    with pytest.raises(HomeError, match="示例错误"):
        opening.open(fail, [])
    with pytest.raises(HomeError, match="没有打开"):
        opening.ask(ASKED)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"documents": 3}'])
def test_a_broken_note_is_as_none(home: Path, content: bytes) -> None:
    (home / "page.json").write_bytes(content)
    assert Opening(home).known is None
