"""Question sets as sheets: the same rows as JSONL, complaints by row and column; checks of the set itself."""

import csv
import json
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from eval.dataset import Question, load_questions, read_questions, set_hash
from eval.sets.check import check
from eval.sets.sheet import COLUMNS
from eval.sets.template import write_template
from kb.errors import RowError, UsageError

HEAD = ["编号", "问题", "题型", "可回答", "必含", "依据"]
ROWS = [
    ["a", "示例市奖励多少？", "金额", "是", "500万元 / 五百万元\n一次性", "给予500万元\n一次性奖励"],
    ["b", "火星呢？", "不可回答", "否", None, None],
]


def _xlsx(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def _csv(path: Path, *rows: list[object], encoding: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def test_the_three_formats_say_the_same(tmp_path: Path) -> None:
    plain = [
        {"id": "a", "question": "示例市奖励多少？", "type": "金额", "answerable": True,
         "must": [["500万元", "五百万元"], ["一次性"]], "evidence": ["给予500万元", "一次性奖励"]},
        {"id": "b", "question": "火星呢？", "type": "不可回答", "answerable": False},
    ]  # fmt: skip
    jsonl = tmp_path / "set.jsonl"
    jsonl.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in plain), encoding="utf-8")
    sets = [
        load_questions([path])
        for path in (
            jsonl,
            _xlsx(tmp_path / "set.xlsx", HEAD, *ROWS),
            _csv(tmp_path / "set.csv", HEAD, *ROWS),
            _csv(tmp_path / "gbk.csv", HEAD, *ROWS, encoding="gb18030"),
        )
    ]
    assert sets[0] == sets[1] == sets[2] == sets[3]
    assert len({set_hash(one) for one in sets}) == 1


def test_every_complaint_names_row_and_column(tmp_path: Path) -> None:
    path = _xlsx(
        tmp_path / "set.xlsx", HEAD, ROWS[0], ["c", None, "金额", "也许", "x"], ["a", "又问？", None, None, "y"]
    )
    found = read_questions([path], complete=False)
    said = [str(problem) for problem in found.problems]
    assert said == [
        f"{path} 第 3 行，B 列（问题）：不能为空",
        f'{path} 第 3 行，D 列（可回答）：应为 true 或 false，实际是 "也许"',
        f"{path} 第 4 行，A 列（编号）：a 已在 {path} 第 2 行 用过，题号必须唯一",
    ]
    with pytest.raises(RowError, match="共 3 处错误"):
        load_questions([path], complete=False)


def test_a_row_of_csv_is_where_it_begins(tmp_path: Path) -> None:
    path = _csv(tmp_path / "set.csv", HEAD, ROWS[0], ["c", "", "金额", "是", "x", ""])
    assert "第 5 行，B 列（问题）" in str(read_questions([path], complete=False).problems[0])


@pytest.mark.parametrize(
    ("head", "says"),
    [(["问题", "答案是"], "B 列：不认识的列名“答案是”"), (["编号"], "没有“问题”一列"), (["问题", "问题"], "出现两次")],
)
def test_a_bad_head(tmp_path: Path, head: list[str], says: str) -> None:
    with pytest.raises(RowError, match=says):
        load_questions([_xlsx(tmp_path / "set.xlsx", head, ["甲"])])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"not a workbook"])
def test_what_is_no_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "set.xlsx"
    path.write_bytes(content)
    with pytest.raises(RowError, match="不是可以读取的 XLSX"):
        load_questions([path])


def test_a_question_and_a_reference_answer_are_enough(tmp_path: Path) -> None:
    path = _xlsx(tmp_path / "set.xlsx", ["问题", "参考答案"], ["示例市奖励多少？", "500万元"])
    (one,) = load_questions([path], complete=False)
    assert (one.id, one.answer, one.type, one.answerable) == ("第2行", "500万元", "未分类", True)
    with pytest.raises(RowError, match="必须填写"):
        load_questions([path])


def test_a_slash_between_letters_or_digits_is_no_alternative(tmp_path: Path) -> None:
    path = _xlsx(tmp_path / "set.xlsx", ["问题", "必含"], ["甲？", "GB/T 9704\n2/3以上/三分之二以上"])
    (one,) = load_questions([path], complete=False)
    assert one.must == (("GB/T 9704",), ("2/3以上", "三分之二以上"))


