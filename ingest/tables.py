"""Recover an indicator table whose cells were run together into one paragraph, or into one line a row."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.table_values import MISSING, is_missing, split_values

_YEAR = r"\d{4}年(?:度)?(?:目标值?|实际值?|完成值?|预期值?|基数|现状值?|规划值?)?"
_HEADER = re.compile(
    r"(?P<number>序号|编号)(?P<name>(?:主要|具体|规划|发展)?(?:指标(?:名称|内容)?|项目名称|名称|项目|内容))"
    rf"(?P<unit>(?:计量)?单位)(?P<years>(?:{_YEAR}){{1,6}})(?P<kind>指标属性|指标类型|属性|性质|类型|备注)?"
)
_UNITS = (
    "个百分点|万亿元|亿元|万元|元|万吨标准煤|吨标准煤|万吨|吨|万人次|人次|万人|人年|人|万户|户|万亩|亩|公顷|平方公里|"
    "平方千米|平方米|公里|千米|万件|件|万家|家|万个|个|项|所|座|处|张|台|套|辆|条|篇|次|场|名|位|岁|年|天|小时|分|"
    "微克/立方米|毫克/升|立方米|千瓦时|万千瓦|兆瓦|件/万人|人/万人|%|‰|％"
)
_KINDS = "预期性|约束性|引导性|指导性|基础性"


@dataclass(frozen=True, slots=True)
class Row:
    """One row; [start, end) is its place in the clean text."""

    number: int
    name: str
    text: str  # a sentence that says every value with its unit
    cells: tuple[tuple[str, str], ...]
    start: int
    end: int
    certain: bool


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    header_end: int


def read_table(text: str, document: str) -> Table | None:
    """The table in the clean text of one paragraph, or None.

    `document` is the clean text of the whole document, in which values may be confirmed.
    """
    header = _HEADER.search(text)
    if not header:
        return None
    years = re.findall(_YEAR, header["years"])
    columns = (header["number"], header["name"], header["unit"], *years, *filter(None, [header["kind"]]))
    rows: list[Row] = []
    start = header.end()
    elsewhere = document.replace(text, "")
    while match := _row_pattern(len(rows) + 1, bool(header["kind"])).match(text, start):
        row = _read_row(match, columns, len(years), elsewhere)
        if row is None:
            break
        rows.append(row)
        start = match.end()
    if not rows or text[start:].strip("。．.；; \n"):
        return None
    last = rows[-1]
    rows[-1] = Row(last.number, last.name, last.text, last.cells, last.start, len(text), last.certain)
    return Table(text[: header.start()].strip(), columns, tuple(rows), header.end())


def starts_table(text: str) -> bool:
    """Does the table's header begin this line?"""
    return _HEADER.match(text) is not None


def starts_row(text: str) -> bool:
    """Does a line below a header look like a row: a number, then words?"""
    return re.match(r"\d{1,3} ?[^\d\s.．、]", text) is not None


def _row_pattern(number: int, has_kind: bool) -> re.Pattern[str]:
    """Row `number` up to where row number + 1 begins or the table ends."""
    kind = rf"(?P<kind>{_KINDS})" if has_kind else "(?P<kind>)"
    return re.compile(
        rf"\s*{number} ?(?P<name>\D.*?) ?(?P<unit>{_UNITS})(?P<values>[\d. {re.escape(MISSING)}]+?){kind}"
        rf"(?=\n|{number + 1} ?\D|[。．.；; ]*$)"
    )


def _read_row(match: re.Match[str], columns: tuple[str, ...], years: int, elsewhere: str) -> Row | None:
    number, name, unit = re.search(r"\d+", match[0])[0], match["name"], match["unit"]  # type: ignore[index]
    split = split_values(match["values"], years, unit, elsewhere)
    if split is None:
        return None
    kind = [match["kind"]] if match["kind"] else []
    values = ["" if is_missing(value) else value for value in split.values]
    cells = tuple(zip(columns, (number, name, unit, *values, *kind), strict=True))
    said = [
        f"{year}未列（原表为“{value}”）" if is_missing(value) else f"{year}{value}{unit}"
        for year, value in zip(columns[3 : 3 + years], split.values, strict=True)
    ]
    said += [f"{columns[-1]}：{kind[0]}"] if kind else []
    text = f"{name}（单位：{unit}）：{'，'.join(said)}。"
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return Row(int(number), name, text, cells, start, match.end(), split.certain)
