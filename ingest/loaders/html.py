"""Web pages: the main text of a page, its tables, and what the page says about it."""

from __future__ import annotations

import hashlib
import re

from lxml.html import HtmlElement

from ingest.errors import SourceBroken, SourceEmpty
from ingest.loaders.encoding import decode_page
from ingest.loaders.web import facts as page_facts
from ingest.loaders.web.furniture import without_furniture
from ingest.loaders.web.headings import with_bold_headings
from ingest.loaders.web.lines import Line, Table, read_lines
from ingest.loaders.web.main_text import file_links, furniture_in, main_elements
from ingest.loaders.web.tree import drop, parse_page, remove_no_text
from ingest.loaders.writer import TextWriter
from ingest.page_words import is_page_line
from ingest.types import Fact, Source

_SITE_SUFFIX = re.compile(r"\s*[-—_|–]+\s*[^-—_|–]{2,40}$")
_TITLE_LINES = 8
_SHORT_TITLE = 5  # characters; a title has more
_TITLE_PLACE = 10  # the text has its title in its first lines, if it has it


def load_html(data: bytes, name: str) -> Source:
    """The source of a page. Only the words a reader would see are taken."""
    try:
        return _read(data, name)
    except RecursionError as error:
        raise SourceBroken(f"网页“{name}”的标签嵌套过深，无法读取，请用浏览器另存后重试。") from error


def _read(data: bytes, name: str) -> Source:
    root = parse_page(decode_page(data, name).replace("\x00", ""))
    if root is None:
        raise SourceEmpty(f"网页“{name}”是空的，请检查是否传错了文件。")
    facts = list(page_facts.meta_facts(root))
    heading = " ".join((root.findtext(".//title") or "").split())
    remove_no_text(root)
    body = root.find("body")
    facts += page_facts.outside_facts(root if body is None else body)
    main = main_elements(root)
    title = next((fact.value for fact in facts if fact.name == "title"), "") or _page_title(root, heading)
    if title and not any(fact.name == "title" for fact in facts):
        facts.append(Fact("title", title, "page heading"))
    pieces: list[Line | Table] = []
    for element in main.elements:
        for other in furniture_in(element):
            drop(other)
        pieces += read_lines(element, name)
    pieces = without_furniture(pieces)
    pieces = with_bold_headings(_with_title(pieces, title, certain=main.certain))
    writer = TextWriter()
    for piece in pieces:
        if isinstance(piece, Table):
            writer.table(piece.grid)
        else:
            writer.line(piece.text, piece.depth)
    if not pieces:
        raise SourceEmpty(f"网页“{name}”里没有正文，请检查是否传错了文件。")
    facts += page_facts.attachments(link for element in main.elements for link in file_links(element))
    return writer.source(name, hashlib.sha256(data).hexdigest(), tuple(dict.fromkeys(facts)))


def _page_title(root: HtmlElement, heading: str) -> str:
    """The heading on the page that the window's title has too, its only main heading, or that title without the site."""
    headings = [(e.tag, " ".join(e.text_content().split())) for e in root.iter("h1", "h2", "ucaptitle")]
    headings = [(tag, words) for tag, words in headings if len(words) > _SHORT_TITLE and not is_page_line(words)]
    same = [words for _, words in headings if _bare(words) in _bare(heading)]
    main = [words for tag, words in headings if tag != "h2"]
    return same[0] if same else main[0] if len(set(main)) == 1 else _SITE_SUFFIX.sub("", heading)


def _with_title(pieces: list[Line | Table], title: str, *, certain: bool) -> list[Line | Table]:
    """The pieces with the title as one line: put together where the text has it on several, before the text where not.

    What stands above the title is the page's, but for a number or letterhead, unless the text is `certain`.
    """
    bare = _bare(title)
    if not bare:
        return pieces
    for start in range(min(_TITLE_PLACE, len(pieces))):
        said = ""
        for end in range(start, min(start + _TITLE_LINES, len(pieces))):
            said += _bare(getattr(pieces[end], "text", ""))
            if said == bare:
                whole = " ".join(getattr(piece, "text", "") for piece in pieces[start : end + 1])
                above = [piece for piece in pieces[:start] if certain or _heads_document(piece)]
                return [*above, Line(whole), *pieces[end + 1 :]]
            if not bare.startswith(said):
                break
    first = _bare("".join(getattr(piece, "text", "") for piece in pieces[:_TITLE_PLACE]))
    return pieces if bare in first and len(bare) > _SHORT_TITLE else [Line(title), *pieces]


def _heads_document(piece: Line | Table) -> bool:
    return isinstance(piece, Line) and re.search(r"[〔\[（(]\s*\d{4}\s*[〕\]）)]|号$|文件$", piece.text) is not None


def _bare(text: str) -> str:
    return re.sub(r"[\s《》“”\"'‘’（）()　]", "", text)
