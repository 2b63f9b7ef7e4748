"""One statement against the places it cites: what it says that they do not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kb.gate import formulas, names, negation, wordings
from kb.gate.figures import figures, values
from kb.gate.reading import read
from kb.gate.values import Amount, Ordinal, Value

_ENDS = "。;!?"
_LONGEST = 1_000  # characters of a statement that is not a quote
_TITLE = re.compile("《[^《》]*》")

Writer = Literal["clauses", "model"]
"""Whose words a statement is made of: the clauses' own, with a label at most; or a model's."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One cited place: the words that are quoted, and what says where they stand (title, number, headings, label)."""

    quote: str
    place: str


def faults(statement: str, grounds: Sequence[Ground], writer: Writer) -> tuple[str, ...]:
    """Why the grounds do not carry the statement; () when they do. Reasons are Chinese."""
    said = read(statement)
    if any(_whole(said, read(ground.quote)) for ground in grounds):
        return ()
    if len(said) > _LONGEST:
        return (f"超过 {_LONGEST} 字，不是一句话",)
    quotes = "\n".join(ground.quote for ground in grounds)
    around = "\n".join(f"{ground.place}\n{ground.quote}" for ground in grounds)
    given = tuple(value for ground in grounds for value in values(ground.quote))
    placed = tuple(value for value in values(around) if isinstance(value, Ordinal))
    found = formulas.check(statement, given)
    wrong = list(found.faults)
    rest = _TITLE.sub("《》", found.rest)  # a figure in a title belongs to the name
    for figure in figures(rest):
        if not _carried(figure.value, given, placed, found.results):
            wrong.append(f"“{read(rest)[figure.start : figure.end]}”不在所引原文中")
    wrong += names.faults(statement, around)
    wrong += negation.faults(statement, quotes)
    if writer == "model":
        wrong += wordings.faults(statement, around)
    return tuple(dict.fromkeys(wrong))


def _whole(said: str, quote: str) -> bool:
    """Whether a statement is whole sentences of a quote; half a sentence may lack what turns its meaning round."""
    at = quote.find(said)
    return (
        bool(said)
        and at >= 0
        and (at == 0 or quote[at - 1] in _ENDS)
        and (said[-1] in _ENDS or quote[at + len(said) :] == "")
    )


def _carried(value: Value, given: Sequence[Value], placed: Sequence[Value], results: Sequence[Amount]) -> bool:
    if isinstance(value, Amount) and (value.article or any(value.same(result) for result in results)):
        return True
    if isinstance(value, Ordinal):
        return any(value.carried_by(other) for other in (*given, *placed))
    return any(value.carried_by(other) for other in given)
