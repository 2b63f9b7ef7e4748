"""What a page says about its document outside the text: meta tags, the line under the title, the table of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from lxml import html

from ingest.loaders.web.lines import Line, Table, read_lines
from ingest.page_words import ANY_LABEL, LABELLED, LABELS
from ingest.types import Fact, FactName

# The meta tags that all Chinese government sites are told to have, and what they name.
_META: dict[str, FactName] = {
    "articletitle": "title",
    "pubdate": "publish_date",
    "contentsource": "issuer",
    "columnname": "category",
}
_BARE_LABEL = re.compile(rf"(?:{ANY_LABEL})\s*[:：]?")
_EMPTY = re.compile(r"[-—/\s　无暂\[\]【】()（）|]*")
_FILE = re.compile(r"\.(?:docx?|pdf|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|txt|csv|jpe?g|png|tiff?)(?:$|[?#])", re.I)
_DATE = re.compile(r"\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_MOST_VALUE = 200


def meta_facts(root: html.HtmlElement) -> Iterator[Fact]:
    for meta in root.iter("meta"):
        key = (meta.get("name") or meta.get("property") or "").strip().lower()
        value = " ".join((meta.get("content") or "").split())
        if key in _META and value and len(value) <= _MOST_VALUE:
            yield Fact(_META[key], value, f"meta {key}")


def labelled_facts(found: Iterable[Line | Table]) -> Iterator[Fact]:
    """Facts of lines such as 发布时间：2030-01-02 来源：示例局, and of tables of labels and values."""
    for piece in found:
        if isinstance(piece, Line):
            yield from _line_facts(piece.text)
        else:
            yield from _table_facts(piece.grid.written)


def _table_facts(rows: Iterable[tuple[str, ...]]) -> Iterator[Fact]:
    """Labels and the cells after them; a table with one such label only is about something else."""
    pairs = [
        (label, value)
        for row in rows
        for label, value in pairwise(row)
        if _BARE_LABEL.fullmatch(label) and not _BARE_LABEL.fullmatch(value)
    ]
    if len(pairs) > 2:
        for label, value in pairs:
            yield from _fact(label, value, "page table")
    for row in rows:
        for cell in row:
            yield from _line_facts(cell)


def attachments(links: Iterable[tuple[str, str]]) -> Iterator[Fact]:
    """Links to files. The value is the name shown, the origin the address."""
    seen = set()
    for words, address in links:
        name = " ".join(words.split()) or address.rsplit("/", 1)[-1]
        if (_FILE.search(address) or _FILE.search(words)) and (name, address) not in seen and len(name) <= _MOST_VALUE:
            seen.add((name, address))
            yield Fact("attachment", name, f"link {address[:500]}")


def is_file_link(words: str, address: str) -> bool:
    return bool(_FILE.search(address) or _FILE.search(words))


def outside_facts(body: html.HtmlElement) -> Iterator[Fact]:
    yield from labelled_facts(read_lines(body))


def _line_facts(text: str) -> Iterator[Fact]:
    if len(text) > 3 * _MOST_VALUE:
        return
    for match in LABELLED.finditer(text):
        yield from _fact(match["label"], match["value"], "page line")


def _fact(label: str, value: str, origin: str) -> Iterator[Fact]:
    value = " ".join(value.split()).strip("|丨[]【】 ")
    if not value or len(value) > _MOST_VALUE or _EMPTY.fullmatch(value):
        return
    bare = re.sub(r"[\s:：]", "", label)
    name = next((name for name, pattern in LABELS if re.fullmatch(pattern.replace(r"\s*", ""), bare)), None)
    if name is None:
        return
    if name.endswith("_date"):
        day = _DATE.search(value)
        if not day:
            return
        value = day[0]
    yield Fact(name, value, f"{origin} {bare}")
