"""What a document says of other documents: 同时废止, 重新发布, 修改, 根据.

Set phrases of 立法技术规范 and of notices. A statement names its targets by 《title》, by 文号, or by both; what names none
is no statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.metadata import NUMBER
from ingest.selfname import DOCUMENT_NOUN
from ingest.types import Clause, Relation, RelationKind

_SENTENCE = re.compile(r"[^。；\n]+")
TITLE = r"《(?:[^《》]|《[^《》]*》|〈[^〉]*〉)+》"
_TARGET = re.compile(
    rf"(?P<title>{TITLE})(?:\s*[（(](?P<inside>[^（）()]*[（(]?[^（）()]*[)）]?[^（）()]*)[)）])?|(?P<number>{NUMBER})"
)
_REPEALED = re.compile(
    r"(?:同时|即行|自行|一并|相应|予以|均|全部|现行|即)?(?:废止|失效|停止(?:执行|施行|使用)|不再(?:执行|施行))"
)
_AGAIN = re.compile(r"(?:重新|修订后?|修改后?)(?:予以)?(?:发布|印发|公布|颁布)")
_NEW_FORM = re.compile(rf"(?:(?:修订|修改|修正)后|新修订)的(?={TITLE})")
_INSTEAD = re.compile(r"(?:代替|替代|取代)(?:了)?(?:原)?")
_AMENDED = re.compile(
    r"(?:作(?:出)?(?:如下|以下)?(?:修改|修订|修正)|(?:进行|予以)(?:如下|以下)?(?:修改|修订|修正)|修改为|修改如下)"
)
_AMENDING_TITLE = re.compile(
    r"关于(?:修改|修订|修正|废止|停止执行)(?P<targets>.+?)(?:的|等)[^的]*(?:决定|通知|公告|命令|令)$"
)
_BASIS = re.compile(r"(?:根据|依据|依照|按照|遵照|(?:贯彻)?落实|贯彻)")
_BASIS_END = re.compile(
    r"制定本|制定[^，]{2,40}$|(?:，|^)现[就将把对予]|通知如下|公告如下|通告如下|提出(?:如下|以下)|经[^，]{2,30}(?:同意|批准)|，结合"
)
_BASIS_STOP = re.compile(r"根据|依据|依照|按照|遵照|制定|规定，|起施行|施行之日|现将|印发")
_NEGATED = re.compile(r"(?:不|未|尚未|没有|是否|或者|修改、|修改或者|及时|可以|应当)\s*$")


@dataclass(frozen=True, slots=True)
class Target:
    """A document as named in a text, and where."""

    title: str | None
    number: str | None
    start: int
    end: int


def targets(text: str) -> list[Target]:
    """The documents named in text, by 《title》（number） or by number alone."""
    found = []
    for match in _TARGET.finditer(text):
        title = match["title"][1:-1] if match["title"] else None
        inside = re.search(NUMBER, match["inside"]) if match["inside"] else None
        number = match["number"] or (inside and inside[0])
        # The bracket after a title may hold something else, such as its short name.
        end = match.end() if inside or not title else match.start() + len(match["title"])
        found.append(Target(title, _own_number(number) if number else None, match.start(), end))
    return found


def read_relations(clauses: Sequence[Clause], title: str) -> tuple[Relation, ...]:
    """The statements of a document, each once."""
    found: dict[tuple[str, str | None, str | None], Relation] = {}
    for relation in (*_of_title(title), *(r for clause in clauses for r in _of_clause(clause, title))):
        found.setdefault((relation.kind, relation.title, relation.number), relation)
    return tuple(found.values())


def _of_title(title: str) -> Iterator[Relation]:
    match = _AMENDING_TITLE.search(title)
    if match is None:
        return
    kind: RelationKind = "repeals" if re.search(r"关于(?:废止|停止执行)", title) else "amends"
    named = targets(match["targets"])
    for target in named:
        yield Relation(kind, target.title, target.number, title)


def _own_number(text: str) -> str:
    """A document number without the words that run into it: 原某政发〔2030〕1号 → 某政发〔2030〕1号."""
    return re.sub(r"\s|^.*(?:原|根据|按照|依据|依照|参照|以及|和|与|见|的|了|即|为|按)(?=[\u4e00-\u9fff]{2})", "", text)


def _of_clause(clause: Clause, title: str) -> Iterator[Relation]:
    if clause.kind in ("table", "row") or not _TARGET.search(clause.text):
        return
    for match in _SENTENCE.finditer(clause.text):
        sentence = match.group(0).strip()
        named = targets(sentence)
        for kind, target in _statements(sentence, named, clause):
            itself = kind == "based-on" and target.title == title
            short = target.number is None and re.fullmatch(DOCUMENT_NOUN, target.title or "")  # 《办法》, said above
            if not itself and not short:
                yield Relation(kind, target.title, target.number, sentence, clause.id)


def _statements(sentence: str, named: list[Target], clause: Clause) -> Iterator[tuple[RelationKind, Target]]:
    if not named:
        return
    for verb in _REPEALED.finditer(sentence):
        if not _NEGATED.search(sentence[: verb.start()]):
            yield from (("repeals", target) for target in _list_before(sentence, named, verb.start()))
    for verb in _AGAIN.finditer(sentence):
        yield from (("replaces", target) for target in _list_before(sentence, named, verb.start()))
    for verb in (*_NEW_FORM.finditer(sentence), *_INSTEAD.finditer(sentence)):
        yield from (("replaces", t) for t in named if t.start == verb.end())
    for verb in _AMENDED.finditer(sentence):
        before = [target for target in named if target.end <= verb.start()]
        if before and re.search(r"(?:对|将|把)\s*(?:原)?$", sentence[: before[0].start]):
            yield "amends", before[0]
    yield from (("based-on", target) for target in _basis(sentence, named, clause))


def _list_before(sentence: str, named: list[Target], verb: int) -> list[Target]:
    """The targets right before a verb: 《A》（number）、《B》和《C》同时废止."""
    found: list[Target] = []
    edge = verb
    for target in reversed([target for target in named if target.end <= verb]):
        between = sentence[target.end : edge]
        if found and _BASIS_STOP.search(between):
            break
        if not found and (len(between) > 30 or re.search(r"规定|第.{1,4}条", between)):
            break
        found.insert(0, target)
        edge = target.start
        if re.search(r"(?:根据|依据|依照|按照)$", sentence[: target.start]):
            return found[1:]
    return found


def _basis(sentence: str, named: list[Target], clause: Clause) -> list[Target]:
    """The documents that a preamble or first article rests on."""
    if not _opens(clause):
        return []
    verb, end = _BASIS.search(sentence), None
    if verb:
        end = _BASIS_END.search(sentence, verb.end())
    if not verb or not end:
        return []
    return [target for target in named if verb.end() <= target.start and target.end <= end.start()]


def _opens(clause: Clause) -> bool:
    return (
        clause.kind == "notice"
        or clause.label.startswith("前言")
        or clause.label in ("第一条", "一")
        or clause.ordinal < 3
    )
