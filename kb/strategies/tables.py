"""Questions about a table as a whole: which rows have a unit, a value, a gap; all rows; the row with a number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.types import Clause
from kb.kinds import Kind
from kb.query import Question
from kb.strategies.draft import Draft, Support
from kb.text import fold

_TABLE = re.compile(r"(?<![代外])表(?![彰示达现演决明态率面扬述])|指标|序号|属性|一栏|一列|这一项")
_GAP = re.compile(r"没(有)?(填|写|列|数|给)|未(填|列|写)|空(着|白|缺)|缺(少|了)?(数|值|20)|是空的|-")
_ORDINAL = re.compile(r"(?:序号(?:是|为)?|第)(\d+|[一二三四五六七八九十])(?:个|项|行|条|号)?")
_ALL = re.compile(r"全部|所有|一共|总共|都(有|是|列)|哪些|哪几|几(项|个(?!百分点)|条)|有什么|这些|各项|逐")
_UNIT_WORDS = {"百分比": "%", "百分数": "%", "百分号": "%", "百分之": "%"}
_MEANT = 0.5  # share of the question that its table must explain before all rows are the answer
_CHINESE = "一二三四五六七八九十"


def rows_of_table(question: Question, rows: Sequence[Clause], title: str) -> Draft | None:
    """Rows of one table chosen by what the question says of their cells; None when one row is asked for by name."""
    if not rows or not _TABLE.search(question.text):
        return None
    columns = dict.fromkeys(column for row in rows for column, _ in row.cells)
    chosen = _by_ordinal(question, rows) or _by_gap(question, rows, columns) or _by_unit(question, rows)
    chosen = chosen or _by_value(question, rows, columns)
    if not chosen and _ALL.search(question.text) and not any(_named(question, row) for row in rows):
        if not question.wants(Kind.LIST, Kind.COUNT) and not any(fold(column) in question.text for column in columns):
            return None
        if _explained(question, title, columns) < _MEANT:
            return None
        chosen = list(rows)
    if not chosen:
        return None
    supports = tuple(Support(row, 0, len(row.text)) for row in chosen)
    lead = f"“{title}”中符合的共{len(chosen)}项：" if len(chosen) > 1 else None
    return Draft(supports, lead)


def _explained(question: Question, title: str, columns: Mapping[str, None]) -> float:
    """Share of the question's weight that the table's title and column names, or words for tables, account for."""
    known = fold(title + "".join(columns) + "表格表中指标")
    return sum(term.weight * term.match(known) for term in question.terms) / question.weight


def _cells(row: Clause) -> Mapping[str, str]:
    return dict(row.cells)


def _named(question: Question, row: Clause) -> bool:
    """Whether the question names this row: more than half of its name's character pairs."""
    name = fold(row.heading or "")
    pairs = [name[i : i + 2] for i in range(len(name) - 1)]
    return bool(pairs) and sum(pair in question.text for pair in pairs) / len(pairs) > 0.5


def _by_ordinal(question: Question, rows: Sequence[Clause]) -> list[Clause]:
    match = _ORDINAL.search(question.text)
    if not match:
        return []
    number = str(_CHINESE.index(match[1]) + 1) if match[1] in _CHINESE else match[1]
    return [row for row in rows if _cells(row).get("序号") == number]


def _by_gap(question: Question, rows: Sequence[Clause], columns: Mapping[str, None]) -> list[Clause]:
    if not _GAP.search(question.text):
        return []
    asked = [c for c in columns if fold(c) in question.text or fold(c).rstrip("年") in question.years] or list(columns)
    return [row for row in rows if any(not _cells(row).get(column, "") for column in asked)]


def _by_unit(question: Question, rows: Sequence[Clause]) -> list[Clause]:
    if not re.search(r"单位|表示|计量|百分", question.text):
        return []
    asked = {unit for word, unit in _UNIT_WORDS.items() if word in question.text}
    asked |= set(re.findall(r"[\"“\'(]([^\"”\')]{1,3})[\"”\')]", question.text))
    asked |= set(re.findall(r"(?:以|用|按)(亿元|万元|元|家|个|人|件|项|%)(?:为|做|作|来|表|计)", question.text))
    if any(_named(question, row) for row in rows):
        return []
    return [row for row in rows if _cells(row).get("单位", "") in asked]


def _by_value(question: Question, rows: Sequence[Clause], columns: Mapping[str, None]) -> list[Clause]:
    """Rows whose value in a year's column is the number the question gives."""
    numbers = {str(number) for number in question.figures} - question.years
    years = [column for column in columns if fold(column).rstrip("年") in question.years]
    if not numbers or not years or not question.wants(Kind.LIST, Kind.NAME):
        return []
    return [row for row in rows if any(_cells(row).get(column) in numbers for column in years)]
