"""When two pieces of Chinese text count as the same: width, white space, punctuation and case put aside."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# What NFKC leaves apart although writers use one for the other. NFKC itself folds ，：；（）％.
_SAME = str.maketrans(
    {
        "“": '"', "”": '"', "「": '"', "」": '"', "『": '"', "』": '"', "‘": "'", "’": "'",
        "—": "-", "–": "-", "−": "-", "‐": "-", "~": "-", "〜": "-", "∼": "-",
        "〔": "[", "〕": "]", "【": "[", "】": "]",
        "•": "·", "・": "·",
    }
)  # fmt: skip
_SPACE = re.compile(r"\s+")
_MARK = re.compile(r"\s*\[\d{1,3}\]")
_BREAK = "\N{SYMBOL FOR RECORD SEPARATOR}"  # stands for a citation mark; occurs in no snippet


def fold(text: str) -> str:
    """NFKC, punctuation equated, case folded, invisible characters dropped; white space is kept."""
    text = unicodedata.normalize("NFKC", text).translate(_SAME).casefold()
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return re.sub(r"-+", "-", text)


@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    """`fold` without white space: the form in which snippets and clauses are compared."""
    return _SPACE.sub("", fold(text))


def without_marks(answer: str) -> str:
    """The answer with its citation marks `[1]` replaced by a separator, so that no mark reads as a figure."""
    return _MARK.sub(_BREAK, answer)


def contains(text: str, snippet: str) -> bool:
    """Whether `snippet` occurs in `text`, both squeezed."""
    return squeeze(snippet) in squeeze(text)


def contains_whole_numbers(text: str, snippet: str) -> bool:
    """Like `contains`, but a number at either end of `snippet` has to be a whole number of `text`.

    "60家" does not occur in "160家", nor "5" in "5.6"; white space in `text` separates numbers, so
    "494" does occur in "494 600".
    """
    wanted = squeeze(snippet)
    if wanted not in squeeze(text):
        return False
    before = r"(?<!\d)(?<!\d\.)" if wanted[0].isdigit() else ""
    after = r"(?!\d)(?!\.\d)" if wanted[-1].isdigit() else ""
    return re.search(before + r"\s*".join(map(re.escape, wanted)) + after, fold(text)) is not None
