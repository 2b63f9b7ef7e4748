"""Two versions of one document: which clauses are the same, and what was added, removed, changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from ingest.ids import is_derived
from ingest.types import Clause, Document

ChangeKind = Literal["added", "removed", "changed", "renumbered"]
"""changed: the words differ; renumbered: only the address does."""

_ALIKE = 0.6  # similarity from which two clauses are one clause in two wordings, wherever they stand
_SAME_PLACE = 0.35  # the same for two clauses with one address
_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a document: its metadata then, and when it was taken in (UTC, ISO 8601)."""

    number: int
    document: Document
    taken_in: str
    superseded: str | None  # when the next version was taken in; None for the current one
    clauses: int


@dataclass(frozen=True, slots=True)
class Change:
    """One clause of the newer or older version, or of both."""

    kind: ChangeKind
    old: Clause | None
    new: Clause | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What leads from one version to another, in document order; `same` clauses are as they were."""

    old: Version
    new: Version
    changes: tuple[Change, ...]
    same: int

    def of(self, kind: ChangeKind) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.kind == kind)


def indexed(clause: Clause) -> tuple[str, str | None, tuple[str, ...]]:
    """What the indexes know a clause by; as long as it stays, so do its entries."""
    return clause.text, clause.heading, clause.path


def carry_ids(old: Iterable[Clause], new: Sequence[Clause]) -> tuple[Clause, ...]:
    """The new clauses, under their old ids where only the address of the same words has changed.

    Ids that a corpus brought are its own and stay.
    """
    taken = {clause.id for clause in new}
    free: defaultdict[tuple[str, str, str | None], list[str]] = defaultdict(list)
    before: set[str] = set()
    for clause in old:
        before.add(clause.id)
        if clause.id not in taken and is_derived(clause.id):
            free[clause.kind, clause.text, clause.heading].append(clause.id)
    renamed: dict[str, str] = {}
    for clause in new:
        waiting = free.get((clause.kind, clause.text, clause.heading))
        if waiting and clause.id not in before and is_derived(clause.id):
            renamed[clause.id] = waiting.pop(0)
    if not renamed:
        return tuple(new)
    return tuple(
        replace(
            clause,
            id=renamed.get(clause.id, clause.id),
            parent_id=renamed.get(clause.parent_id, clause.parent_id) if clause.parent_id else None,
        )
        for clause in new
    )


def changes(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[tuple[Change, ...], int]:
    """The changes in the order of the new version, removed clauses where they stood; and how many stayed as is."""
    pairs = _pairs(old, new)
    partner = {j: i for i, j in pairs.items()}
    found: list[tuple[float, Change]] = []
    same = 0
    for j, clause in enumerate(new):
        i = partner.get(j)
        if i is None:
            found.append((j, Change("added", None, clause)))
        elif old[i].text != clause.text or old[i].heading != clause.heading:
            found.append((j, Change("changed", old[i], clause)))
        elif old[i].label != clause.label:
            found.append((j, Change("renumbered", old[i], clause)))
        else:
            same += 1
    place = -0.5  # a removed clause comes after the partner of the clause before it
    for i, clause in enumerate(old):
        if i in pairs:
            place = pairs[i] + 0.5
        else:
            found.append((place, Change("removed", clause, None)))
    found.sort(key=lambda pair: pair[0])
    return tuple(change for _, change in found), same


def _pairs(old: Sequence[Clause], new: Sequence[Clause]) -> dict[int, int]:
    """Index of an old clause → index of the new clause that it became."""
    pairs: dict[int, int] = {}
    left_old, left_new = set(range(len(old))), set(range(len(new)))

    def pair(i: int, j: int) -> None:
        pairs[i] = j
        left_old.discard(i)
        left_new.discard(j)

    for key in (lambda c: (c.label, c.text), lambda c: c.text):  # as it was; the same words elsewhere
        waiting: defaultdict[object, list[int]] = defaultdict(list)
        for i in sorted(left_old):
            waiting[key(old[i])].append(i)
        for j in sorted(left_new):
            if waiting[key(new[j])]:
                pair(waiting[key(new[j])].pop(0), j)
    for likeness, i, j in sorted(_likeness(old, new, left_old, left_new), key=lambda one: (-one[0], one[1], one[2])):
        if i in left_old and j in left_new and likeness >= (_SAME_PLACE if old[i].label == new[j].label else _ALIKE):
            pair(i, j)
    return pairs


def _likeness(
    old: Sequence[Clause], new: Sequence[Clause], left_old: set[int], left_new: set[int]
) -> Iterator[tuple[float, int, int]]:
    """Similarity of the likeliest pairs: those that share most character pairs, and those of one address."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    places: defaultdict[str, list[int]] = defaultdict(list)
    for i in sorted(left_old):
        places[old[i].label].append(i)
        for pair in _character_pairs(old[i].text):
            holders[pair].append(i)
    for j in sorted(left_new):
        shared: Counter[int] = Counter()
        for pair in sorted(_character_pairs(new[j].text)):
            shared.update(holders.get(pair, ()))
        candidates = dict.fromkeys([*places.get(new[j].label, ()), *(i for i, _ in shared.most_common(_CANDIDATES))])
        matcher = SequenceMatcher(None, b=new[j].text, autojunk=False)
        for i in candidates:
            if old[i].kind == new[j].kind:
                matcher.set_seq1(old[i].text)
                if matcher.quick_ratio() >= _SAME_PLACE:
                    yield matcher.ratio(), i, j


def _character_pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
