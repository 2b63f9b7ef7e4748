"""Typed text → Question, with what this knowledge base knows: its words, its abbreviations, English renderings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from kb import english, wording
from kb.query import Question, Term, analyse, weigh
from kb.spelling import Speller
from kb.text import fold, simplify
from kb.tokenize import Word
from kb.vocabulary import Vocabulary

_UNKNOWN_ENGLISH = 0.3  # the dictionary is incomplete: an English word it lacks says little


class Understanding:
    """Analyses questions for one state of the indexes; built anew when documents change."""

    def __init__(
        self, vocabulary: Vocabulary, idf: Callable[[str], float], learned: Mapping[str, Sequence[str]]
    ) -> None:
        self._terms = vocabulary
        self._speller = Speller(vocabulary)
        self._idf = idf
        self._cache: dict[str, float] = {}
        self._learned = learned

    def idf(self, term: str) -> float:
        """Inverse document frequency of an index term, remembered."""
        if term not in self._cache:
            self._cache[term] = self._idf(term)
        return self._cache[term]

    @cached_property
    def _translator(self) -> english.Translator:
        # reading the dictionary takes seconds: only when an English question comes
        return english.Translator(self._terms)

    def analyse(self, asked: str) -> tuple[Question, str | None]:
        """The question, and a Chinese note on words that were read otherwise than typed."""
        if english.is_english(asked):
            return self._english(asked), None
        text, corrections = self._speller.correct(simplify(asked))
        question = analyse(text, idf=self.idf, learned=self._learned)
        note = "".join(wording.read_as(c.typed, c.meant) for c in corrections) or None
        terms = tuple(replace(term, known=self._has(term)) for term in question.terms)
        return replace(question, asked=asked, terms=terms), note

    def _has(self, term: Term) -> bool:
        """Whether the documents have a term: as a word, or as a run of their character pairs; or another name of it."""
        return any(self._speller.has(text) for text in (term.text, *(other for other, _ in term.others)))

    def _english(self, asked: str) -> Question:
        question = analyse(asked, idf=self.idf)
        terms = []
        for phrase, chinese in self._translator.terms(asked):
            known = [word for word in (*chinese, fold(phrase)) if word in self._terms]
            if known:
                weight = max(weigh(Word(word, "n", 0), self.idf) for word in known)
                terms.append(Term(known[0], weight, tuple((word, 0.9) for word in known[1:])))
            else:
                terms.append(Term(fold(phrase), _UNKNOWN_ENGLISH))
        return replace(
            question, text=fold(asked), terms=tuple(terms), focus=frozenset(), kinds=english.asked(asked), english=True
        )
