"""Question sets as CSV and XLSX: the first sheet, one question a row, complaints by row and column.

A cell may hold several values, one a line; within a line `/` separates ways of writing one fact.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from eval.jsonl import Row
from kb.errors import RowError

SHEETS = frozenset({".csv", ".xlsx"})
COLUMNS: Mapping[str, str] = {
    "编号": "id",
    "问题": "question",
    "前文": "history",
    "题型": "type",
    "可回答": "answerable",
    "必含": "must",
    "不得出现": "forbid",
    "依据": "evidence",
    "参考答案": "answer",
    "相关条款编号": "relevant",
    "已审核": "reviewed",
    "备注": "note",
}
NO_TYPE = "未分类"
_FLAGS = {"是": True, "true": True, "1": True, "y": True, "yes": True, "√": True} | {
    "否": False, "false": False, "0": False, "n": False, "no": False, "×": False,
}  # fmt: skip
_LISTS = frozenset({"history", "forbid", "evidence", "relevant"})
_LARGEST = 50_000_000  # bytes of a workbook unpacked: a question set is far smaller
_MOST_ROWS = 100_000
_OR = re.compile(r"\s+/\s+|／|(?<![0-9A-Za-z])/|/(?![0-9A-Za-z])")  # but not in 2/3, GB/T
_Line = tuple[int, Sequence[object]]


def read_sheet(path: Path) -> Iterator[Row]:
    """The rows of a CSV or XLSX file as fields of the contract. Raises RowError where the file or its head is wrong."""
    try:
        lines = iter(_workbook(path) if path.suffix.lower() == ".xlsx" else _csv(path))
    except OSError as error:
        raise RowError(f"{path}：无法读取（{error.strerror}），请检查路径") from error
    found = next(lines, None)
    if found is None:
        return
    fields, columns = _head(path, *found)
    for number, cells in lines:
        if number > _MOST_ROWS:
            raise RowError(f"{path}：超过 {_MOST_ROWS} 行，请拆成几个文件")
        texts = {field: _text(cells[i]) if i < len(cells) else "" for i, field in fields.items()}
        if any(texts.values()):
            yield Row(_values(texts, number), str(path), number, columns)


def _head(path: Path, number: int, cells: Sequence[object]) -> tuple[dict[int, str], dict[str, str]]:
    """Column → field, and how each field's column is shown."""
    fields: dict[int, str] = {}
    known = "、".join(COLUMNS)
    for i, cell in enumerate(cells):
        name = _text(cell)
        if not name:
            continue
        place = f"{path} 第 {number} 行，{get_column_letter(i + 1)} 列"
        field = COLUMNS.get(name) or (name if name in COLUMNS.values() else None)
        if field is None:
            raise RowError(f"{place}：不认识的列名“{name[:40]}”；可用的列：{known}")
        if field in fields.values():
            raise RowError(f"{place}：列名“{name}”出现两次")
        fields[i] = field
    if "question" not in fields.values():
        raise RowError(f"{path} 第 {number} 行：没有“问题”一列；第一行应是列名：{known}")
    shown = {field: name for name, field in COLUMNS.items()}
    return fields, {field: f"{get_column_letter(i + 1)} 列（{shown[field]}）" for i, field in fields.items()}


def _values(texts: Mapping[str, str], number: int) -> dict[str, Any]:
    """The texts of cells as values of the contract; what cannot be read stays text, for the row's own complaint."""
    values: dict[str, Any] = {"id": f"第{number}行", "type": NO_TYPE, "answerable": True}
    for field, text in texts.items():
        if not text:
            continue
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if field in ("answerable", "reviewed"):
            values[field] = _FLAGS.get(text.lower(), text)
        elif field == "must":
            values[field] = [[part.strip() for part in _OR.split(line)] for line in lines]
        elif field in _LISTS:
            values[field] = lines
        else:
            values[field] = text
    values.setdefault("question", "")
    return values


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _workbook(path: Path) -> Iterable[_Line]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(one.file_size for one in archive.infolist()) > _LARGEST:
                raise RowError(f"{path}：文件太大，不像题集")
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            return [(i, row) for i, row in enumerate(sheet.iter_rows(values_only=True), 1) if any(map(_text, row))]
        finally:
            book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, SyntaxError) as error:
        raise RowError(f"{path}：不是可以读取的 XLSX 文件，请用 Excel 或 WPS 另存为 .xlsx 后再试") from error


def _csv(path: Path) -> Iterable[_Line]:
    return list(_csv_lines(path, path.read_bytes()))


def _csv_lines(path: Path, data: bytes) -> Iterator[_Line]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise RowError(f"{path}：编码既不是 UTF-8 也不是 GB18030，请另存为“CSV UTF-8”后再试")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            if any(map(_text, cells)):
                yield start, cells
            start = reader.line_num + 1  # a cell may hold line breaks: the row is where it begins
    except csv.Error as error:
        raise RowError(f"{path} 第 {start} 行：不是完整的 CSV（{error}）") from error
