"""The page before the first question → HTML. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ingest.types import Document
from kb.ui.render import number_html

DOCUMENTS_SHOWN = 8  # as many as fit a laptop's screen with four examples


def welcome_html(examples: Sequence[str], documents: Sequence[Document]) -> str:
    """The empty page: what to ask, and what the answers rest on."""
    asks = "".join(
        f'<li><button type="button" class="pk-example" data-ask="{escape(e)}">{escape(e)}</button></li>'
        for e in examples
    )
    asks = f'<section><h3>可以这样问</h3><ul class="pk-examples">{asks}</ul></section>' if asks else ""
    items = "".join(
        f'<li><button type="button" class="pk-document" data-document="{escape(d.id)}">《{escape(d.title)}》'
        f"{number_html(d.number)}</button></li>"
        for d in documents[:DOCUMENTS_SHOWN]
    )
    more = f"，列出前 {DOCUMENTS_SHOWN} 份" if len(documents) > DOCUMENTS_SHOWN else ""
    held = (
        f"<section><h3>已收录文件 {len(documents)} 份{more}</h3><ul>{items}</ul></section>"
        if documents
        else '<section><p class="pk-empty">知识库中还没有文件。</p></section>'
    )
    return (
        '<div class="pk-welcome"><h2>想了解哪项政策？</h2>'
        "<p>用平常的话提问即可。每句答复都注明出自哪份文件、哪一条，点开就能核对原文。</p>"
        f"{asks}{held}</div>"
    )
