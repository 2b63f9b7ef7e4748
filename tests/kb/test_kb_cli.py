"""The commands: JSON on stdout, one line on stderr where something is wrong, batches that resume."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kb import cli


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Any:
    assert cli.main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """The one line that a refused command prints."""
    assert cli.main([*map(str, arguments)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    (line,) = shown.err.splitlines()
    assert line.startswith("错误")
    return line


def write_rows(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def test_reading_commands_print_json(plan_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ("--home", plan_home)
    (document,) = run(capsys, "documents", *home)
    clauses = {clause["id"]: clause for clause in run(capsys, "clauses", document["id"], *home)}
    hits = run(capsys, "search", "高新技术企业上市", "-k", "3", *home)
    assert len(hits) == 3
    assert all(hit["text"] == clauses[hit["clause_id"]]["text"] for hit in hits)
    answer = run(capsys, "ask", "企业上市有哪些支持", *home)
    assert "id" not in answer
    assert all(citation["clause_id"] in clauses for citation in answer["citations"])
    assert run(capsys, "verify", *home)["clean"] is True


def test_ingest_remove_and_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ("--home", tmp_path / "home")
    file = tmp_path / "示例.txt"
    file.write_text("某市示例办法\n\n一、总则\n为支持示例企业，制定本办法。\n", "utf-8")
    (result,) = run(capsys, "ingest", file, *home)
    assert result["changed"] is True
    assert result["error"] is None
    assert run(capsys, "export", tmp_path / "out", *home) == {"exported": 1}
    (copy,) = (tmp_path / "out").iterdir()
    assert "制定本办法" in copy.read_text("utf-8")
    assert run(capsys, "remove", result["document_id"], *home) == {"removed": result["document_id"]}
    assert run(capsys, "documents", *home) == []
    assert result["document_id"] in refused(capsys, "remove", result["document_id"], *home)


def test_bad_questions_are_refused(plan_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for question in ("", "  ", "问" * 3000):
        assert "问题" in refused(capsys, "ask", question, "--home", plan_home)


def test_an_unknown_document_is_refused(plan_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "d_none" in refused(capsys, "clauses", "d_none", "--home", plan_home)


@pytest.mark.parametrize(("name", "value"), [("POLICY_KB_EMBEDING", "none"), ("POLICY_KB_PORT", "many")])
def test_a_wrong_setting_is_refused_by_name(
    name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert name in refused(capsys, "documents", "--home", tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "空"),
        ('{"id": "q1", "question": "示例"}\n{"id": "q2", ', "第 2 行"),
        ('{"id": "q1"}\n', "question"),
        ('{"id": "q1", "question": "示例"}\n{"id": "q1", "question": "示例二"}\n', "q1"),
    ],
)
def test_bad_question_files_are_refused(
    text: str, said: str, plan_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    rows.write_text(text, "utf-8")
    assert said in refused(capsys, "answer", rows, "-o", out, "--home", plan_home)
    assert not out.exists()


def test_a_missing_question_file_is_refused(
    plan_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "q.jsonl" in refused(capsys, "retrieve", tmp_path / "q.jsonl", "-o", tmp_path / "r", "--home", plan_home)


def test_a_batch_goes_on_where_it_was_cut(plan_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions = ["企业上市有哪些支持", "那2025年的目标呢", "今天晚饭吃什么", "存在哪些问题"]
    rows: list[dict[str, Any]] = [{"id": f"q{n}", "question": question} for n, question in enumerate(questions)]
    rows[1]["history"] = ["高新技术企业2020年底有多少家"]
    source, out = write_rows(tmp_path / "q.jsonl", *rows), tmp_path / "a.jsonl"
    assert run(capsys, "answer", source, "-o", out, "--home", plan_home)["answered"] == 4
    whole = out.read_bytes()
    lines = whole.decode().splitlines()
    assert "1000" in json.loads(lines[1])["answer"]
    out.write_bytes(whole[: whole.rfind(b"q3") + 40])  # within the last line, within a character perhaps
    assert run(capsys, "answer", source, "-o", out, "--home", plan_home)["answered"] == 1
    again = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["id"] for row in again] == ["q0", "q1", "q2", "q3"]
    assert [row | {"latency_ms": 0} for row in again] == [json.loads(line) | {"latency_ms": 0} for line in lines]
    before = out.read_bytes()
    assert run(capsys, "answer", source, "-o", out, "--home", plan_home)["answered"] == 0
    assert out.read_bytes() == before


@pytest.mark.parametrize("by", ["clause", "document"])
def test_retrieve_writes_a_trec_run(
    by: str, plan_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_rows(
        tmp_path / "q.jsonl", {"id": "q1", "question": "高新技术企业"}, {"id": "q2", "question": "人才引进"}
    )
    out = tmp_path / "run.trec"
    run(capsys, "retrieve", source, "-k", "4", "-o", out, "--by", by, "--home", plan_home)
    (document,) = run(capsys, "documents", "--home", plan_home)
    known = {clause["id"] for clause in run(capsys, "clauses", document["id"], "--home", plan_home)}
    lines = [line.split(" ") for line in out.read_text("utf-8").splitlines()]
    for qid in ("q1", "q2"):
        mine = [line for line in lines if line[0] == qid]
        assert all(len(line) == 6 and line[1] == "Q0" for line in mine)
        assert [int(line[3]) for line in mine] == list(range(1, (4 if by == "clause" else 1) + 1))
        assert {line[2] for line in mine} <= (known if by == "clause" else {document["id"]})
        scores = [float(line[4]) for line in mine]
        assert scores == sorted(scores, reverse=True)


def test_the_id_of_a_ready_clause_is_the_one_retrieved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ("--home", tmp_path / "home")
    corpus = write_rows(
        tmp_path / "corpus.jsonl",
        {"id": "s-1", "document": "某市示例条例", "clause": "第一条", "text": "示例企业应当按时申报。"},
        {"id": "s-2", "document": "某市示例条例", "clause": "第二条", "text": "示例园区给予房租补贴。"},
    )
    run(capsys, "ingest", corpus, *home)
    source, out = write_rows(tmp_path / "q.jsonl", {"id": 7, "question": "房租补贴"}), tmp_path / "run.trec"
    run(capsys, "retrieve", source, "-o", out, *home)
    assert out.read_text("utf-8").split(" ")[:4] == ["7", "Q0", "s-2", "1"]
