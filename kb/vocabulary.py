"""The words of the documents: which there are, and which of them sound or look like a given one. Read as needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pypinyin import lazy_pinyin

from kb.database import Database
from kb.text import has_cjk

LONGEST = 8  # characters of a word that a typing error is looked for in
_BATCH = 400


class Vocabulary:
    """Words of the lexical index. Also holds character pairs, which are marked with "_"."""

    def __init__(self, database: Database, has: Callable[[str], bool]) -> None:
        self._database = database
        self._has = has

    def __contains__(self, term: object) -> bool:
        return isinstance(term, str) and self._has(term)

    def alike(self, keys: Iterable[str]) -> set[str]:
        """The words that have one of these keys."""
        asked = [*keys]
        marks = ",".join("?" * len(asked))
        with self._database.read() as connection:
            rows = connection.execute(f"SELECT word FROM spellings WHERE key IN ({marks})", asked)
            return {word for (word,) in rows if self._has(word)}


def remember(database: Database, terms: Iterable[str]) -> None:
    """Keeps the keys of words that have come into the lexical index."""
    words = sorted(term for term in terms if 2 <= len(term) <= LONGEST and term[0] != "_" and has_cjk(term))
    with database.read() as connection:
        known: set[str] = set()
        for start in range(0, len(words), _BATCH):
            batch = [f"={word}" for word in words[start : start + _BATCH]]
            marks = ",".join("?" * len(batch))
            known |= {row[0] for row in connection.execute(f"SELECT word FROM spellings WHERE key IN ({marks})", batch)}
    fresh = [word for word in words if word not in known]
    with database.write() as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO spellings VALUES (?, ?)",
            [(key, word) for word in fresh for key in (f"={word}", sound(word), *gaps(word))],
        )


def sound(word: str) -> str:
    """Toneless pinyin without the distinctions many speakers do not make (zh/z, ing/in …)."""
    spoken = " ".join(lazy_pinyin(word))
    for strict, loose in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n")):
        spoken = spoken.replace(strict, loose)
    return spoken


def gaps(word: str) -> list[str]:
    """A word of four characters or more without each one of them."""
    return [word[:i] + "?" + word[i + 1 :] for i in range(len(word))] if len(word) >= 4 else []
