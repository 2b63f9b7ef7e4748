"""Cross-references in the text of a clause: 依照本办法第五条第二款, 第三条至第五条, 《某法》第三十二条, 前款, 附件2.

The units are those of 立法技术规范: 编 章 节 条 款 项 目; plans and notices have 部分 and 点. Finding is pure text; which
clauses are meant is told by `ingest.resolve`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ingest.metadata import NUMBER
from ingest.numerals import CHINESE_NUMERAL, to_int
from ingest.relations import TITLE
from ingest.selfname import DOCUMENT_NOUN, SELF

UNITS = ("编", "章", "节", "条", "款", "项", "目")
"""From the outermost to the innermost."""
_PARTS = ("部分", "点")
_LONGEST_RANGE = 300
_N = rf"(?:{CHINESE_NUMERAL}+|\d{{1,4}})"
_BRACKETED = rf"[（(]?{_N}[)）]?"
_UNIT = r"(?:编|章|节|条(?!例|件|款(?!第|规定|、|和)|线|生产)|款(?!项(?!规定|、))|项(?!目)|目(?![标前的录])|部分|点(?!半|前|后))"
_MORE = rf"(?:[、至和或及]第?{_BRACKETED}|[（(]{_N}[)）])*"  # 第一、二款, 第（二）（四）项
_TERM = rf"第{_BRACKETED}{_MORE}{_UNIT}(?:之{_N})?"
_ITEMS = rf"[（(]{_N}[)）]{_MORE}项(?!目)"  # 第五条（二）、（三）项
_SEP = r"(?:、|和|及|以及|与|或者|或|至|到|－|—|-)"
_CHUNK = rf"{_TERM}(?:{_TERM}|{_ITEMS})*(?:{_SEP}(?:{_TERM}|{_BRACKETED}(?:条|款|项))+)*"
_RELATIVE = r"(?:本[编章节条款项]|前[一二两三]?[条款项]|上[一]?[条款])(?!件|例|目)"
_OWNER = re.compile(
    rf"(?:(?P<title>{TITLE})(?:[（(][^（()）]*(?:{NUMBER})?[^（()）]*[)）])?|(?P<own>{SELF})|(?P<relative>{_RELATIVE}))?的?$"
)
_REFERENCE = re.compile(
    rf"(?P<chunk>{_CHUNK})|(?P<relative>{_RELATIVE})(?!第)|(?P<annex>附件)\s*(?P<which>{_N})?(?![：:\d])"
)
_TOKEN = re.compile(rf"(?P<sep>{_SEP})?第?(?P<numbers>{_BRACKETED}{_MORE})(?P<unit>{_UNIT})(?:之(?P<branch>{_N}))?")
# A law named without 《》: 依照刑法第二百六十六条. What stands before its name is cut off.
_NAMED = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{0,24}}{DOCUMENT_NOUN})(?:总则|分则)?的?$")
_BEFORE_NAME = re.compile(
    r".*(?:依照|按照|根据|依据|违反|适用|参照|符合|属于|有|和|与|及|实施|构成|触犯|认定为|或者|或|对|将|按|除|以|在|照|据|为|由|的)(?=[\u4e00-\u9fff]{2})"
)
_GOES_ON = re.compile(r"所列|所规定的|规定的|中的?|的|所称")
# 第一条 is also "the first one": without an owner a lone number needs one of these beside it.
_CUE_BEFORE = re.compile(r"(?:依照|按照|根据|依据|违反|适用|参照|符合|见|有|除|按|与|和|及|或者|或|、|对|将|因|以|在)$")
_CUE_AFTER = re.compile(r"规定|所|之规定|的|中|至|，|。|；|）|”|$|等|情形|条件|以外|行为|第|以及|要求|款|项|罪|关于")
_SURE = re.compile(r"第.+[条款项目].*第|[条款项].*(?:至|、|和).*[条款项]|第[（(]")


@dataclass(frozen=True, slots=True)
class Address:
    """One place: unit → number, outermost first, such as {条: 5, 款: 2}. `branch` is the 一 of 第五条之一."""

    numbers: tuple[tuple[str, int], ...]
    branch: int = 0

    def get(self, unit: str) -> int | None:
        return dict(self.numbers).get(unit)


@dataclass(frozen=True, slots=True)
class Reference:
    """A cross-reference, text[start:end]. `document` is another document's title as the text gives it, None for this
    one. `relative` is 本条, 前款, …, from which the addresses go on. A reference such as 本条 alone has no address."""

    start: int
    end: int
    text: str
    document: str | None = None
    relative: str | None = None
    addresses: tuple[Address, ...] = ()
    own: bool = False  # said of this document in so many words: 本办法


def find_references(text: str, aliases: Mapping[str, str] | None = None) -> tuple[Reference, ...]:
    """All references in text, in order. `aliases` gives short names of other documents (以下简称《办法》)."""
    found: list[Reference] = []
    for match in _REFERENCE.finditer(text):
        reference = _read(text, match, found[-1] if found else None)
        if reference is None:
            continue
        if aliases and reference.document and reference.document in aliases:
            reference = replace(reference, document=aliases[reference.document])
        found.append(reference)
    return tuple(found)


_ALIAS = re.compile(
    rf"(?P<title>{TITLE})(?:[（(][^（()）]*(?:[（(][^（()）]*[)）])?[^（()）]*号[^（()）]*[)）])?"
    rf"[（(](?:{NUMBER}[，,]?)?(?:以下|下)?(?:统称|简称|称)为?[：:]?[《“\"]?(?P<alias>[^）)》”\"]+)[》”\"]?[）)]"
)


def aliases_in(texts: Iterator[str]) -> dict[str, str]:
    """Short name → full title, as the document introduces them: 《某办法》（以下简称《办法》）."""
    return {m["alias"].strip(): m["title"][1:-1] for text in texts for m in _ALIAS.finditer(text)}


def _read(text: str, match: re.Match[str], before: Reference | None) -> Reference | None:
    if match["annex"]:
        which = match["which"]
        pointed_at = which or re.search(r"(?:见|本通知|所附|按)$", text[: match.start()])
        address = Address((("附件", _value(which) if which else 0),))
        return Reference(match.start(), match.end(), match.group(0), addresses=(address,)) if pointed_at else None
    if match["relative"]:
        return Reference(match.start(), match.end(), match.group(0), relative=match["relative"])
    chunk = match["chunk"]
    addresses = tuple(_addresses(chunk))
    if not addresses:
        return None
    head = text[: match.start()]
    owner = _OWNER.search(head)
    start = match.start()
    document, relative, own = None, None, False
    if owner and owner.group(0).rstrip("的"):
        start = owner.start()
        own = bool(owner["own"]) or (bool(owner["title"]) and head[:start].endswith("本"))  # 本《办法》
        document = owner["title"][1:-1] if owner["title"] and not own else None
        relative = owner["relative"]
    elif name := _unquoted(head):
        start, document = head.rindex(name), name
    elif before and _GOES_ON.fullmatch(text[before.end : start]) and (inherited := _inside(before, addresses)):
        document, addresses = before.document, inherited  # 第五条所列第（二）项
    elif before and before.end < start and re.fullmatch(rf"(?:{_SEP}|，|规定的?|以及|、)*", text[before.end : start]):
        document = before.document  # 《某法》第三条，第五条
    elif not _certain(chunk, head, text[match.end() :]):
        return None
    return Reference(start, match.end(), text[start : match.end()], document, relative, addresses, own)


def _inside(before: Reference, addresses: tuple[Address, ...]) -> tuple[Address, ...]:
    """Addresses of 款 and 项 in the article of the reference before them."""
    article = before.addresses[-1].get("条") if before.addresses else None
    if article is None or any(address.numbers[0][0] not in ("款", "项", "目") for address in addresses):
        return ()
    branch = before.addresses[-1].branch
    return tuple(Address((("条", article), *address.numbers), branch) for address in addresses)


def _unquoted(head: str) -> str | None:
    named = _NAMED.search(head)
    if named is None:
        return None
    name = _BEFORE_NAME.sub("", named["name"])
    if re.fullmatch(DOCUMENT_NOUN, name) or re.match("本", name):
        return None
    return name


def _certain(chunk: str, before: str, after: str) -> bool:
    if _SURE.search(chunk):
        return True
    return bool(_CUE_BEFORE.search(before)) or bool(_CUE_AFTER.match(after) and not chunk.endswith(("点", "部分")))


@dataclass(slots=True)
class _Reader:
    """The numbers in force while a reference is read from left to right."""

    open: dict[str, int] = field(default_factory=dict)
    branch: int = 0

    def address(self) -> Address:
        order = (*UNITS, *_PARTS)
        return Address(tuple(sorted(self.open.items(), key=lambda item: order.index(item[0]))), self.branch)

    def set(self, unit: str, number: int, branch: int) -> None:
        """A unit closes those inside it."""
        rank = UNITS.index(unit) if unit in UNITS else -1
        self.open = {u: n for u, n in self.open.items() if u in UNITS and UNITS.index(u) < rank}
        self.open[unit] = number
        if unit == "条":
            self.branch = branch


def _addresses(chunk: str) -> Iterator[Address]:
    reader = _Reader()
    pending = False
    for token in _TOKEN.finditer(chunk):
        unit, sep = token["unit"], token["sep"]
        branch = _value(token["branch"]) if token["branch"] else 0
        parts = re.findall(rf"([、至和或及]?)第?({_BRACKETED})", token["numbers"])
        first = _value(parts[0][1])
        if pending and sep:
            yield reader.address()
            if sep in ("至", "到", "－", "—", "-") and (last := reader.open.get(unit)) is not None:
                yield from _between(reader, unit, last, first)
        reader.set(unit, first, branch)
        for joint, numeral in parts[1:]:
            yield reader.address()
            last, number = reader.open[unit], _value(numeral)
            if joint == "至":
                yield from _between(reader, unit, last, number)
            reader.set(unit, number, branch)
        pending = True
    if pending:
        yield reader.address()


def _between(reader: _Reader, unit: str, first: int, last: int) -> Iterator[Address]:
    """The places inside a range, without its ends."""
    for number in range(first + 1, last if last - first <= _LONGEST_RANGE else first + 1):
        reader.set(unit, number, 0)
        yield reader.address()


def _value(numeral: str) -> int:
    digits = numeral.strip("（()）")
    return int(digits) if digits.isdigit() else to_int(digits)
