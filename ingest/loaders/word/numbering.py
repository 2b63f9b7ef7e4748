"""Automatic numbers of paragraphs, which a Word file keeps apart from their text, in numbering.xml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.loaders.word.numbers import formatted

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""  # such as （%1） or %1.%2
    plain: bool = False  # all numbers in it in Arabic figures
    restart: int | None = None  # the level (from 1) after which it counts anew; 0 never
    style: str | None = None


@dataclass(slots=True)
class Numbering:
    """Counts as Word does. Lists that share a definition go on from one another unless one says where to start."""

    lists: dict[str, str] = field(default_factory=dict)  # list → definition
    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)  # of a list that starts anew
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    started: set[tuple[str, int]] = field(default_factory=set)

    def next(self, list_id: str, level: int) -> str:
        """The number of the next paragraph of this list; "" for a bullet."""
        definition = self.lists.get(list_id)
        levels = self.levels.get(definition or "", {})
        if definition is None or level not in levels:
            return ""
        counts = self.counts.setdefault(definition, [None] * _LEVELS)
        if (list_id, level) in self.starts and (list_id, level) not in self.started:
            self.started.add((list_id, level))
            counts[level] = None
        before = counts[level]
        first = self.starts.get((list_id, level), levels[level].start)
        counts[level] = first if before is None else before + 1
        for deeper in range(level + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or 0 < restart == level + 1:
                counts[deeper] = None
        return self._shown(levels, counts, level)

    def level_of_style(self, list_id: str, style: str) -> int | None:
        """The level that a style of paragraphs is tied to."""
        levels = self.levels.get(self.lists.get(list_id, ""), {})
        return next((number for number, level in levels.items() if level.style == style), None)

    def _shown(self, levels: dict[int, Level], counts: list[int | None], level: int) -> str:
        this = levels[level]
        if this.form == "bullet":
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            other = levels.get(at, Level())
            count = counts[at]
            value = other.start if count is None else count
            return formatted(value, "decimal" if this.plain and at != level else other.form)

        return re.sub(r"%([1-9])", number, this.text)


def read_numbering(root: Any) -> Numbering:
    """From the root element of numbering.xml; None gives an empty one."""
    numbering = Numbering()
    if root is None:
        return numbering
    linked: dict[str, str] = {}
    by_link: dict[str, str] = {}
    for definition in root.iter(f"{W}abstractNum"):
        name = definition.get(f"{W}abstractNumId") or ""
        numbering.levels[name] = dict(_levels(definition))
        for tag, links in (("numStyleLink", linked), ("styleLink", by_link)):
            link = definition.find(f"{W}{tag}")
            if link is not None:
                key, value = (name, _val(link)) if tag == "numStyleLink" else (_val(link), name)
                links[key] = value
    for name, style in linked.items():  # a definition may only name the style that has the levels
        if style in by_link:
            numbering.levels[name] = numbering.levels[by_link[style]]
    for item in root.iter(f"{W}num"):
        list_id = item.get(f"{W}numId") or ""
        definition = _val(item.find(f"{W}abstractNumId"))
        overrides = dict(_overrides(item))
        for level, start in _starts(item):
            numbering.starts[list_id, level] = start
        if overrides:
            own = f"{definition}/{list_id}"
            numbering.levels[own] = {**numbering.levels.get(definition, {}), **overrides}
            definition = own
        numbering.lists[list_id] = definition
    return numbering


def _val(element: Any) -> str:
    return "" if element is None else element.get(f"{W}val") or ""


def _int(element: Any, otherwise: int) -> int:
    value = _val(element)
    return int(value) if re.fullmatch(r"-?\d{1,9}", value) else otherwise


def _levels(holder: Any) -> Iterator[tuple[int, Level]]:
    for element in holder.findall(f"{W}lvl"):
        number = element.get(f"{W}ilvl") or ""
        if number.isdigit() and int(number) < _LEVELS:
            restart = element.find(f"{W}lvlRestart")
            form = next(iter(element.iter(f"{W}numFmt")), None)
            yield (
                int(number),
                Level(
                    start=_int(element.find(f"{W}start"), 0),
                    form=_val(form) or "decimal",
                    text=_val(element.find(f"{W}lvlText")),
                    plain=_is_on(element.find(f"{W}isLgl")),
                    restart=None if restart is None else _int(restart, 0),
                    style=_val(element.find(f"{W}pStyle")) or None,
                ),
            )


def _is_on(element: Any) -> bool:
    return element is not None and _val(element) not in ("0", "false", "off")


def _overrides(item: Any) -> Iterator[tuple[int, Level]]:
    for override in item.findall(f"{W}lvlOverride"):
        yield from _levels(override)


def _starts(item: Any) -> Iterator[tuple[int, int]]:
    for override in item.findall(f"{W}lvlOverride"):
        level = override.get(f"{W}ilvl") or ""
        start = override.find(f"{W}startOverride")
        if level.isdigit() and start is not None:
            yield int(level), _int(start, 1)
