"""The page before the first question → HTML, and the list of documents on it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ingest.types import Document
from kb.text import fold
from kb.ui.render import number_html

DOCUMENTS_SHOWN = 8  # as many as fit a laptop's screen with four examples; more are scrolled and searched
PAGE = 50  # documents fetched at once


def welcome_html(examples: Sequence[str], documents: Sequence[Document], *, live: bool = False) -> str:
    """The empty page: what to ask, and what the answers rest on. `live` once the page has its session."""
    asks = "".join(
        f'<li><button type="button" class="pk-example" data-ask="{escape(e)}">{escape(e)}</button></li>'
        for e in examples
    )
    asks = f'<section><h3>可以这样问</h3><ul class="pk-examples">{asks}</ul></section>' if asks else ""
    many = len(documents) > DOCUMENTS_SHOWN
    find = (
        '<input type="search" class="pk-find" data-find aria-label="按标题、文号或发文机关查找文件" '
        'placeholder="按标题、文号或发文机关查找" autocomplete="off">'
        if many
        else ""
    )
    scroll = ' class="pk-scroll" tabindex="0" role="group" aria-label="文件列表"' if many else ""
    held = (
        f"<section><h3>已收录文件 {len(documents)} 份</h3>{find}"
        f"<div{scroll} data-found>{documents_html(documents)}</div></section>"
        if documents
        else '<section><p class="pk-empty">知识库中还没有文件。</p></section>'
    )
    return (
        f'<div class="pk-welcome"{" data-live" if live else ""}><h2>想了解哪项政策？</h2>'
        "<p>用平常的话提问即可。每句答复都注明出自哪份文件、哪一条，点开就能核对原文。</p>"
        f"{asks}{held}</div>"
    )


def documents_html(documents: Sequence[Document], text: str = "", start: int = 0, *, choose: bool = False) -> str:
    """Those of the documents that `text` names, from the `start`-th on, and a way to those after them.

    To be read, or with `choose` to be the only ones asked.
    """
    action = "data-only" if choose else "data-document"
    wanted = fold(text)
    found = [d for d in documents if wanted in fold(" ".join(filter(None, (d.title, d.number, d.issuer))))]
    items = "".join(
        f'<li><button type="button" class="pk-document" {action}="{escape(d.id)}" data-title="{escape(d.title)}">'
        f"《{escape(d.title)}》{number_html(d.number)}</button></li>"
        for d in found[start : start + PAGE]
    )
    if not items:
        return f'<p class="pk-empty">没有名称含“{escape(text[:50])}”的文件。</p>'
    left = len(found) - start - PAGE
    more = (
        f'<button type="button" class="pk-plain" data-more="{start + PAGE}">再列 {min(left, PAGE)} 份，还有 {left} 份</button>'
        if left > 0
        else ""
    )
    return f"<ul>{items}</ul>{more}"
