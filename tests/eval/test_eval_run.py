"""The command, scoring a file of answers: figures, files, failures, exit codes."""

import json
from pathlib import Path

import pytest

from eval.report import markdown, table
from eval.run import main
from eval.score import score, summarise

SET = [
    {"id": "a", "question": "示例市有多少家企业？", "type": "fact", "answerable": True, "must": [["60家"]],
     "evidence": ["企业60家"]},
    {"id": "b", "question": "示例市给啥好处？", "type": "support", "answerable": True,
     "must": [["奖励"], ["补贴"]], "evidence": ["给予奖励", "给予补贴"]},
    {"id": "c", "question": "火星呢？", "type": "unanswerable", "answerable": False},
]  # fmt: skip
CITED = {"n": 1, "document": "示例规划", "label": "一1", "quote": "企业 60 家", "text": "某市有企业 60 家。"}
REWARD = {"n": 1, "document": "示例规划", "label": "一2", "quote": "给予奖励", "text": "给予奖励。"}
ANSWERS = [
    {"id": "a", "answer": "企业 60 家[1]", "abstained": False, "latency_ms": 3,
     "statements": [{"text": "企业 60 家", "citations": [1]}], "citations": [CITED]},
    {"id": "b", "answer": "给予奖励[1]", "abstained": False, "latency_ms": 5,
     "statements": [{"text": "给予奖励", "citations": [1]}], "citations": [REWARD]},
    {"id": "c", "answer": "文件没有规定。", "abstained": True, "latency_ms": 1,
     "statements": [], "citations": []},
]  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str, str, Path]:
    """Command-line arguments (set, --answers, file) and the folder for reports."""
    for name, rows in (("set", SET), ("answers", ANSWERS)):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return str(tmp_path / "set.jsonl"), "--answers", str(tmp_path / "answers.jsonl"), tmp_path / "out"


def test_report_files_and_figures(files, capsys: pytest.CaptureFixture[str]) -> None:
    *args, out = files
    assert main([*args, "--out", str(out)]) == 0
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert report["total"]["correct"]["value"] == pytest.approx(2 / 3)
    assert report["total"]["citation_hit"]["value"] == 1.0
    assert report["total"]["citation_recall"]["value"] == pytest.approx(0.75)
    assert report["total"]["fidelity"]["value"] == 1.0
    assert report["total"]["latency_p50_ms"] == 3
    assert list(report["types"]) == ["fact", "support", "unanswerable"]
    assert report["types"]["support"]["correct"]["value"] == 0.0
    assert report["questions"][1]["missing"] == [["补贴"]]
    printed = capsys.readouterr().out
    assert "需要查看的题目 1 道" in printed
    assert "b（support）示例市给啥好处？" in printed
    assert "缺少 补贴" in printed
    assert "未引到的依据：给予补贴" in printed


def test_same_rows_give_the_same_report(files, tmp_path: Path) -> None:
    *args, _ = files
    texts = []
    for name in ("one", "two"):
        assert main([*args, "--out", str(tmp_path / name)]) == 0
        texts.append([(tmp_path / name / f).read_text(encoding="utf-8") for f in ("report.json", "report.md")])
    assert texts[0] == texts[1]


def test_json_prints_the_report_alone(files, capsys: pytest.CaptureFixture[str]) -> None:
    *args, out = files
    assert main([*args, "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads((out / "report.json").read_text(encoding="utf-8"))


def test_one_type(files, capsys: pytest.CaptureFixture[str]) -> None:
    *args, out = files
    assert main([*args, "--out", str(out), "--type", "fact"]) == 0
    assert json.loads((out / "report.json").read_text(encoding="utf-8"))["total"]["rows"] == 1
    assert main([*args, "--out", str(out), "--type", "facts"]) == 2
    assert "现有题型：fact、support、unanswerable" in capsys.readouterr().err


def test_input_error_is_one_line_and_exit_2(files, capsys: pytest.CaptureFixture[str]) -> None:
    *_, out = files
    assert main(["none.jsonl", "--answers", files[2], "--out", str(out)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("none.jsonl：无法读取")
    assert error.count("\n") == 1


def test_failures_can_be_limited(files, capsys: pytest.CaptureFixture[str]) -> None:
    *args, out = files
    assert main([*args, "--out", str(out), "--failures", "0"]) == 0
    assert "缺少 补贴" not in capsys.readouterr().out


def test_default_folder_keeps_itself_out_of_commits(files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    *args, _ = files
    monkeypatch.chdir(tmp_path)
    assert main(list(args)) == 0
    assert (tmp_path / "eval-results" / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_table_lines_up_and_shows_what_is_missing(question, answer) -> None:
    given = [answer("60家", cited=("企业60家",)), answer(abstained=True)]
    lines = table(summarise(score([question(), question(id="q2", answerable=False)], given))).splitlines()
    assert lines[2].split()[:3] == ["fact", "1", "1.000"]
    assert "–" in lines[3].split()
    assert lines[5].split()[:3] == ["总计", "2", "1.000"]
    assert lines[6].startswith("95% 区间")
    # a wide character takes two columns: 答对 is right-aligned with the figures under it
    assert lines[0].startswith("题型" + " " * (len("unanswerable") - 4) + "  题数")
    assert lines[2].startswith("fact" + " " * (len("unanswerable") - 4) + "     1")
    assert lines[5].startswith("总计" + " " * (len("unanswerable") - 4) + "     2")


def test_failures_name_their_reason(question, answer) -> None:
    asked = [
        question(id="wrong", forbid=("80家",)),
        question(id="silent"),
        question(id="loud", answerable=False),
    ]
    given = [
        answer("80家", cited=("别的",), says=(("企业81家", [1]),)),
        answer(abstained=True),
        answer("60家"),
    ]
    scored = score(asked, given)
    text = markdown(summarise(scored), scored, {})
    for expected in (
        "缺少 60家",
        "不应出现 80家",
        "没有一条引用是对的",
        "数字 81",
        "文件有答案，却拒答",
        "却作了回答",
    ):
        assert expected in text
    assert "需要查看的题目（3 / 3）" in text
    assert "✗ 一1" in text


def test_only_failures_are_listed(question, answer) -> None:
    asked = [question(id="good", question="好题？"), question(id="bad", question="坏题？")]
    scored = score(asked, [answer("60家", cited=("企业60家",)), answer("没有")])
    text = markdown(summarise(scored), scored, {})
    assert "坏题" in text
    assert "好题" not in text


def test_unfaithful_statement_is_a_failure(question, answer) -> None:
    (row,) = score([question()], [answer("60家", cited=("企业60家",), says=(("企业70家", [1]),))])
    assert row.verdict.right
    assert row.failed


def test_right_answer_with_wrong_source_is_a_failure(question, answer) -> None:
    (row,) = score([question()], [answer("60家", cited=("别的条款",))])
    assert row.verdict.right
    assert row.failed


def test_answer_text_cannot_become_markup(question, answer) -> None:
    scored = score([question()], [answer("<img src=x> | [链接](http://示例) `码` **粗**")])
    text = markdown(summarise(scored), scored, {})
    for markup in ("<img", "[链接]", "**粗", " `码"):
        assert markup not in text.replace("\\" + markup[0], "")
