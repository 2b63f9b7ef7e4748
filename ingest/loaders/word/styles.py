"""What the styles of a Word file say of their paragraphs: lists, outline levels, tables of contents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ingest.loaders.word.numbering import W

_MOST_PARENTS = 20


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    list_id: str | None = None
    level: int | None = None
    list_style: str = ""  # the style that ties it to the list
    outline: int | None = None  # 0 is the highest heading
    contents: bool = False
    title: bool = False


class Styles:
    def __init__(self, root: Any) -> None:
        self._styles = {} if root is None else {s.get(f"{W}styleId") or "": s for s in root.iter(f"{W}style")}
        self._default = next(
            (
                name
                for name, s in self._styles.items()
                if s.get(f"{W}type") == "paragraph" and s.get(f"{W}default") == "1"
            ),
            "",
        )
        self._read: dict[str, ParagraphStyle] = {}

    def of(self, style_id: str | None) -> ParagraphStyle:
        name = style_id or self._default
        if name not in self._read:
            self._read[name] = self._resolve(name)
        return self._read[name]

    def _resolve(self, name: str) -> ParagraphStyle:
        list_id, level, list_style, outline = None, None, "", None
        names: list[str] = []
        current: str | None = name
        for _ in range(_MOST_PARENTS):
            style = self._styles.get(current or "")
            if style is None:
                break
            names.append((_val(style.find(f"{W}name")) or "").lower())
            properties = style.find(f"{W}pPr")
            if properties is not None:
                found_list, found_level = list_of(properties)
                if list_id is None and found_list is not None:
                    list_id, list_style = found_list, current or ""
                level = found_level if level is None else level
                outline = outline_of(properties) if outline is None else outline
            current = _val(style.find(f"{W}basedOn")) or None
        own = names[0] if names else ""
        return ParagraphStyle(list_id, level, list_style, outline, own.startswith("toc "), own in ("title", "subtitle"))


def list_of(properties: Any) -> tuple[str | None, int | None]:
    """List and level that the properties of a paragraph name."""
    numbers = properties.find(f"{W}numPr")
    if numbers is None:
        return None, None
    list_id, level = _val(numbers.find(f"{W}numId")), _val(numbers.find(f"{W}ilvl"))
    return list_id or None, int(level) if level and level.isdigit() else None


def outline_of(properties: Any) -> int | None:
    value = _val(properties.find(f"{W}outlineLvl"))
    return int(value) if value and value.isdigit() else None


def _val(element: Any) -> str | None:
    return None if element is None else element.get(f"{W}val")
