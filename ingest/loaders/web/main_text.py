"""Which elements of a page hold its main text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html

from ingest.loaders.web.tree import text_masses

# Names that content systems of government sites give the element around the text of an article.
_CERTAIN = re.compile(
    r"(?:^|\s)(?:TRS_?Editor\w*|ucap-?content|zoom(?:con\w*)?|vsb_content\w*|v_news_content|wp_articlecontent|pages_content|"
    r"(?:article|news|info|detail|policy|xl|xq|page|wz|zw|text|main)[-_]?(?:content|cont|con|body|text|txt|article)|"
    r"content[-_]?(?:article|text|txt|body|con|main|box)|articlebody|art_con\w*|editor[-_]?content|rich[-_]?text\w*)(?=$|\s)",
    re.I,
)
_LIKELY = re.compile(r"(?:^|[\s_-])(?:content|article|news|detail|text|editor|main|con|txt|body)(?=$|[\s_-])", re.I)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:share\w*|bdshare\w*|print\w*|qr_?\w*|ewm|erweima|relat\w*|xgwz\w*|xgxw\w*|xgzc|xgyd|recommend\w*|hot\w*|"
    r"bread\w*|crumbs?|curmb|curb|path|location\w*|position|dqwz|toolbar\w*|tool|font_?size|setfont|copyright|foot\w*|header\w*|"
    r"top_?nav|nav\w*|menu\w*|sidebar|side|aside|comment\w*|page_?nav|pag(?:er|ination)\w*|pre_?next|modal\w*|search\w*|"
    r"wza|login\w*|friend_?link\w*|links?)(?=$|[\s_-])",
    re.I,
)
# Of these, the ones that never name a part of a text.
_INNER_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:share\w*|bdshare\w*|print\w*|qr_?code\w*|ewm|erweima|related?|xgwz\w*|xgxw\w*|xgyd|recommend\w*|bread\w*|crumbs?|"
    r"toolbar\w*|font_?size|setfont|copyright|footer\w*|nav\w*|menu\w*|sidebar|page_?nav|pag(?:er|ination)\w*|pre_?next|"
    r"modal\w*|search\w*|wza|login\w*|friend_?link\w*)(?=$|[\s_-])",
    re.I,
)
_TEXT_TAGS = frozenset("p table thead tbody tr td th ul ol li dl span font a h1 h2 h3 h4 h5 h6".split())
_MOST = 0.9  # an element with this share of the text around it holds the text
_ENOUGH = 0.4  # of the sentences of the page; its other half may be news beside the text
_HALF = 0.5
_NEARLY = 0.98
_PART = 0.1
_FURNITURE_MOST = 0.3  # an element named like furniture that holds more than this is text all the same


@dataclass(frozen=True, slots=True)
class Main:
    """The elements, in order and apart from one another, that hold the main text together.

    `certain` says that their names tell so; otherwise there may be more around the text.
    """

    elements: list[html.HtmlElement]
    certain: bool


def main_elements(root: html.HtmlElement) -> Main:
    body = root.find("body")
    body = root if body is None else body
    masses = text_masses(body)
    prose = text_masses(body, prose=True)
    prose = prose if prose.get(body, 0) else masses  # a page of nothing but a table
    total = prose.get(body, 0)
    if not total:
        return Main([body], False)
    named = _disjoint(_named(body, _CERTAIN, prose, total * _PART))
    certain = [e for e in named if not _in_furniture(e, prose, total)]
    if sum(prose.get(e, 0) for e in certain) >= total * _ENOUGH:
        return Main(certain, True)
    likely = [e for e in _named(body, _LIKELY, masses, masses[body] * _MOST) if not _in_furniture(e, masses, total)]
    return Main([_narrow(likely[-1] if likely else body, masses)], False)


def furniture_in(main: html.HtmlElement) -> list[html.HtmlElement]:
    """Elements inside the main one that are named like furniture of the page and hold little text."""
    masses = text_masses(main)
    total = masses.get(main, 0)
    return [
        element
        for element in main.iterdescendants()
        if isinstance(element.tag, str)
        and (element.tag in ("footer", "aside") or _INNER_FURNITURE.search(_names(element)))
        and masses.get(element, 0) <= total * _FURNITURE_MOST
        and not _is_prose(element)
    ]


def file_links(main: html.HtmlElement) -> list[tuple[str, str]]:
    """Words and address of each link in the main text and in the boxes beside it."""
    parent = main.getparent()
    root = main if parent is None else parent
    return [
        (" ".join(link.text_content().split()), link.get("href") or "")
        for link in root.iter("a")
        if not any(isinstance(e.tag, str) and _FURNITURE.search(_names(e)) for e in (link, *link.iterancestors()))
    ]


def _is_prose(element: html.HtmlElement) -> bool:
    text = element.text_content()
    return len(text) > 60 and text.count("。") + text.count("；") >= 2


def _names(element: html.HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _named(
    body: html.HtmlElement, names: re.Pattern[str], masses: dict[html.HtmlElement, int], least: float
) -> list[html.HtmlElement]:
    """Elements with such a name or tag that hold at least so much text, in document order."""
    return [
        element
        for element in body.iterdescendants()
        if isinstance(element.tag, str)
        and masses.get(element, 0) >= least
        and (names.search(_names(element)) or element.tag in ("article", "ucapcontent"))
    ]


def _disjoint(elements: list[html.HtmlElement]) -> list[html.HtmlElement]:
    """The innermost of them."""
    outer = {ancestor for element in elements for ancestor in element.iterancestors()}
    return [element for element in elements if element not in outer]


def _in_furniture(element: html.HtmlElement, masses: dict[html.HtmlElement, int], total: int) -> bool:
    return any(
        _FURNITURE.search(_names(e)) and masses.get(e, 0) <= total * _FURNITURE_MOST
        for e in (element, *element.iterancestors())
        if isinstance(e.tag, str)
    )


def _narrow(element: html.HtmlElement, masses: dict[html.HtmlElement, int]) -> html.HtmlElement:
    """The innermost element that still holds nearly all the text of this one, and every sentence of it."""
    prose = text_masses(element, prose=True)
    while True:
        whole, sentences = masses.get(element, 0), prose.get(element, 0)
        inner = [
            child
            for child in element
            if isinstance(child.tag, str)
            and child.tag not in _TEXT_TAGS
            and masses.get(child, 0) >= whole * _HALF
            and (masses.get(child, 0) >= whole * _NEARLY or prose.get(child, 0) >= max(1, sentences * _NEARLY))
        ]
        if not inner:
            return element
        element = inner[0]
