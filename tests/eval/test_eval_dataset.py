"""Question and answer rows: what is refused, and whether the message says where."""

import json
from pathlib import Path

import pytest

from eval.dataset import load_questions
from eval.rows import load_answers
from kb.errors import RowError

GOOD = {
    "id": "q1",
    "question": "示例市有多少家企业？",
    "type": "fact",
    "answerable": True,
    "must": [["60家", "六十家"]],
    "forbid": ["80家"],
    "evidence": ["企业60家"],
}
UNKNOWN = {"id": "q2", "question": "火星呢？", "type": "unanswerable", "answerable": False}
ANSWER = {
    "id": "q1",
    "answer": "60家",
    "abstained": False,
    "statements": [],
    "citations": [],
    "latency_ms": 2,
}


def _write(folder: Path, *rows: object, name: str = "set.jsonl") -> Path:
    path = folder / name
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_good_rows_load(tmp_path: Path) -> None:
    path = _write(tmp_path, GOOD, "", GOOD | {"id": "q3", "history": ["前面的问题"], "note": "备注"}, UNKNOWN)
    first, second, third = load_questions([path])
    assert first.must == (("60家", "六十家"),)
    assert second.history == ("前面的问题",)
    assert not third.answerable
    assert third.evidence == ()


def test_byte_order_mark_is_tolerated(tmp_path: Path) -> None:
    path = _write(tmp_path, "\ufeff" + json.dumps(GOOD))
    assert load_questions([path])[0].id == "q1"


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"id": ""}, "id", "不能为空"),
        ({"id": 7}, "id", "应为字符串"),
        ({"question": None}, "question", "应为字符串"),
        ({"type": "  "}, "type", "不能为空"),
        ({"answerable": "yes"}, "answerable", "true 或 false"),
        ({"answerable": 1}, "answerable", "true 或 false"),
        ({"must": "60家"}, "must", "应为数组"),
        ({"must": ["60家"]}, "must", "每组至少一种写法"),
        ({"must": [[]]}, "must", "每组至少一种写法"),
        ({"must": [["60家", ""]]}, "must", "非空字符串"),
        ({"must": []}, "must", "必须填写"),
        ({"evidence": []}, "evidence", "必须填写"),
        ({"evidence": [" "]}, "evidence", "非空字符串"),
        ({"forbid": [3]}, "forbid", "非空字符串"),
        ({"history": "前面"}, "history", "应为数组"),
        ({"answerable": False}, "must", "必须为空"),
        ({"answerable": False, "must": []}, "evidence", "必须为空"),
        ({"forbiden": []}, "forbiden", "是否想写 forbid"),
    ],
)
def test_bad_field_is_named_with_file_and_line(
    tmp_path: Path, change: dict[str, object], field: str, says: str
) -> None:
    path = _write(tmp_path, UNKNOWN, "", GOOD | change)
    with pytest.raises(RowError) as error:
        load_questions([path])
    assert f"{path} 第 3 行，字段 {field}：" in str(error.value)
    assert says in str(error.value)


@pytest.mark.parametrize("field", ["id", "question", "type", "answerable", "must", "evidence"])
def test_missing_field(tmp_path: Path, field: str) -> None:
    path = _write(tmp_path, {key: value for key, value in GOOD.items() if key != field})
    with pytest.raises(RowError, match=f"第 1 行，字段 {field}"):
        load_questions([path])


def test_ids_are_unique_across_files(tmp_path: Path) -> None:
    one, two = _write(tmp_path, GOOD), _write(tmp_path, UNKNOWN, GOOD, name="other.jsonl")
    with pytest.raises(RowError, match=r"other\.jsonl 第 2 行，字段 id：q1 已在 .*set\.jsonl 第 1 行"):
        load_questions([one, two])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "第 1 行：不是合法的 JSON"),
        ("[1]", "应为一个 JSON 对象"),
        ('{"id":"a","id":"b"}', "字段 id：同一行出现两次"),
    ],
)
def test_broken_line(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(RowError, match=says):
        load_questions([_write(tmp_path, line)])


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(RowError, match="无法读取"):
        load_questions([tmp_path / "none.jsonl"])
    with pytest.raises(RowError, match="没有题目"):
        load_questions([_write(tmp_path, "")])
    latin = tmp_path / "gbk.jsonl"
    latin.write_bytes("示例".encode("gbk"))
    with pytest.raises(RowError, match="UTF-8"):
        load_questions([latin])


def test_answers_come_in_the_order_of_the_questions(tmp_path: Path) -> None:
    questions = load_questions([_write(tmp_path, GOOD, UNKNOWN)])
    path = _write(tmp_path, ANSWER | {"id": "extra"}, ANSWER | {"id": "q2"}, ANSWER, name="answers.jsonl")
    assert [a.id for a in load_answers(path, questions)] == ["q1", "q2"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([ANSWER], "缺少 1 道题的回答（q2）"),
        ([ANSWER, ANSWER], "第 2 行，字段 id：q1 出现两次"),
        ([ANSWER | {"abstained": None}], "字段 abstained"),
        ([ANSWER | {"latency_ms": "2"}], "字段 latency_ms：应为数字"),
        ([ANSWER | {"citations": [{"n": "1"}]}], "字段 n：应为整数"),
        ([ANSWER | {"citations": ["x"]}], "字段 citations：应为对象"),
        ([ANSWER | {"statements": [{"text": "某市", "citations": [1.5]}]}], "字段 citations：应为整数"),
    ],
)
def test_bad_answers(tmp_path: Path, rows: list[object], says: str) -> None:
    questions = load_questions([_write(tmp_path, GOOD, UNKNOWN)])
    with pytest.raises(RowError, match=says):
        load_answers(_write(tmp_path, *rows, name="answers.jsonl"), questions)
