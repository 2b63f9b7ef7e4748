"""What the reading pane shows, as the page's script asks for it."""

from __future__ import annotations

from kb.errors import PolicyKBError
from kb.ui.contract import PolicyBase
from kb.ui.reader import document_html, missing_html

MOST_QUOTE = 5_000  # characters; a longer one is none of an answer


def place_html(kb: PolicyBase, place: object) -> str:
    """The HTML for `{clause, quote?}` or `{document}`, with `view` "text" or "page" and the number of a `page`.

    A document whose pages can be shown is shown so, at the page that says the quote, unless its text is asked for.
    """
    wanted = place if isinstance(place, dict) else {}
    clause = kb.clause(_text(wanted.get("clause")))
    quote = _text(wanted.get("quote"))[:MOST_QUOTE]
    document_id = clause.document_id if clause else _text(wanted.get("document"))
    document = next((d for d in kb.documents() if d.id == document_id), None)
    if document is None:
        return missing_html()
    number = wanted.get("page")
    try:
        clauses = kb.clauses(document.id)
        has_pages = kb.has_pages(document.id)
        page = None
        if has_pages and wanted.get("view") != "text":
            page = kb.facsimile(document.id, number if type(number) is int else None, clause, quote)
    except PolicyKBError:  # withdrawn a moment ago
        return missing_html()
    return document_html(document, clauses, clause, quote, page=page, has_pages=has_pages)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
