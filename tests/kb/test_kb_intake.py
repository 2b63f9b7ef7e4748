"""Folders of many files: one bad file hinders no other, an interruption keeps what is done, a second run goes on."""

from __future__ import annotations

import json
import signal
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.isolation import Reader
from ingest.types import Parsed, Unread
from kb import cli
from kb.intake import Ingested
from kb.service import KnowledgeBase
from kb.settings import load

TEXT = "某市示例办法{n}\n\n一、总则\n为支持示例企业，制定本办法{n}。\n"


@pytest.fixture(autouse=True)
def by_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_KB_EMBEDDING", "none")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for n in range(12):
        (folder / f"{n:02}.txt").write_text(TEXT.format(n=n), "utf-8")
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that were really read."""
    names: list[str] = []
    real = Reader.read

    def counted(self: Reader, path: Path, unread: Callable[[Unread], None]) -> Iterator[Parsed]:
        names.append(path.name)
        return real(self, path, unread)

    monkeypatch.setattr(Reader, "read", counted)
    return names


def test_bad_files_are_named_with_the_reason_at_the_end_and_the_rest_goes_on(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "03b.pdf").write_text("不是 PDF", "utf-8")
    (folder / "05b.jsonl").write_text('{"id": ', "utf-8")
    (folder / "07b.xyz").write_text("x", "utf-8")
    assert cli.main(["ingest", str(folder), "--home", str(tmp_path / "home")]) == 0
    shown = capsys.readouterr()
    assert shown.out.count("已导入") == 12
    *_, total, first, second, third = shown.err.splitlines()
    assert "12 份已导入，0 份无变化，3 份未导入" in total
    assert "03b.pdf" in first
    assert "05b.jsonl" in second
    assert "第 1 行" in second
    assert "07b.xyz" in third
    assert "读取文件" in shown.err  # the bar


def test_an_unchanged_file_is_not_read_again(folder: Path, tmp_path: Path, read: list[str]) -> None:
    with KnowledgeBase.open(load(home=tmp_path / "home")) as base:
        first = base.ingest([folder])
        assert len(read) == 12
        read.clear()
        (folder / "04.txt").write_text(TEXT.format(n=4) + "二、附则\n本办法自发布之日起施行。\n", "utf-8")
        second = base.ingest([folder])
        assert read == ["04.txt"]
        assert [result.changed for result in second] == [n == 4 for n in range(12)]
        assert [result.document_id for result in first] == [result.document_id for result in second]
        assert [result.version for result in second] == [2 if n == 4 else 1 for n in range(12)]


def test_a_removed_document_comes_back_with_its_file(folder: Path, tmp_path: Path, read: list[str]) -> None:
    with KnowledgeBase.open(load(home=tmp_path / "home")) as base:
        results = base.ingest([folder])
        assert results[2].document_id is not None
        base.remove(results[2].document_id)
        read.clear()
        base.ingest([folder])
        assert read == ["02.txt"]
        assert len(base.documents()) == 12


def test_two_files_of_one_document_do_not_take_turns(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "旧.txt").write_text(TEXT.format(n="") + "奖励20万元。\n", "utf-8")
    (folder / "旧改.txt").write_text(TEXT.format(n="") + "奖励35万元。\n", "utf-8")
    with KnowledgeBase.open(load(home=tmp_path / "home")) as base:
        for _ in range(3):
            base.ingest([folder])
        (document,) = base.documents()
        assert len(base.versions(document.id)) == 2
        assert "35万元" in base.clauses(document.id)[-1].text
        base.ingest([folder / "旧.txt"])  # asked for by name
        assert len(base.versions(document.id)) == 3
        assert "20万元" in base.clauses(document.id)[-1].text


def test_an_interruption_keeps_what_is_done_and_the_next_run_goes_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], read: list[str]
) -> None:
    seen: list[Ingested] = []

    def interrupt(result: Ingested) -> None:
        seen.append(result)
        if len(seen) == 5:
            signal.raise_signal(signal.SIGINT)

    home = ["--home", str(tmp_path / "home")]
    monkeypatch.setattr(cli, "print_result", interrupt)
    assert cli.main(["ingest", str(folder), *home]) == 130
    assert "再次运行会接着做" in capsys.readouterr().err.splitlines()[-1]
    monkeypatch.undo()
    monkeypatch.setenv("POLICY_KB_EMBEDDING", "none")
    assert cli.main(["documents", "--json", *home]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 5
    assert cli.main(["ingest", str(folder), "--json", *home]) == 0
    results = json.loads(capsys.readouterr().out)
    assert [result["changed"] for result in results] == [False] * 5 + [True] * 7
    assert cli.main(["verify", *home]) == 0


@pytest.mark.parametrize("good", [True, False])
def test_each_member_that_fails_is_reported(
    good: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Like the files of a folder: each with its reason, the others taken in, and again when asked again."""
    monkeypatch.setenv("POLICY_KB_EMBEDDING", "none")
    path = tmp_path / "包.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("坏.pdf", "不是 PDF")
        archive.writestr("内/说明.exe", "x")
        if good:
            archive.writestr("好.txt", TEXT.format(n=1))
    arguments = ["ingest", str(path), "--home", str(tmp_path / "home")]
    for _ in range(2):
        assert cli.main([*arguments, "--json"]) == (0 if good else 2)
        results = json.loads(capsys.readouterr().out)
        assert [result["source"] for result in results] == ["包.zip"] * good + ["包.zip/坏.pdf", "包.zip/内/说明.exe"]
        assert ["坏.pdf" in results[-2]["error"], "说明.exe" in results[-1]["error"]] == [True, True]
    assert cli.main(arguments) == (0 if good else 2)
    assert [line.split("：")[0] for line in capsys.readouterr().err.splitlines()[-2:]] == [
        "未导入  包.zip/坏.pdf",
        "未导入  包.zip/内/说明.exe",
    ]


def test_progress_counts_every_file(folder: Path, tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    (folder / "00b.pdf").write_text("不是 PDF", "utf-8")
    with KnowledgeBase.open(load(home=tmp_path / "home")) as base:
        base.ingest([folder], reading=lambda done, total: calls.append((done, total)))
    assert calls == [(n, 13) for n in range(1, 14)]


def test_nothing_to_take_in_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ingest", "--home", str(tmp_path / "home")]) == 2
    assert "--laws" in capsys.readouterr().err


@pytest.mark.parametrize("seconds", ["0", "soon"])
def test_limits_are_settings(
    seconds: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POLICY_KB_PARSE_SECONDS", seconds)
    assert cli.main(["documents", "--home", str(tmp_path)]) == 2
    assert "POLICY_KB_PARSE_SECONDS" in capsys.readouterr().err


def test_half_a_character_in_a_corpus_is_no_hindrance(tmp_path: Path) -> None:
    rows = [
        '{"id": "s-1", "document": "某市示例条例", "clause": "第一条", "path": ["示例\\udc00"], "text": "示例\\ud800企业。"}',
        '{"id": "w-1", "text": "某市示例办法\\n第一条 示例\\udfff园区。"}',
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(rows), "utf-8")
    with KnowledgeBase.open(load(home=tmp_path / "home")) as base:
        assert all(result.error is None for result in base.ingest([tmp_path / "rows.jsonl"]))
        assert len(base.documents()) == 2
