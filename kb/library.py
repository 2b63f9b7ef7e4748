"""What answering reads: documents, and their clauses, fetched from the store as they are asked for and remembered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar

from ingest.types import Clause, Document
from kb.retrieval import Scored
from kb.store import Store
from kb.types import Hit

_CLAUSES, _GROUPS, _NAMES = 8_192, 256, 4_096  # how many are remembered

V = TypeVar("V")


class Lazy(Mapping[str, V]):
    """A mapping whose values are read when asked for. `keys` is only called to list or count them."""

    def __init__(self, read: Callable[[str], V | None], keys: Callable[[], Iterable[str]], remembered: int) -> None:
        self._read = lru_cache(maxsize=remembered)(read)
        self._keys = keys

    def __getitem__(self, key: str) -> V:
        value = self._read(key)
        if value is None:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys())

    def __len__(self) -> int:
        return sum(1 for _ in self._keys())

    def __bool__(self) -> bool:
        return True  # asking must not count


@dataclass(frozen=True)
class Library:
    """One state of the documents; made anew when they change."""

    documents: Mapping[str, Document]
    clauses: Mapping[str, tuple[Clause, ...]]  # by document
    by_id: Mapping[str, Clause]
    children: Mapping[str, tuple[Clause, ...]]  # by clause above

    @classmethod
    def of(cls, store: Store, among: Collection[str] | None = None) -> Library:
        """Everything, or only what these documents hold."""
        documents = {d.id: d for d in store.documents() if among is None or d.id in among}

        def clause(key: str) -> Clause | None:
            found = store.get([key]).get(key)
            return found if found is not None and found.document_id in documents else None

        return cls(
            documents,
            Lazy(lambda key: store.clauses(key) if key in documents else None, lambda: documents, _GROUPS),
            Lazy(clause, store.clause_ids, _CLAUSES),
            Lazy(lambda key: store.children(key) or None, store.parent_ids, _GROUPS),
        )

    @cached_property
    def titles(self) -> Mapping[str, str]:
        return {key: document.title for key, document in self.documents.items()}

    def hits(self, scored: Sequence[Scored]) -> tuple[Hit, ...]:
        """Scored ids as hits; ids that are not in the library (an index lags behind) are left out."""
        found = []
        for one in scored:
            clause = self.by_id.get(one.clause_id)
            if clause is not None:
                document = self.documents[clause.document_id]
                found.append(Hit(clause, document.title, document.number, one.fused, one.lexical, one.dense))
        return tuple(found)


def abbreviations(store: Store) -> Mapping[str, tuple[str, ...]]:
    """Short form → full forms, as the documents define them."""
    return Lazy(lambda short: store.full_names(short) or None, store.short_names, _NAMES)
