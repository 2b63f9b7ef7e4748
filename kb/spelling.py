"""Typing errors: words of a question that the documents do not have, but sound or look like one they do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.query import stopwords
from kb.text import fold, has_cjk
from kb.tokenize import Word, tokenizer
from kb.vocabulary import LONGEST, Vocabulary, gaps, sound

# Characters that are words of grammar by themselves: where one stands, it was meant, whatever sounds like it.
_GRAMMAR = frozenset(
    "不没未无的地得了着过吗呢啊会能可想要里内外上下中前后时在把被给从和与或就也都还又很更最再这那哪谁我你他她它们"
)
_NEGATES = "不没未"


@dataclass(frozen=True, slots=True)
class Correction:
    """What was typed and what it is read as."""

    typed: str
    meant: str


class Speller:
    """Knows the words of the documents by sound and, from four characters on, by all but one character."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def correct(self, question: str) -> tuple[str, tuple[Correction, ...]]:
        """The folded question as it was meant, and what was changed. Words the documents have stay as they are."""
        text = fold(question)
        corrections: list[Correction] = []
        while found := self._first(text):
            corrections.append(found)
            text = text.replace(found.typed, found.meant)
        return text, tuple(corrections)

    def _first(self, text: str) -> Correction | None:
        """The longest run of words that should read otherwise."""
        words = tokenizer().words(text)
        for size in range(len(words), 0, -1):
            for i in range(len(words) - size + 1):
                window = words[i : i + size]
                typed = "".join(word.text for word in window)
                if len(typed) <= LONGEST and typed in text:
                    meant = self._meant(window, typed)
                    if meant:
                        return Correction(typed, meant)
        return None

    def _meant(self, window: Sequence[Word], typed: str) -> str | None:
        if not re.fullmatch("[\u3400-\u9fff]{2,}", typed) or self.has(typed):
            return None
        if any(word.text in stopwords() or word.tag.startswith("m") for word in (window[0], window[-1])):
            return None
        known = [tokenizer().frequency(word.text) for word in window if len(word.text) > 1]
        if len(typed) == 2 and known and known[0]:
            return None  # a word of its own, even where the documents lack it
        keys = [sound(typed)]
        if len(known) < len(window) or 0 in known:  # something here is no word
            keys += gaps(typed)
        near = [
            word
            for word in self._vocabulary.alike(keys)
            if len(word) == len(typed) and _shared(word, typed) * 2 >= len(typed) and _mistakable(typed, word)
        ]
        return max(near, key=lambda word: (_shared(word, typed), tokenizer().frequency(word), word), default=None)

    def has(self, typed: str) -> bool:
        """Whether the documents hold this string: as a term, or by its character pairs."""
        return (2 <= len(typed) <= LONGEST and has_cjk(typed) and typed[0] != "_" and typed in self._vocabulary) or (
            len(typed) > 1 and all(f"_{typed[i : i + 2]}" in self._vocabulary for i in range(len(typed) - 1))
        )


def _mistakable(typed: str, meant: str) -> bool:
    """Whether the characters that differ can be errors: none is a word of grammar, or negated by the one before it."""
    return not any(
        a != b and (a in _GRAMMAR or (i > 0 and typed[i - 1] in _NEGATES))
        for i, (a, b) in enumerate(zip(typed, meant, strict=True))
    )


def _shared(a: str, b: str) -> int:
    return sum(x == y for x, y in zip(a, b, strict=True))
