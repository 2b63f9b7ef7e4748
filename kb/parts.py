"""Questions that ask several things at once, taken apart: by clause, by coordinated things, by year."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.query import ASKING, Question
from kb.tokenize import Word, tokenizer

MOST = 4  # parts answered; more would be a list of everything
_BREAK = re.compile(r"[,;:。?!]+")
_ASKS = re.compile(ASKING.pattern + r"|(.)不\1|有没有|有无")
_EACH = re.compile(
    r"分别|各(?=是|有|自|多少|几|讲|说|为|要|达|怎|占|叫)|[两三四](头|条路|块|方面|边|个地方|者)|(?<=和|与|、).{1,12}都"
)
_AND = re.compile(r"、|和|与|及|跟|以及|还有")
_JOINED_TAGS = re.compile(r"n|v|j|l|a|b|eng|m|q|x|k|i|s|t|u?g")


def split(text: str) -> tuple[str, ...]:
    """The single questions in a folded question, in order; () when it asks one thing."""
    found = _by_clause(text)
    if len(found) < 2:
        found = _by_thing(text)
    return tuple(found[:MOST]) if len(found) > 1 else ()


def by_year(question: Question) -> tuple[Question, ...]:
    """The question for each of the years it names; () when it names no two."""
    if len(question.years) < 2:
        return ()
    return tuple(
        replace(question, years=frozenset({year}), future=False, done=False) for year in sorted(question.years)[:MOST]
    )


def _by_clause(text: str) -> list[str]:
    """Runs of comma segments that each ask something; what asks nothing goes with the question after it."""
    pieces = [piece for piece in _BREAK.split(text) if piece]
    # "、" parts questions only where both sides ask: 现有多少、目标多少
    pieces = [part for piece in pieces for part in _enumerated(piece)]
    groups: list[str] = []
    waiting = ""
    for piece in pieces:
        waiting += ("," if waiting else "") + piece
        if _ASKS.search(piece):
            groups.append(waiting)
            waiting = ""
    if waiting and groups:
        groups[-1] += "," + waiting
    return groups


def _enumerated(piece: str) -> list[str]:
    parts = piece.split("、")
    return parts if len(parts) > 1 and all(_ASKS.search(part) for part in parts) else [piece]


def _by_thing(text: str) -> list[str]:
    """The question once for each of the things it joins by 和 or 、 and asks about one by one (分别, 各)."""
    if not _EACH.search(text):
        return []
    spans = _joined(text)
    if len(spans) < 2:
        return []
    start, end = spans[0][0], spans[-1][1]
    return [text[:start] + text[a:b] + text[end:] for a, b in spans]


def _joined(text: str) -> list[tuple[int, int]]:
    """Spans of the first chain of joined things: runs of content words with 和 or 、 between them."""
    words = tokenizer().words(text)
    chain: list[tuple[int, int]] = []
    for left, right in _gaps(words, text):
        before, after = _run(words, text, left, -1), _run(words, text, right, 1)
        if before is None or after is None:
            continue
        if chain and chain[-1][0] <= before[0] and before[1] <= chain[-1][1]:
            chain[-1] = (chain[-1][0], before[1])
            chain.append(after)
        elif not chain:
            chain = [before, after]
        else:
            break
    return chain


def _gaps(words: list[Word], text: str) -> list[tuple[int, int]]:
    """Where two words have nothing but a joining word between them: (end of the left one, start of the right one)."""
    marks = [(word.start, word.start + len(word.text)) for word in words if _AND.fullmatch(word.text)]
    marks += [match.span() for match in re.finditer("、", text)]
    return sorted(marks)


def _run(words: list[Word], text: str, at: int, step: int) -> tuple[int, int] | None:
    """The unbroken run of content words that ends (step -1) or starts (step 1) at a position."""
    start = end = at
    for word in words if step > 0 else reversed(words):
        a, b = word.start, word.start + len(word.text)
        inside = text[end:a] if step > 0 else text[b:start]
        touches = a >= end and inside in ("", '"') if step > 0 else b <= start and inside in ("", '"')
        if not touches or _AND.fullmatch(word.text) or not _JOINED_TAGS.match(word.tag):
            if (step > 0 and a >= end) or (step < 0 and b <= start):
                break
            continue
        if step > 0:
            end = b
        else:
            start = a
    if start == end:
        return None
    return start, end
