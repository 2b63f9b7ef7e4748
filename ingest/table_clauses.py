"""Rows of a table whose cells the loader knows: names of columns, words of each row."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.clean import clean
from ingest.types import SourceTable, Span

_JOINT = "·"  # between the levels of a column's name
_STEP = "—"  # between values of columns under one name
_REMARK = re.compile(r"[（(].{20,}[）)]")  # in the corner of a table, where the name of a column would stand
_REPEATED = re.compile(r"（\d+）$")
_ORDINAL = re.compile(r"序\s*号|编\s*号")
_NAMES = re.compile(r"名\s*称|姓\s*名|(?:项\s*目|事\s*项|指\s*标|对\s*象|病\s*种)$")
_UNIT = re.compile(r"(?:计量)?单位")
_YEAR = re.compile(r"(?:19|20)\d{2}年.{0,6}")
_NUMBER = re.compile(r"\d[\d.,]*")
_NOTE = re.compile(r"(?:备\s*)?注|说\s*明|填表|资料来源")
_GROUP_CHARS = 60
_NAME_CHARS = 60
_LABEL_CHARS = 20


@dataclass(frozen=True, slots=True)
class KnownRow:
    number: int
    name: str | None
    text: str
    cells: tuple[tuple[str, str], ...]
    span: Span
    scope: str  # the line over the whole width that this row stands under


@dataclass(frozen=True, slots=True)
class KnownTable:
    title: str
    columns: tuple[str, ...]
    rows: tuple[KnownRow, ...]
    header: Span | None  # of title and column names; None where there are neither, or they stand on the page before


def known_table(table: SourceTable, caption: str, start: int) -> KnownTable:
    """`caption` and `start` include lines above the table that name it."""
    head, body = table.rows[: table.header_rows], table.rows[table.header_rows :]
    columns = column_names(table) or ("",) * len(table.rows[0])
    labels = len(columns) == 2 and not any(columns)  # each row is a label and what it says, as in a guide
    title = _flat(caption or table.caption)
    rows: list[KnownRow] = []
    group = ""
    for row, span in zip(body, table.row_spans[table.header_rows :], strict=True):
        values = [_tidy(cell) for cell in row]
        banner = len(set(values)) == 1 and len(values) > 1 and _NUMBER.fullmatch(values[0]) is None
        if banner:
            cells: tuple[tuple[str, str], ...] = (("", values[0]),)
            is_group = len(values[0]) <= _GROUP_CHARS and not _NOTE.match(values[0])
            group, scope = (values[0] if is_group else group), ""
            rows.append(KnownRow(len(rows) + 1, values[0][:_NAME_CHARS], values[0], cells, span, scope))
            continue
        labelled = labels and all(values) and len(values[0]) <= _LABEL_CHARS
        cells = ((values[0], values[1]),) if labelled else tuple(zip(columns, values, strict=True))
        parts = [*cells] if labelled else _parts(columns, values)
        name = values[0] if labelled else _name(parts)
        rows.append(KnownRow(len(rows) + 1, name, _said(parts), cells, span, group))
    rows = [row for row in rows if row.text]
    end = table.row_spans[table.header_rows].start if rows else table.span.end
    header = Span(start, _last_text(table, end)) if head or title else None
    return KnownTable(title, columns if head else (), tuple(rows), None if table.columns else header)


def _last_text(table: SourceTable, end: int) -> int:
    """End of the header: of its last row, or of the caption above the first row."""
    if table.header_rows:
        return table.row_spans[table.header_rows - 1].end
    return max(table.span.start, end - 1)


def column_names(table: SourceTable) -> tuple[str, ...]:
    """Names of the columns, told apart; () where the table has none."""
    head = table.rows[: table.header_rows]
    return _distinct(_columns(head)) if head else table.columns


def _columns(head: tuple[tuple[str, ...], ...]) -> list[str]:
    """Name of each column: what its header cells say from top to bottom, each once."""
    return [
        _JOINT.join(dict.fromkeys(filter(None, (_flat(cell) for cell in column)))) for column in zip(*head, strict=True)
    ]


def _distinct(columns: list[str]) -> tuple[str, ...]:
    """Names told apart by a number where two columns have one; columns without a name stay so."""
    seen: dict[str, int] = {}
    names = []
    for name in columns:
        count = seen[name] = seen.get(name, 0) + 1
        names.append(name if count == 1 or not name else f"{name}（{count}）")
    return tuple(names)


def _tidy(cell: str) -> str:
    return "\n".join(filter(None, (clean(line) for line in cell.split("\n"))))


def _flat(text: str) -> str:
    return clean(text.replace("\n", " "))


def _name(parts: list[tuple[str, str]]) -> str | None:
    """What the row is about: the value in a column of names, otherwise its first one that is no number in order."""
    words = [(column, value) for column, value in parts if value and not _NUMBER.fullmatch(value)]
    named = [value for column, value in words if _NAMES.search(column) and len(value) <= _NAME_CHARS]
    named += [value for column, value in words if not _ORDINAL.search(column)]
    return named[0].replace("\n", "")[:_NAME_CHARS] if named else None


def _parts(columns: tuple[str, ...], values: list[str]) -> list[tuple[str, str]]:
    """Column and value, with the values of columns under one name put together."""
    parts: list[tuple[str, str]] = []
    for column, value in zip(columns, values, strict=True):
        name = _REPEATED.sub("", column)
        if name and parts and parts[-1][0] == name and not _NUMBER.fullmatch(value):
            before = parts[-1][1]
            if value and value not in before.split(_STEP):
                parts[-1] = (name, f"{before}{_STEP}{value}" if before else value)
        else:
            parts.append((column, value))
    return parts


def _said(parts: list[tuple[str, str]]) -> str:
    """The row as a sentence that names each value's column, with the unit where a column holds it."""
    unit = next((value for column, value in parts if _UNIT.fullmatch(column)), "")
    said: list[str] = []
    before = None
    for column, value in parts:
        if not value or (value == before and not column and not _NUMBER.fullmatch(value)):
            continue
        before = value
        measured = unit and _YEAR.fullmatch(column) and _NUMBER.fullmatch(value)
        words = f"{value}{unit}" if measured else value
        said.append(f"{column}：{words}" if column and not _REMARK.fullmatch(column) else words)
    return "；".join(words.rstrip("；。") for words in said) + "。" if said else ""
