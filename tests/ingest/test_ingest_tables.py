from __future__ import annotations

from collections.abc import Callable

import pytest
from ingest_invariants import check_coverage

from ingest.table_values import split_values
from ingest.tables import read_table
from ingest.types import Parsed


@pytest.mark.parametrize(
    ("joined", "unit", "values"),
    [
        ("4941000", "家", ("494", "1000")),
        ("1220", "家", ("12", "20")),
        ("56.2860", "%", ("56.28", "60")),
        ("3960", "亿元", ("39", "60")),
        ("-3", "%", ("-", "3")),
        ("5—", "个", ("5", "—")),
        ("2.152.5", "%", ("2.15", "2.5")),
        ("1 220", "家", ("1", "220")),
        ("98100", "%", ("98", "100")),
    ],
)
def test_split(joined: str, unit: str, values: tuple[str, ...]) -> None:
    split = split_values(joined, len(values), unit, "")
    assert split is not None
    assert split.values == values
    assert split.certain


def test_doubt_is_reported(parse_text: Callable[[str], Parsed]) -> None:
    parsed = parse_text("某市示例规划\n一、目标\n示例指标序号指标名称单位2025年2030年1示例数量家114\n")
    assert len(parsed.warnings) == 1
    assert "一表1第1行" in parsed.warnings[0]


def test_document_decides() -> None:
    split = split_values("120180", 2, "家", "现有1家，将达到20180家")
    assert split is not None
    assert split.values == ("120", "180")
    confirmed = split_values("15150", 2, "家", "现有15家，将达到150家")
    assert confirmed is not None
    assert confirmed.values == ("15", "150")


def test_no_split() -> None:
    assert split_values("05", 2, "家", "") is not None
    assert split_values("5", 2, "家", "") is None


def test_three_years_and_no_kind() -> None:
    table = read_table("示例指标序号项目单位2020年2025年2030年1示例企业家1020302示例收入万元100200300", "")
    assert table is not None
    assert table.title == "示例指标"
    assert [row.cells[3:] for row in table.rows] == [
        (("2020年", "10"), ("2025年", "20"), ("2030年", "30")),
        (("2020年", "100"), ("2025年", "200"), ("2030年", "300")),
    ]


@pytest.mark.parametrize("kind", [("属性", "预期性"), ("", "")])
def test_one_line_a_row(parse_text: Callable[[str], Parsed], kind: tuple[str, str]) -> None:
    parsed = parse_text(
        "某市示例规划\n一、示例目标\n示例目标如下。\n某市示例主要指标\n"
        f"序号 指标名称 单位 2025年 2030年 {kind[0]}\n1 示例企业 家 1 220 {kind[1]}\n"
        f"2 示例比重 % — 3 {kind[1]}\n二、示例保障\n加强领导。\n"
    )
    rows = [clause for clause in parsed.clauses if clause.kind == "row"]
    assert [row.cells[3:5] for row in rows] == [
        (("2025年", "1"), ("2030年", "220")),
        (("2025年", ""), ("2030年", "3")),
    ]
    assert "2025年未列（原表为“—”）" in rows[1].text
    assert rows[0].path == ("一、示例目标", "某市示例主要指标")
    assert rows[0].label == "一表1第1行"
    assert [c.label for c in parsed.clauses][-2:] == ["二", "二第1段"]
    check_coverage(parsed)


def test_text_is_no_table() -> None:
    assert read_table("各单位应填写序号、指标名称和单位。", "") is None
    assert read_table("序号指标名称单位2020年2025年属性见附表", "") is None