def test_unreviewed_rows_do_not_count(tmp_path: Path) -> None:
    rows = [["甲？", "1", "否"], ["乙？", "2", "是"], ["丙？", "3", None]]
    path = _xlsx(tmp_path / "set.xlsx", ["问题", "必含", "已审核"], *rows)
    found = read_questions([path], complete=False)
    assert [one.question for one in found.questions] == ["乙？", "丙？"]
    assert found.unreviewed == 1
    with pytest.raises(RowError, match="还没有审核"):
        load_questions([_xlsx(tmp_path / "all.xlsx", ["问题", "必含", "已审核"], rows[0])], complete=False)


def test_the_template_loads_and_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path)
    assert len(load_questions([path], complete=False)) == 2
    assert [cell.value for cell in load_workbook(path)["题集"][1]] == list(COLUMNS)
    with pytest.raises(UsageError, match="已经存在"):
        write_template(path)
    with pytest.raises(UsageError, match=r"\.xlsx"):
        write_template(tmp_path / "template.csv")


def test_checks_of_the_rows_alone(question) -> None:
    rows: list[Question] = [
        question(id="a"),
        question(id="twice", question="示例市，有多少家企业"),
        question(id="clash", question="另问", forbid=("60",)),
        question(id="half", question="再问", answer="80家", evidence=()),
    ]
    said = {(one.kind, one.id): one.text for one in check(rows)}
    assert "与 a 是同一个问题" in said["warning", "twice"]
    assert "没有答案能判对" in said["error", "clash"]
    assert "参考答案里没有必含" in said["error", "half"]
    assert "没有填依据" in said["warning", "half"]
    assert "只有 4 题" in said["warning", "fact"]
    assert ("warning", "题集") in said
    different = check([question(id="a"), question(id="b", must=(("70家",),))])
    assert any(one.kind == "error" and "答案却不同" in one.text for one in different)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base of one synthetic notice, by words only."""
    from kb.service import KnowledgeBase
    from kb.settings import load

    folder = tmp_path_factory.mktemp("home")
    text = "某市示例奖励办法\n\n第一条 首次认定的示例企业，给予五百万元奖励。\n\n第二条 本办法由某市示例局负责解释。\n"
    (folder / "notice.txt").write_text(text, encoding="utf-8")
    with KnowledgeBase.open(load(home=folder / "home", embedding="none")) as base:
        base.ingest([folder / "notice.txt"])
    return folder / "home"


def test_checks_against_the_documents(home: Path, question) -> None:
    from eval.corpus import Corpus
    from kb.service import KnowledgeBase
    from kb.settings import load

    with KnowledgeBase.open(load(home=home, embedding="none")) as base:
        corpus = Corpus(base)
        rows = [
            question(id="good", must=(("500万元",),), evidence=("给予五百万元奖励",)),
            question(id="absent", question="二", evidence=("给予六百万元奖励",)),
            question(id="against", question="三", must=(("900万元",),), evidence=("给予五百万元奖励",)),
            question(id="elsewhere", question="四", must=(("示例局",),), evidence=("给予五百万元奖励",)),
            question(id="ids", question="五", relevant=("nowhere",), evidence=()),
        ]
        found = {(one.kind, one.id): one.text for one in check(rows, corpus) if one.id in {row.id for row in rows}}
    assert found.keys() == {("error", "absent"), ("error", "against"), ("warning", "elsewhere"), ("error", "ids")}
    assert "不在任何文件中" in found["error", "absent"]
    assert "与依据不符" in found["error", "against"]
    assert "nowhere" in found["error", "ids"]


def test_the_commands(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.cli import main

    monkeypatch.setenv("POLICY_KB_EMBEDDING", "none")
    path = tmp_path / "questions.xlsx"
    assert main(["eval", "template", str(path)]) == 0
    assert main(["eval", "template", str(path)]) == 2
    assert capsys.readouterr().err == f"错误：{path} 已经存在，没有覆盖；请换一个文件名\n"
    assert main(["eval", "check", str(path), "--home", str(home)]) == 1
    assert "不在任何文件中" in capsys.readouterr().out
    assert main(["eval", "check", str(path), "--rows-only"]) == 0
    assert main(["eval", "check", str(path), "--home", str(tmp_path / "empty")]) == 2
    assert "里没有文件" in capsys.readouterr().err
