"""The tree of a web page, without what is never text, and how much running text each element holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from ingest.page_words import is_page_line

_NO_TEXT = frozenset(
    "script style noscript template iframe object embed applet select option button input textarea svg canvas map "
    "audio video nav head datalist dialog math".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_BREAKS = re.compile(r"[，。；：！？,;:!?\s]+")
_PROSE = re.compile(r"[。；：]|，.*，")
_LEAST = 8  # characters without a full stop that may be a label on the page
_TABLE_CELLS = frozenset({"td", "th"})


def parse_page(text: str) -> html.HtmlElement | None:
    """The body of the page; None when there is none. Entities and network are not touched by an HTML parser."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    for element in root.iter():  # a reference such as &#1; gives characters the tree itself refuses to be given
        if element.text and _CONTROL.search(element.text):
            element.text = _CONTROL.sub("", element.text)
        if element.tail and _CONTROL.search(element.tail):
            element.tail = _CONTROL.sub("", element.tail)
    return root


def remove_no_text(root: html.HtmlElement) -> None:
    for element in list(root.iter()):
        if element.tag in _NO_TEXT or (element.tag == "a" and element.text is None and not len(element)):
            _drop(element)
    hidden = [element for element in root.iter() if is_hidden(element)]
    masses = text_masses(root)
    total = masses.get(root, 0)
    for element in hidden:
        if masses.get(element, 0) <= total / 2:  # a page may show its text by script
            _drop(element)


def is_hidden(element: html.HtmlElement) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _drop(element: html.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def drop(element: html.HtmlElement) -> None:
    """Take an element with all in it off the page; the text after it stays."""
    _drop(element)


def text_masses(root: html.HtmlElement, *, prose: bool = False) -> dict[html.HtmlElement, int]:
    """Characters of running text below each element: outside links, said for the first time on the page.

    With `prose`, only of texts that have a sentence in them.
    """
    masses: dict[html.HtmlElement, int] = {}
    seen: set[str] = set()
    for holder, text in _texts(root):
        if prose and not _PROSE.search(text):
            continue
        count = 0
        for part in _BREAKS.split(text):
            if part and part not in seen:
                seen.add(part)
                count += len(part)
        if count:
            element: html.HtmlElement | None = holder
            while element is not None:
                masses[element] = masses.get(element, 0) + count
                element = element.getparent()
    return masses


def _texts(root: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str]]:
    """Texts outside links that are more than a label, each with the element that holds it."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        inside_link = any(parent.tag == "a" for parent in (element, *element.iterancestors()))
        texts = [] if inside_link else [(element, element.text)]
        parent = element.getparent()
        if parent is not None and parent.tag != "a" and not any(p.tag == "a" for p in parent.iterancestors()):
            texts.append((parent, element.tail))
        for holder, text in texts:
            words = (text or "").strip()
            cell = holder.tag in _TABLE_CELLS or any(p.tag in _TABLE_CELLS for p in holder.iterancestors())
            if (len(words) >= _LEAST or (words and (cell or words[-1] in "。；："))) and not is_page_line(words):
                yield holder, words
