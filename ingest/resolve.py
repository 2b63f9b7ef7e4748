"""Which clauses a cross-reference means, within one document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.markers import Style, read_marker
from ingest.numerals import CHINESE_NUMERAL, from_int, to_int
from ingest.references import Address, Reference, aliases_in, find_references
from ingest.titles import bare
from ingest.types import Clause

_ARTICLE = re.compile(rf"第({CHINESE_NUMERAL}+|\d+)条(?:之({CHINESE_NUMERAL}+))?")
_ORDINAL = re.compile(r"（第\d+处）$")
_HIGH = ("编", "章", "节")


@dataclass(frozen=True, slots=True)
class Target:
    """A clause that is meant. `exact` is False where the clause is there but not the 款 or 项 named."""

    clause_id: str
    label: str
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Resolved:
    """A reference and what it means: clauses of this document, or nothing that this document has."""

    reference: Reference
    targets: tuple[Target, ...]


class Resolver:
    """The addresses of one document."""

    def __init__(self, title: str, clauses: Sequence[Clause]) -> None:
        self._title = bare(title)
        self._clauses = clauses
        self._aliases = aliases_in(clause.text for clause in clauses)
        self._by_id = {clause.id: clause for clause in clauses}
        self._by_label = {clause.label: clause for clause in clauses}
        self._articles: dict[tuple[int, int], list[Clause]] = {}
        for clause in clauses:
            if clause.kind == "article" and (key := article_number(clause.label)):
                self._articles.setdefault(key, []).append(clause)
        self._order = list(self._articles)

    def references(self, clause: Clause) -> tuple[Resolved, ...]:
        """The references in a clause with the clauses of this document that they mean."""
        found = find_references(clause.text, self._aliases)
        return tuple(Resolved(reference, self.targets(reference, clause)) for reference in found)

    def is_own(self, reference: Reference) -> bool:
        return reference.document is None or bare(reference.document) == self._title

    def targets(self, reference: Reference, clause: Clause) -> tuple[Target, ...]:
        """Nothing for a reference to another document."""
        if not self.is_own(reference):
            return ()
        if reference.relative:
            found = list(self._relative(reference, clause))
        else:
            found = [target for address in reference.addresses for target in self._find(address, clause)]
        return tuple(dict.fromkeys(found))

    def place(self, address: Address) -> tuple[Target, ...]:
        """The clauses at an address that another document gives."""
        return tuple(self._find(address, None))

    def _relative(self, reference: Reference, clause: Clause) -> Iterator[Target]:
        here = self._article_of(clause) or clause
        relative = reference.relative or ""
        if relative.endswith("条") and not relative.startswith("本"):
            back = to_int(relative[1:-1]) if len(relative) > 2 else 1
            key = article_number(here.label)
            at = self._order.index(key) if key in self._order else 0
            for earlier in self._order[max(0, at - back) : at]:
                yield from self._whole(self._nearest(self._articles[earlier], clause))
        elif relative[1:] in _HIGH:
            above = [c for c in self._above(clause) if c.label.endswith(relative[1:])]
            yield from (Target(c.id, c.label) for c in above[-1:])
        elif reference.addresses:
            for address in reference.addresses:
                yield from self._inside(here, address)
        else:
            yield Target(here.id, here.label)

    def _find(self, address: Address, clause: Clause | None) -> Iterator[Target]:
        number = address.get("条")
        if number is not None and (found := self._articles.get((number, address.branch))):
            yield from self._inside(self._nearest(found, clause), address)
        elif address.get("附件") is not None:
            yield from self._annex(address.get("附件") or 0)
        elif address.numbers[0][0] in _HIGH:
            yield from self._chapter(address)
        elif address.numbers[0][0] in ("款", "项", "目"):
            if clause is not None:
                yield from self._inside(self._article_of(clause) or clause, address)
        elif not self._articles:
            yield from self._section(address)

    def _inside(self, article: Clause, address: Address) -> Iterator[Target]:
        """The article, or the piece of it that is a clause of its own."""
        paragraph, item = address.get("款"), address.get("项")
        if paragraph is None and item is None:
            yield from self._whole(article)
            return
        name = _ORDINAL.sub("", article.label)
        tail = f"第（{from_int(item)}）项" if item else ""
        places = [f"{name}第{from_int(paragraph)}款{tail}"] if paragraph else [f"{name}{tail}", f"{name}第一款{tail}"]
        for label in places:
            if piece := self._by_label.get(label):
                yield Target(piece.id, piece.label)
                return
        yield Target(article.id, article.label, _has(article.text, paragraph, item))

    def _whole(self, article: Clause) -> Iterator[Target]:
        yield Target(article.id, article.label)

    def _annex(self, number: int) -> Iterator[Target]:
        """The annex, or where it is a file of its own, the list that names it."""
        annexes = [c for c in self._clauses if c.parent_id is None and c.label.startswith("附件")]
        sections = [c for c in annexes if c.kind != "notice"]
        for clause in sections:
            value = _annex_number(clause.label)
            if value == number or (0 in (number, value) and len(sections) == 1):
                yield Target(clause.id, clause.label)
                return
        for clause in annexes:
            if clause.label == "附件目录":
                yield Target(clause.id, clause.label, exact=False)

    def _chapter(self, address: Address) -> Iterator[Target]:
        wanted = [f"第{from_int(number)}{unit}" for unit, number in address.numbers if unit in _HIGH]
        for clause in self._clauses:
            label = _ORDINAL.sub("", clause.label)
            if label.endswith("".join(wanted)) and clause.kind != "article":
                yield Target(clause.id, clause.label)
                return

    def _section(self, address: Address) -> Iterator[Target]:
        """第三部分 or 第三条 of a notice that numbers its parts 一、二、三、."""
        unit, number = address.numbers[0]
        item = address.get("项")
        label = from_int(number) + (f"（{from_int(item)}）" if item else "")
        if unit in ("条", "部分", "点") and (clause := self._by_label.get(label)):
            yield Target(clause.id, clause.label)

    def _article_of(self, clause: Clause) -> Clause | None:
        if clause.kind == "article":
            return clause
        return next((c for c in reversed(self._above(clause)) if c.kind == "article"), None)

    def _above(self, clause: Clause) -> list[Clause]:
        above: list[Clause] = []
        while clause.parent_id and (parent := self._by_id.get(clause.parent_id)):
            above.insert(0, parent)
            clause = parent
        return above

    def _nearest(self, found: list[Clause], clause: Clause | None) -> Clause:
        """Of articles numbered alike, as in two annexes, the one in the same annex."""
        if clause is None or len(found) == 1:
            return found[0]
        same = [article for article in found if article.path[:1] == clause.path[:1]]
        return min(same or found, key=lambda article: abs(article.ordinal - clause.ordinal))


def _annex_number(label: str) -> int:
    which = label.removeprefix("附件")
    if which.isdecimal():
        return int(which)
    return to_int(which) if re.fullmatch(f"{CHINESE_NUMERAL}+", which) else 0


def article_number(label: str) -> tuple[int, int] | None:
    """Number and branch of an article's label: 第五条之一 → (5, 1)."""
    match = _ARTICLE.search(label)
    if match is None:
        return None
    number, branch = match.groups()
    return (int(number) if number.isdigit() else to_int(number)), to_int(branch) if branch else 0


def _has(text: str, paragraph: int | None, item: int | None) -> bool:
    """Whether an article has this 款 and 项. A line that is no item opens a 款."""
    count = 0
    items: set[int] = set()
    for line in filter(str.strip, text.split("\n")):
        marker = read_marker(line)
        if marker and marker.style in (Style.SECOND, Style.FOURTH):
            if paragraph is None or count == paragraph:
                items.add(marker.number)
        elif not (marker and marker.style in (Style.THIRD, Style.FIFTH)):
            count += 1
    return (paragraph is None or paragraph <= count) and (item is None or item in items)
