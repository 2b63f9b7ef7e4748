"""The knowledge base on the real plan: the contract's promises."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kb import cli
from kb.errors import QuestionError
from kb.numbers import quantities
from kb.service import KnowledgeBase
from kb.types import Citation, Statement
from kb.verify import holds

KEYS = set(
    "question answer abstained statements citations retrieved notice reading validity asks lead fallback removed record reviewed mode model latency_ms".split()
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("企业上市有哪些支持？", "鼓励高新技术企业上市"),
        ("截至2020年底高新技术企业有多少家", "494家"),
        ("技术合同成交额2025年的目标是多少", "60亿元"),
        ("請問高新技術企業2025年的數量目標", "1000家"),
    ],
)
def test_answers_quote_their_clauses(plan_kb: KnowledgeBase, question: str, expected: str) -> None:
    answer = plan_kb.ask(question)
    assert set(answer.to_json()) == KEYS
    assert expected in answer.text
    assert all(citation.quote in citation.text for citation in answer.citations)
    assert all(statement.citations for statement in answer.statements)


def test_a_follow_up_takes_over_its_topic(plan_kb: KnowledgeBase) -> None:
    assert "1000家" in plan_kb.ask("那2025年的目标呢", ["高新技术企业2020年底有多少家"]).text


@pytest.mark.parametrize(
    "question",
    ["上市成功后奖励多少万元", "科技局的咨询电话是多少", "高新技术企业2030年的目标是多少家"],
)
def test_what_is_missing_is_said_without_a_figure(plan_kb: KnowledgeBase, question: str) -> None:
    answer = plan_kb.ask(question)
    assert answer.abstained
    assert not answer.statements
    assert not re.search(r"\d", answer.text)
    assert bool(answer.retrieved) == ("下雨" not in question)  # what is no question for documents is not looked up


def test_the_same_question_twice_gives_the_same_answer(plan_kb: KnowledgeBase) -> None:
    one, two = (plan_kb.ask("人才工程有哪些").to_json() | {"latency_ms": 0} for _ in range(2))
    assert one == two


@pytest.mark.parametrize("question", ["", "   ", "问" * 100_000])
def test_bad_questions_get_one_clear_error(plan_kb: KnowledgeBase, question: str) -> None:
    with pytest.raises(QuestionError, match="问题"):
        plan_kb.ask(question)


def test_numbers_have_one_form() -> None:
    assert len({str(q) for q in quantities("五百万元、500万元、5,000,000元")}) == 1
    assert len({str(q) for q in quantities("千分之一、1‰、0.1%")}) == 1


def test_the_gate_holds_back_a_number_that_the_quote_does_not_say() -> None:
    text = "某市对示例企业奖励五百万元。"
    citation = Citation(1, "示例办法", None, "d", "c", "一", (), None, text, text)
    assert holds(Statement("奖励500万元。", (1,)), [citation])
    assert not holds(Statement("奖励600万元。", (1,)), [citation])


def test_commands(plan_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(plan_home)]
    assert cli.main(["documents", "--json", *home]) == 0
    document = json.loads(capsys.readouterr().out)[0]["id"]
    assert cli.main(["clauses", document, "--json", *home]) == 0
    assert len(json.loads(capsys.readouterr().out)) > 70
    assert cli.main(["verify", *home]) == 0
    rows, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    rows.write_text("".join(json.dumps({"id": n, "question": "上市有什么支持"}) + "\n" for n in range(3)), "utf-8")
    assert cli.main(["answer", str(rows), "-o", str(out), *home]) == 0
    out.write_text(out.read_text("utf-8")[:-20], "utf-8")
    assert cli.main(["answer", str(rows), "-o", str(out), *home]) == 0
    assert [json.loads(line)["id"] for line in out.read_text("utf-8").splitlines()] == ["0", "1", "2"]
    assert cli.main(["retrieve", str(rows), "-o", str(tmp_path / "run.trec"), "-k", "5", *home]) == 0
    assert len((tmp_path / "run.trec").read_text("utf-8").splitlines()) == 15


@pytest.mark.parametrize("name", ["missing.txt", "empty.txt", "sheet.xyz", "broken.jsonl"])
def test_bad_files_get_one_line(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / name
    if name != "missing.txt":
        path.write_text('{"id": 1, ' if name == "broken.jsonl" else "" if name == "empty.txt" else "x", "utf-8")
    assert cli.main(["ingest", str(path), "--home", str(tmp_path / "home")]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("错误：")
