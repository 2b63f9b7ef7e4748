"""Where sentences and comma segments of Chinese text begin and end."""

from __future__ import annotations

_SENTENCE_END = "。！？；!?;"
_OPEN, _CLOSE = "“‘（(《〈【「『", "”’）)》〉】」』"


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of `text`; ends inside quotes or brackets do not end a sentence."""
    return _split(text, _SENTENCE_END)


def segments(text: str) -> list[tuple[int, int]]:
    """Spans of the comma segments of `text`, closing marks included."""
    return _split(text, _SENTENCE_END + "，,：:")


def _split(text: str, ends: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = depth = 0
    for i, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char == "\n" or (char in ends and depth == 0 and not _inside_number(text, i)):
            spans.append((start, i + 1))
            start = i + 1
            depth = 0
    if start < len(text):
        spans.append((start, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip()]


def _inside_number(text: str, i: int) -> bool:
    """A comma or colon between digits belongs to a number (5,000 or 9:30)."""
    return 0 < i < len(text) - 1 and text[i - 1].isdigit() and text[i + 1].isdigit()
