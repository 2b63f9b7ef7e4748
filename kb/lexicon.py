"""What else a word may be called: the general lexicon, and abbreviations that documents define themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from ingest.ids import digest
from ingest.types import Clause
from kb.text import fold
from kb.tokenize import read_lines

# 全称（以下简称“简称”）, 全称（简称：简称)
_CALLED = re.compile(
    r"([\w“”·]{3,30}?)[（(](?:以下)?简?(?:统称|简称|称)(?:为)?[:：]?[“\"]?([^“”\"（）()、，。]{2,12})[”\"]?[）)]"
)
# “简称”X（A和B）: the quoted short form is explained by a list in brackets
_EXPLAINED = re.compile(r"(“[^“”]{1,8}”[\u4e00-\u9fff]{0,4})\s?[（(]([^（）()]{4,80})[）)]")
# A、B、C“四大X”: a number word in quotes counts the items before it
_COUNTED = re.compile(
    r"([\u4e00-\u9fff]{2,60}(?:、[\u4e00-\u9fff]{2,30}){1,8})(“[二两三四五六七八九十]大?[\u4e00-\u9fff]{1,6}”)"
)
FORM = digest("\x1f".join(pattern.pattern for pattern in (_CALLED, _EXPLAINED, _COUNTED)))
"""Changes when `learn` reads documents otherwise than before; what was learned is then learned anew."""


@lru_cache(maxsize=1)
def general() -> Mapping[str, tuple[str, ...]]:
    """Word → other words that a document may use for it, from kb/data/lexicon.txt."""
    related: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for line in read_lines("lexicon.txt"):
        left, arrow, right = line.partition("=>")
        same, _, more = left.partition("=")
        words = [fold(word) for word in (same + " " + (more if not arrow else "")).split()]
        targets = [fold(word) for word in right.split()]
        if arrow:
            words += [fold(word) for word in more.split()]
        for word in words:
            for other in targets if arrow else words:
                if other != word:
                    related[word][other] = None
    return {word: tuple(others) for word, others in related.items()}


def learn(clauses: Iterable[Clause]) -> dict[str, tuple[str, ...]]:
    """Short form → full forms, as the clauses define them."""
    learned: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for clause in clauses:
        for full, short in _CALLED.findall(clause.text):
            learned[_bare(short)][_bare(full)] = None
        for short, listed in _EXPLAINED.findall(clause.text):
            for item in re.split("[、，,和及与]", listed):
                if 3 <= len(_bare(item)) <= 20:
                    learned[_bare(short)][_bare(item)] = None
        for items, short in _COUNTED.findall(clause.text):
            for item in items.split("、")[1:]:
                learned[_bare(short)][_bare(item)] = None
    return {short: tuple(full) for short, full in learned.items() if len(short) >= 2}


def _bare(text: str) -> str:
    return fold(text).replace('"', "")
