from __future__ import annotations

import pytest

from ingest.table_values import split_values
from ingest.tables import read_table


@pytest.mark.parametrize(
    ("joined", "unit", "values"),
    [
        ("4941000", "家", ("494", "1000")),
        ("1220", "家", ("12", "20")),
        ("56.2860", "%", ("56.28", "60")),
        ("3960", "亿元", ("39", "60")),
        ("-3", "%", ("", "3")),
        ("5—", "个", ("5", "")),
        ("2.152.5", "%", ("2.15", "2.5")),
        ("98100", "%", ("98", "100")),
    ],
)
def test_split(joined: str, unit: str, values: tuple[str, ...]) -> None:
    split = split_values(joined, len(values), unit, "")
    assert split is not None
    assert split.values == values


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


def test_text_is_no_table() -> None:
    assert read_table("各单位应填写序号、指标名称和单位。", "") is None
    assert read_table("序号指标名称单位2020年2025年属性见附表", "") is None
