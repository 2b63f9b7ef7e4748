"""Metadata of a document, from its frame, its clauses and what the file says beside its text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest import metadata
from ingest.frame import Frame
from ingest.kinds import kind_of, region_of
from ingest.naming import names_of
from ingest.relations import read_relations
from ingest.titles import bare
from ingest.types import Clause, Document, Fact, FactName, Provenance, Source, Span
from ingest.validity import Acts, Stated, read_validity

_PAGE_ORIGINS = ("meta", "page", "页面")
_TITLE_CHARS = 6


@dataclass(frozen=True, slots=True)
class Identity:
    """What names a document; its id is made of these."""

    title: str
    number: str | None
    issuer: str | None
    read: tuple[Provenance, ...]


def page_title(facts: Sequence[Fact]) -> str | None:
    """The title a page gives beside its text; that of an office file is often of the file it was copied from."""
    fact = _title_fact(facts)
    return fact.value if fact else None


def identify(frame: Frame, facts: Sequence[Fact], given_title: str | None, fallback: str) -> Identity:
    """Title, number and issuer: in the document's own words, else as the page around it gives them.

    A notice that hands over a document is known by the title of that document, also where the page has the notice's.
    """
    read = dict(frame.read)
    title = _title(frame, facts, given_title, read) or fallback
    number = frame.number
    if number is None and (fact := _fact(facts, "number")) and (number := metadata.find_number(fact.value)):
        read["number"] = Provenance("number", fact.origin)
    issuer = frame.issuer
    if issuer is None and (fact := _fact(facts, "issuer")) and (issuer := metadata.issuer_of_page(fact.value)):
        read["issuer"] = Provenance("issuer", fact.origin)
    return Identity(title, number, issuer, tuple(read.values()))


def _title(frame: Frame, facts: Sequence[Fact], given: str | None, read: dict[str, Provenance]) -> str | None:
    if given:
        read["title"] = Provenance("title", "语料给出")
        return given
    fact = _title_fact(facts)
    if fact is None or (frame.title and bare(frame.title) != bare(fact.value) and _hands_over(fact.value, frame.title)):
        return frame.title
    read["title"] = Provenance("title", fact.origin)
    return fact.value


def _hands_over(page: str, title: str) -> bool:
    """Whether a page's title is that of the notice that hands over the document of this title."""
    return bare(title) in names_of(page) or (bare(title) in bare(page) and not bare(page).startswith(bare(title)))


def describe(
    document_id: str,
    identity: Identity,
    frame: Frame,
    source: Source,
    facts: Sequence[Fact],
    clauses: Sequence[Clause],
) -> Document:
    """The document with every field that could be read, and where each was."""
    read = {p.field: p for p in identity.read}
    issued = frame.issue_date or _fact_date(facts, "issue_date", read)
    published = frame.published or (None if frame.printed else _fact_date(facts, "publish_date", read))
    validity = read_validity(clauses, identity.title, Acts(issued, frame.printed, published))
    # A day the page gives is surer than one computed from 自印发之日起.
    computed = validity.effective is not None and bool(validity.effective.how)
    effective = _fact_date(facts, "effective_date", read) if computed or validity.effective is None else None
    effective = effective or _stated("effective_date", validity.effective, read)
    # A register of documents in force also knows what came after the document was written.
    expiry = _fact_date(facts, "expiry_date", read) or _stated("expiry_date", validity.expiry, read)
    kind, region = kind_of(identity.title, clauses), region_of(identity.issuer, identity.title)
    _from("kind", kind, ("title",), read)
    _from("region", region, ("issuer", "title") if region_of(identity.issuer, "") else ("title",), read)
    period = metadata.period_end(identity.title)
    _from("period_end", period, ("title",), read)
    document = Document(
        id=document_id,
        title=identity.title,
        source_name=source.name,
        sha256=source.sha256,
        number=identity.number,
        issuer=identity.issuer,
        issue_date=issued,
        recipients=frame.recipients,
        period_end=period,
        publish_date=frame.printed or published,
        effective_date=effective,
        expiry_date=expiry,
        kind=kind,
        region=region,
        relations=read_relations(clauses, identity.title),
    )
    known = (p for name, p in sorted(read.items()) if getattr(document, name) is not None)
    return replace(document, provenance=tuple(known))


def _title_fact(facts: Sequence[Fact]) -> Fact | None:
    return next((fact for fact in facts if fact.name == "title" and _names_document(fact)), None)


def _names_document(fact: Fact) -> bool:
    """A page's own title; a window may be called 详情."""
    return fact.origin.startswith(_PAGE_ORIGINS) and len(bare(fact.value)) >= _TITLE_CHARS


def _fact(facts: Iterable[Fact], name: FactName) -> Fact | None:
    return next((fact for fact in facts if fact.name == name and fact.value.strip()), None)


def _fact_date(facts: Sequence[Fact], name: FactName, read: dict[str, Provenance]) -> date | None:
    fact = _fact(facts, name)
    day = metadata.fact_date(fact.value) if fact else None
    if fact and day:
        read[name] = Provenance(name, fact.origin)
    return day


def _stated(name: str, stated: Stated | None, read: dict[str, Provenance]) -> date | None:
    if stated is None:
        return None
    clause = stated.clause
    where = f"{clause.label}（{stated.how}）" if stated.how else clause.label
    read[name] = Provenance(name, where, Span(clause.span.start, clause.span.end))
    return stated.day


def _from(name: str, value: object, origins: tuple[str, ...], read: dict[str, Provenance]) -> None:
    """A field told by another one was read where that one was."""
    origin = next((read[o] for o in origins if o in read), None)
    if value is not None and origin:
        read[name] = replace(origin, field=name)
