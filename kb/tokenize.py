"""Words: jieba with a policy dictionary, parts of speech, and the weight a word carries in a question."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.text import fold

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text with jieba's part of speech (ICTCLAS tags: n noun, v verb, m numeral …)."""

    text: str
    tag: str
    start: int


class Tokenizer:
    """Cuts folded text into words. `learn` adds terms that documents define."""

    def __init__(self) -> None:
        import jieba.posseg  # its tables take a second, which the first page must not wait for

        jieba.setLogLevel(logging.WARNING)
        self._jieba = jieba.Tokenizer()
        self._jieba.initialize()
        self._tagger = jieba.posseg.POSTokenizer(self._jieba)
        self.learn(line.split("#")[0].strip() for line in read_lines("terms.txt"))

    def learn(self, terms: Iterable[str]) -> None:
        for term in terms:
            if term:
                self._jieba.add_word(fold(term), freq=max(2000, self._jieba.FREQ.get(fold(term), 0)), tag="nz")

    def index_terms(self, text: str) -> list[str]:
        """Terms for the lexical index: words, their parts (search mode), and character bigrams."""
        folded = fold(text)
        words = [w for w in self._jieba.cut_for_search(folded) if _is_wordlike(w)]
        return words + bigrams(folded)

    def words(self, text: str) -> list[Word]:
        """Words with tags, in order, over the folded text."""
        result: list[Word] = []
        start = 0
        for pair in self._tagger.cut(fold(text)):
            if _is_wordlike(pair.word):
                result.append(Word(pair.word, pair.flag, start))
            start += len(pair.word)
        return result

    def frequency(self, word: str) -> int:
        """How often the dictionary's corpus has this word; 0 for an unknown one."""
        return int(self._jieba.FREQ.get(word) or 0)


@lru_cache(maxsize=1)
def tokenizer() -> Tokenizer:
    """The process-wide tokenizer: loading the dictionary takes half a second."""
    return Tokenizer()


def bigrams(folded: str) -> list[str]:
    """Character bigrams inside runs of CJK characters, marked so that they never equal a word's term."""
    return ["_" + run[i : i + 2] for run in re.findall("[\u3400-\u9fff]+", folded) for i in range(len(run) - 1)]


def read_lines(name: str) -> list[str]:
    """Non-empty lines of a file in kb/data, without comment lines."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def _is_wordlike(word: str) -> bool:
    return any(char.isalnum() for char in word)
