"""Hand-made metadata of pages against what was read from them.

People shorten what they write down: 市财政局 for the full name of the office, a title without its first words, the day of
publication where the page has no other. A field that says that there is nothing to read, such as （年度方案）, is skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ingest.metadata import find_number
from ingest.naming import names_of, plain_number
from ingest.titles import bare
from ingest.types import Document


def compare_page(row: Mapping[str, Any], documents: Sequence[Document]) -> Iterator[tuple[str, str, bool]]:
    """Field, what was wanted and read, and whether it is right; nothing where no document is that of the row."""
    document = _document(row, documents)
    if document is None:
        return
    title = str(row.get("title") or "")
    yield "title", f"{title} | {document.title}", _same_title(title, document.title)
    number = _number(row)
    if number and plain_number(str(row.get("number"))) == plain_number(number):
        yield "number", f"{number} | {document.number}", plain_number(document.number or "") == plain_number(number)
    if issuer := str(row.get("issuer") or ""):
        yield "issuer", f"{issuer} | {document.issuer}", _same_office(issuer, document.issuer or "")
    if day := str(row.get("issued_on") or ""):
        read = [str(d) for d in (document.issue_date, document.publish_date) if d]
        yield "issued_on", f"{title} {day} | {' '.join(read)}", day in read


def _document(row: Mapping[str, Any], documents: Sequence[Document]) -> Document | None:
    number = _number(row)
    for document in documents:
        if number and document.number and plain_number(document.number) == plain_number(number):
            return document
    title = str(row.get("title") or "")
    return next((d for d in documents if _same_title(title, d.title)), None)


def _number(row: Mapping[str, Any]) -> str | None:
    return find_number(str(row.get("number") or ""))


def _same_title(wanted: str, read: str) -> bool:
    """Equal in one of the forms under which a title is quoted, or but for a place or bracket added."""
    ours, theirs = (
        {*names_of(read), bare(read)},
        {*names_of(wanted), bare(wanted), bare(re.sub(r"[（(].*?[）)]", "", wanted))},
    )
    if ours & theirs:
        return True
    return any(a.endswith(b) or b.endswith(a) for a in ours for b in theirs if min(len(a), len(b)) >= 10)


def _same_office(wanted: str, read: str) -> bool:
    """The first office named is the same; a bracket after it says something else."""
    first, ours = _first_office(wanted), _first_office(read)
    return bool(first and ours) and (first in ours or ours in first)


def _first_office(names: str) -> str:
    """人力资源和社会保障局 is also written without 和."""
    return re.split(r"[、，\s]", re.sub(r"[（(].*?[）)]", "", names).strip())[0].replace("和", "")
