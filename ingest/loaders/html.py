"""Web pages: the main text of a page, its tables, and what the page says about it."""

from __future__ import annotations

import hashlib
import re

from ingest.errors import SourceBroken, SourceEmpty
from ingest.loaders.encoding import decode_page
from ingest.loaders.writer import TextWriter
from ingest.types import Fact, Source

_SITE_SUFFIX = re.compile(r"\s*[-—_|–]+\s*[^-—_|–]{2,40}$")
_TITLE_PLACE = 10  # the text has its title in its first lines, if it has it


def load_html(data: bytes, name: str) -> Source:
    """The source of a page. Only the words a reader would see are taken."""
    try:
        return _read(data, name)
    except RecursionError as error:
        raise SourceBroken(f"网页“{name}”的标签嵌套过深，无法读取，请用浏览器另存后重试。") from error


def _read(data: bytes, name: str) -> Source:
    from ingest.loaders.web import facts as page_facts
    from ingest.loaders.web.furniture import without_furniture
    from ingest.loaders.web.lines import Line, Table, read_lines
    from ingest.loaders.web.main_text import file_links, furniture_in, main_elements
    from ingest.loaders.web.tree import drop, parse_page, remove_no_text

    root = parse_page(decode_page(data, name).replace("\x00", ""))
    if root is None:
        raise SourceEmpty(f"网页“{name}”是空的，请检查是否传错了文件。")
    facts = list(page_facts.meta_facts(root))
    heading = " ".join((root.findtext(".//title") or "").split())
    remove_no_text(root)
    body = root.find("body")
    facts += page_facts.outside_facts(root if body is None else body)
    mains = main_elements(root)
    title = next((fact.value for fact in facts if fact.name == "title"), "") or _page_title(root, mains[0], heading)
    if title and not any(fact.name == "title" for fact in facts):
        facts.append(Fact("title", title, "page heading"))
    pieces: list[Line | Table] = []
    for main in mains:
        for element in furniture_in(main):
            drop(element)
        pieces += read_lines(main, name)
    pieces = without_furniture(pieces)
    writer = TextWriter()
    if title and not _says(pieces, title):
        writer.line(title)
    for piece in pieces:
        if isinstance(piece, Table):
            writer.table(piece.grid)
        else:
            writer.line(piece.text, piece.depth)
    if not pieces:
        raise SourceEmpty(f"网页“{name}”里没有正文，请检查是否传错了文件。")
    facts += page_facts.attachments(link for main in mains for link in file_links(main))
    return writer.source(name, hashlib.sha256(data).hexdigest(), tuple(dict.fromkeys(facts)))


def _page_title(root, main, heading: str) -> str:  # type: ignore[no-untyped-def]
    """The heading on the page that the window's title begins with, otherwise that title without the site's name."""
    for element in root.iter("h1", "h2", "ucaptitle"):
        words = " ".join(element.text_content().split())
        if len(words) > 5 and (not heading or _bare(words) in _bare(heading)):
            return words
    return _SITE_SUFFIX.sub("", heading)


def _says(pieces, title: str) -> bool:  # type: ignore[no-untyped-def]
    """Whether the first lines have the title, maybe over several lines."""
    first = _bare("".join(getattr(piece, "text", "") for piece in pieces[:_TITLE_PLACE]))
    return _bare(title) in first


def _bare(text: str) -> str:
    return re.sub(r"[\s《》“”\"'‘’（）()　]", "", text)
