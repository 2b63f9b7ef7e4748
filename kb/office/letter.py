"""An approved reply as a letter: what stands in it, whatever kind of file it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kb.office.drafts import MARK, paragraphs
from kb.types import Answer

_TITLE = 30  # characters of a question in the title
CLOSING = "特此答复。本答复依据所列文件作出，以文件原文为准。"


@dataclass(frozen=True, slots=True)
class Letter:
    title: str
    number: str
    asked: str
    body: tuple[str, ...]
    sources: tuple[str, ...]
    signature: str
    date: str


def letter(number: int, question: str, answer: Answer, signature: str, day: date) -> Letter:
    """The sources are numbered anew, in the order in which the text names them."""
    order = list(dict.fromkeys(int(n) for n in MARK.findall(answer.text)))
    place = {n: str(i) for i, n in enumerate(order, 1)}
    by_number = {c.n: c for c in answer.citations}
    short = question if len(question) <= _TITLE else f"{question[:_TITLE]}…"
    sources = [
        f"[{place[c.n]}]《{c.document}》{f'（{c.number}）' if c.number else ''}{c.label}：“{c.quote}”"
        for c in (by_number[n] for n in order if n in by_number)
    ]
    return Letter(
        title=f"关于“{_flat(short)}”的答复",
        number=f"咨询编号：{number}",
        asked=f"您咨询的问题：{_flat(question)}",
        body=tuple(MARK.sub(lambda m: f"[{place[int(m[1])]}]", line) for line in paragraphs(answer.text)),
        sources=tuple(map(_flat, sources)),
        signature=signature,
        date=f"{day.year}年{day.month}月{day.day}日",
    )


def _flat(text: str) -> str:
    return " ".join(text.split())
