"""Workbooks, CSV files and tables of Markdown: each row a clause with the names of its columns."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from ingest_invariants import check_clauses, check_coverage
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from ingest.errors import SourceBroken, SourceEmpty
from ingest.pipeline import parse_file
from ingest.types import Clause, Parsed

ROWS = [
    ("序号", "事项名称", "补贴标准", "申报时间"),
    (1, "示例甲补贴", 100000, date(2030, 3, 1)),
    (2, "示例乙补贴", 0.25, "全年"),
]


def parse(path: Path) -> Parsed:
    (parsed,) = parse_file(path)
    check_coverage(parsed)
    check_clauses(parsed)
    return parsed


def rows(parsed: Parsed) -> list[Clause]:
    return [clause for clause in parsed.clauses if clause.kind == "row"]


def save(book: Workbook, path: Path) -> Path:
    book.save(path)
    return path


def test_workbook(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["某市示例政策清单"])
    for row in ROWS:
        sheet.append(row)
    sheet["C4"].number_format = "0.00%"
    sheet.merge_cells("A1:D1")
    sheet.add_data_validation(DataValidation(type="list", formula1='"甲,乙"'))
    parsed = parse(save(book, tmp_path / "a.xlsx"))
    assert parsed.document.title == "某市示例政策清单"
    assert [row.text for row in rows(parsed)] == [
        "序号：1；事项名称：示例甲补贴；补贴标准：100000；申报时间：2030年3月1日。",
        "序号：2；事项名称：示例乙补贴；补贴标准：25%；申报时间：全年。",
    ]
    assert rows(parsed)[1].heading == "示例乙补贴"
    assert rows(parsed)[1].cells[2] == ("补贴标准", "25%")
    assert rows(parsed)[1].label == "表1第2行"


def test_title_that_is_not_merged_and_a_second_table(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in [("某市示例政策清单",), *ROWS, (), (), ("类别", "说明", "备注"), ("甲类", "甲类说明", "无")]:
        sheet.append(row)
    parsed = parse(save(book, tmp_path / "a.xlsx"))
    assert parsed.document.title == "某市示例政策清单"
    assert [row.label for row in rows(parsed)] == ["表1第1行", "表1第2行", "表2第1行"]
    assert rows(parsed)[-1].text == "类别：甲类；说明：甲类说明；备注：无。"


def test_several_sheets_and_merged_cells(tmp_path: Path) -> None:
    book = Workbook()
    first = book.active
    first.title = "人才类"
    for row in [("类别", "事项名称", "标准"), ("示例类", "甲", 1), (None, "乙", 2)]:
        first.append(row)
    first.merge_cells("A2:A3")
    second = book.create_sheet("企业类")
    for row in ROWS:
        second.append(row)
    hidden = book.create_sheet("内部")
    hidden.append(["不公开的字"])
    hidden.sheet_state = "hidden"
    parsed = parse(save(book, tmp_path / "示例清单.xlsx"))
    assert parsed.document.title == "示例清单"
    assert rows(parsed)[1].text == "类别：示例类；事项名称：乙；标准：2。"
    assert [row.path for row in rows(parsed)] == [("人才类",), ("人才类",), ("企业类",), ("企业类",)]
    assert "不公开" not in parsed.source.text
    assert parsed.warnings == ("没有读取隐藏的工作表：内部。",)


def test_banner_rows_are_the_scope_of_those_below(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in [("名称", "标准", "说明"), ("甲类补贴",), ("甲一", "1元", "无"), ("乙类补贴",), ("乙一", "2元", "无")]:
        sheet.append(row)
    sheet.merge_cells("A2:C2")
    sheet.merge_cells("A4:C4")
    found = {row.text: row.scope for row in rows(parse(save(book, tmp_path / "a.xlsx")))}
    assert found["名称：甲一；标准：1元；说明：无。"] == "甲类补贴"
    assert found["名称：乙一；标准：2元；说明：无。"] == "乙类补贴"


def test_units_and_years(tmp_path: Path) -> None:
    book = Workbook()
    for row in [("指标名称", "单位", "2025年", "2030年"), ("示例企业", "家", 12, 20)]:
        book.active.append(row)
    (row,) = rows(parse(save(book, tmp_path / "a.xlsx")))
    assert row.text == "指标名称：示例企业；单位：家；2025年：12家；2030年：20家。"
    assert dict(row.cells)["2030年"] == "20"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [
        delimiter.join(line)
        for line in (("名称", "条件", "标准"), ("甲", '"在某市，\n且示例"', "1元"), ("乙", "无", "2元"))
    ]
    path = tmp_path / "示例.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    parsed = parse(path)
    assert parsed.document.title == "示例"
    assert [row.text for row in rows(parsed)] == [
        "名称：甲；条件：在某市，且示例；标准：1元。",
        "名称：乙；条件：无；标准：2元。",
    ]


def test_markdown_table(parse_text: Callable[..., Parsed]) -> None:
    text = (
        "# 某市示例办法\n\n一、标准\n\n示例补贴标准表\n\n| 对象 | 标准 |\n| --- | :--: |\n| **甲类** | [1万元](http://x) |\n"
        "| 乙类 | 2万元 |\n\n二、附则\n本办法由示例局解释。\n"
    )
    from ingest.loaders.text import load_text
    from ingest.pipeline import parse_source

    parsed = parse_source(load_text(text.encode(), "示例.md"))
    check_coverage(parsed)
    check_clauses(parsed)
    assert [row.text for row in rows(parsed)] == ["对象：甲类；标准：1万元。", "对象：乙类；标准：2万元。"]
    assert [c.heading for c in parsed.clauses if c.kind == "table"] == ["示例补贴标准表"]
    assert [c.label for c in parsed.clauses][-1] == "二第1段"
    plain = parse_text("某市示例办法\n甲 | 乙\n丙 | 丁\n")
    assert rows(plain) == []


def test_empty_and_broken(tmp_path: Path) -> None:
    empty = save(Workbook(), tmp_path / "empty.xlsx")
    with pytest.raises(SourceEmpty, match="没有文字"):
        parse(empty)
    data = empty.read_bytes()
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(data[: len(data) // 2])
    with pytest.raises(SourceBroken, match="已损坏"):
        parse(broken)
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["xl/workbook.xml"] = b"<workbook"
    with zipfile.ZipFile(broken, "w") as target:
        for name, part in parts.items():
            target.writestr(name, part)
    with pytest.raises(SourceBroken, match="已损坏"):
        parse(broken)
    (tmp_path / "blank.csv").write_bytes(b",,\n,,\n")
    with pytest.raises(SourceEmpty, match="没有文字"):
        parse(tmp_path / "blank.csv")


def test_formula_without_its_value_is_reported(tmp_path: Path) -> None:
    book = Workbook()
    for row in [("名称", "标准", "合计"), ("甲", 1, "=B2*2")]:
        book.active.append(row)
    assert any("公式" in warning for warning in parse(save(book, tmp_path / "a.xlsx")).warnings)


def test_far_away_cell_is_no_great_work(tmp_path: Path) -> None:
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.cell(1_000_000, 5).value = None
    book.active["XFD1"].number_format = "0.00"
    assert len(rows(parse(save(book, tmp_path / "a.xlsx")))) == 2


def test_entity_bomb(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["名称", "标准"])
    book.active.append(["甲", "乙"])
    with zipfile.ZipFile(save(book, tmp_path / "a.xlsx")) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "字">{entities}]>'.encode()
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = bomb + sheet.replace(b"<v>0</v>", b"<v>&e11;</v>")
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as target:
        for name, part in parts.items():
            target.writestr(name, part)
    with pytest.raises(SourceBroken, match="已损坏"):
        parse(tmp_path / "b.xlsx")
