"""Tables of policy items: XLSX workbooks and CSV files. The name of a sheet names its tables."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import warnings as python_warnings
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from ingest.errors import SourceBroken, SourceEmpty
from ingest.loaders.encoding import decode
from ingest.loaders.grid import Cell, cell_text, lay_grids
from ingest.loaders.writer import TextWriter
from ingest.loaders.zipped import ZIP_ERRORS, open_zip
from ingest.types import Source

_MOST_ROWS = 100_000
_MOST_COLUMNS = 300
_NO_VALUE = re.compile(rb"(?:</f>|<f\b[^>]*/>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_GENERIC = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.I)
_BLANK_ROWS = 2  # so many end a table; another may follow on the sheet


def load_xlsx(data: bytes, name: str) -> Source:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    warnings = _formula_warnings(data, name)
    try:
        with python_warnings.catch_warnings():
            python_warnings.simplefilter("ignore")  # of what openpyxl leaves out: drop-down lists, colours
            book = load_workbook(io.BytesIO(data), data_only=True)
    except (*ZIP_ERRORS, InvalidFileException, KeyError, TypeError, AttributeError, IndexError, SyntaxError) as error:
        raise _broken_book(name) from error
    writer = TextWriter()
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible" and sheet.max_row]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if hidden:
        warnings.append(f"没有读取隐藏的工作表：{'、'.join(hidden)}。")
    for sheet in sheets:
        rows = _sheet_rows(sheet)
        if not any(cell.text for row in rows for cell in row):
            continue
        if len(sheets) > 1:
            _write(writer, rows, name, sheet="" if _GENERIC.fullmatch(sheet.title) else sheet.title)
        else:
            _write(writer, rows, name, titled=True)
        if sheet.max_row > _MOST_ROWS:
            warnings.append(f"工作表“{sheet.title}”超过 {_MOST_ROWS} 行，只读取了前面的部分。")
    if writer.is_empty:
        raise SourceEmpty(f"表格“{name}”里没有文字，请检查是否传错了文件。")
    return writer.source(name, hashlib.sha256(data).hexdigest(), warnings=warnings)


def _formula_warnings(data: bytes, name: str) -> list[str]:
    """A formula whose value the program that wrote the file did not store cannot be read."""
    with open_zip(data, name) as archive:
        for member in archive.namelist():
            if member.startswith("xl/worksheets/") and member.endswith(".xml"):
                try:
                    if _NO_VALUE.search(archive.read(member)):
                        return [
                            "表格里有没有保存结果的公式，这些单元格没有读取；请用 Excel 或 WPS 打开并保存后重新导入。"
                        ]
                except (*ZIP_ERRORS, KeyError) as error:
                    raise _broken_book(name) from error
    return []


def _broken_book(name: str) -> SourceBroken:
    return SourceBroken(f"表格“{name}”已损坏或不是 XLSX 文件，无法读取，请重新下载后重试。")


def load_csv(data: bytes, name: str) -> Source:
    text = decode(data, name)
    sample = text[:10_000]
    try:
        dialect: Any = csv.Sniffer().sniff(sample, delimiters=",\t;|，")
    except csv.Error:
        dialect = csv.excel_tab if sample.count("\t") > sample.count(",") else csv.excel
    csv.field_size_limit(1_000_000)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), dialect))
    except csv.Error as error:
        raise SourceBroken(f"表格“{name}”不是有效的 CSV 文件，请另存为 UTF-8 的 CSV 后重试。") from error
    rows = [[Cell(cell_text(value.split("\n"))) for value in line[:_MOST_COLUMNS]] for line in lines[:_MOST_ROWS]]
    writer = TextWriter()
    _write(writer, rows, name, titled=True)
    if writer.is_empty:
        raise SourceEmpty(f"表格“{name}”里没有文字，请检查是否传错了文件。")
    warnings = [f"表格超过 {_MOST_ROWS} 行，只读取了前面的部分。"] if len(lines) > _MOST_ROWS else []
    return writer.source(name, hashlib.sha256(data).hexdigest(), warnings=warnings)


def _sheet_rows(sheet: Any) -> list[list[Cell]]:
    """The cells of a sheet; a merged range is one cell."""
    sizes: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for merged in sheet.merged_cells.ranges:
        height, width = merged.max_row - merged.min_row + 1, merged.max_col - merged.min_col + 1
        if merged.min_row > _MOST_ROWS or merged.min_col > _MOST_COLUMNS:
            continue
        height, width = min(height, _MOST_ROWS), min(width, _MOST_COLUMNS)
        sizes[merged.min_row, merged.min_col] = (height, width)
        covered.update(
            (row, column)
            for row in range(merged.min_row, merged.min_row + min(height, 2000))
            for column in range(merged.min_col, merged.min_col + width)
        )
    rows = []
    filled = [
        place for place, cell in sheet._cells.items() if cell.value is not None
    ]  # the sheet's own size counts formats
    if not filled:
        return []
    last_row, last_column = min(max(r for r, _ in filled), _MOST_ROWS), min(max(c for _, c in filled), _MOST_COLUMNS)
    for number, row in enumerate(sheet.iter_rows(max_row=last_row, max_col=last_column), 1):
        line = []
        for cell in row:
            place = (number, cell.column)
            if place in covered and place not in sizes:
                continue
            height, width = sizes.get(place, (1, 1))
            line.append(Cell(_value(cell), height, width))
        rows.append(line)
    return rows


def _value(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        plain = value.time() == time() and "h" not in (cell.number_format or "").lower()
        return _day(value) if plain else f"{_day(value)} {value:%H:%M}"
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "")
    return cell_text(str(value).split("\n"))


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def _number(value: float, form: str) -> str:
    """As the sheet shows it in what matters: percentages, and no tail of binary fractions."""
    if "%" in form:
        return f"{round(value * 100, 6):g}%"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{round(value, 10):.10g}"


def _write(writer: TextWriter, rows: list[list[Cell]], name: str, *, titled: bool = False, sheet: str = "") -> None:
    """The tables of a sheet. With `titled` the caption of the first is the title of the document; the name of
    the `sheet` names its tables."""
    part: list[list[Cell]] = []
    blank = 0
    for row in [*rows, *[[]] * _BLANK_ROWS]:
        blank = 0 if any(cell.text for cell in row) else blank + 1
        if blank >= _BLANK_ROWS and part:
            for grid in lay_grids(part, name):
                if titled and grid.caption and writer.is_empty:
                    title, _, rest = grid.caption.partition("\n")
                    writer.line(title)
                    grid = replace(grid, caption=rest)
                writer.table(grid, caption=sheet)
            part = []
        elif row and blank < _BLANK_ROWS:
            part.append(row)
