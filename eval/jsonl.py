"""Reading JSON Lines so that every complaint names file, line and field."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kb.errors import RowError


@dataclass(frozen=True, slots=True)
class Row:
    """One JSON object and where it stood. The getters raise RowError with that place and the field."""

    values: Mapping[str, Any]
    file: str
    line: int  # from 1
    columns: Mapping[str, str] = field(default_factory=dict)  # of a sheet: field → its column, as shown to people

    def error(self, field: str, wrong: str) -> RowError:
        return RowError(f"{self.file} 第 {self.line} 行，{self.columns.get(field, f'字段 {field}')}：{wrong}")

    def child(self, field: str, values: object) -> Row:
        """A nested object, for reading its fields with the same place in the messages."""
        if not isinstance(values, dict):
            raise self.error(field, f"应为对象，实际是 {_shown(values)}")
        return replace(self, values=values)

    def refuse_unknown(self, known: Collection[str]) -> None:
        for name in self.values:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                hint = f"是否想写 {near[0]}？" if near else f"可用字段：{'、'.join(sorted(known))}"
                raise self.error(name, f"不认识的字段。{hint}")

    def value(self, field: str) -> Any:
        if field not in self.values:
            raise self.error(field, "缺少此字段")
        return self.values[field]

    def text(self, field: str, *, empty: bool = False) -> str:
        value = self.value(field)
        if not isinstance(value, str):
            raise self.error(field, f"应为字符串，实际是 {_shown(value)}")
        if not empty and not value.strip():
            raise self.error(field, "不能为空")
        return value

    def flag(self, field: str) -> bool:
        value = self.value(field)
        if not isinstance(value, bool):
            raise self.error(field, f"应为 true 或 false，实际是 {_shown(value)}")
        return value

    def number(self, field: str) -> float:
        value = self.value(field)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(field, f"应为数字，实际是 {_shown(value)}")
        return float(value)

    def items(self, field: str, *, optional: bool = False) -> list[Any]:
        if optional and field not in self.values:
            return []
        value = self.value(field)
        if not isinstance(value, list):
            raise self.error(field, f"应为数组，实际是 {_shown(value)}")
        return value

    def texts(self, field: str, *, optional: bool = False) -> tuple[str, ...]:
        return self.strings(field, self.items(field, optional=optional))

    def strings(self, field: str, values: Iterable[object]) -> tuple[str, ...]:
        """`values` as strings, none of them blank."""
        found: list[str] = []
        for value in values:
            if not isinstance(value, str) or not value.strip():
                raise self.error(field, f"每一项应为非空字符串，实际有 {_shown(value)}")
            found.append(value)
        return tuple(found)


def read_rows(path: Path) -> Iterator[Row]:
    """The objects of a JSONL file (UTF-8, with or without BOM); blank lines are skipped."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RowError(f"{path}：无法读取（{error.strerror}），请检查路径") from error
    except UnicodeDecodeError as error:
        raise RowError(f"{path}：不是 UTF-8 编码，请另存为 UTF-8 后再试") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _parse(line, str(path), number)


def _parse(line: str, file: str, number: int) -> Row:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise RowError(f"{file} 第 {number} 行，字段 {twice}：同一行出现两次")
        return values

    try:
        values = json.loads(line, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        raise RowError(f"{file} 第 {number} 行：不是合法的 JSON（第 {error.colno} 列：{error.msg}）") from error
    if not isinstance(values, dict):
        raise RowError(f"{file} 第 {number} 行：每行应为一个 JSON 对象，实际是 {_shown(values)}")
    return Row(values, file, number)


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:40] + "…"
