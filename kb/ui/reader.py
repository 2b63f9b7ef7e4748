"""Document → HTML for the reading pane: clean text, an anchor per clause, the quote in `<mark>`. Pure."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from html import escape
from itertools import groupby
from urllib.parse import quote as percent

from ingest.types import Clause, Document
from kb.facsimile import Facsimile
from kb.ui.render import path_html
from kb.ui.words import GONE, NOT_ON_PAGE

# 一（二） → （二）, 第三章, 四; but 一（一）第1段, 前言 and 二（三）表1第2行 have no number of their own.
LAST_NUMBER = re.compile(
    r"(?P<ordinal>第[〇零一二三四五六七八九十百千\d]+[编章节条](?:之[一二三四五六七八九十]+)?)$"
    r"|(?P<bracketed>[（(][〇零一二三四五六七八九十百\d]+[）)])$"
    r"|^(?P<chinese>[一二三四五六七八九十百]+)$"
    r"|(?<![表图])(?P<digits>\d+)$"
)
MISSING = '<div class="pk-missing"><p>{}</p></div>'


def missing_html(message: str = GONE) -> str:
    return MISSING.format(escape(message))


def anchor(clause_id: str) -> str:
    """An id attribute without white space for any clause id."""
    return "clause-" + percent(clause_id, safe="")


def document_html(
    document: Document,
    clauses: Sequence[Clause],
    target: Clause | None = None,
    quote: str = "",
    *,
    page: Facsimile | None = None,
    has_pages: bool = False,
) -> str:
    """The document with `target` as the place to read: its text with `quote` marked, or one page as a picture."""
    if page is not None:
        body = page_html(page, document.title, quote)
    else:
        body = "".join(
            _table_html(list(group), target, quote)
            if tabular
            else "".join(_clause_html(c, target, quote) for c in group)
            for tabular, group in groupby(clauses, key=lambda c: c.kind == "row" and bool(c.cells))
        )
    return (
        f'<header class="pk-reader-head"><h2 id="pk-reader-title" tabindex="-1">{escape(document.title)}</h2>'
        f"{_meta_html(document)}{_place_html(target)}"
        f"{_tools_html(document, clauses, target, page is not None, has_pages)}</header>"
        f'<div class="pk-reader-body">{body}</div>'
    )


def _tools_html(
    document: Document, clauses: Sequence[Clause], target: Clause | None, shows_page: bool, has_pages: bool
) -> str:
    """The clauses before and after, the document's two forms, and asking this document only."""
    tools = ""
    if target is not None:
        before, after = neighbours(clauses, target)
        tools += _step_html("上一条", before) + _step_html("下一条", after)
    if has_pages:
        for view, name in (("page", "原文页"), ("text", "文字")):
            pressed = "true" if shows_page == (view == "page") else "false"
            tools += (
                f'<button type="button" class="pk-tool" data-view="{view}" aria-pressed="{pressed}">{name}</button>'
            )
    tools += (
        f'<button type="button" class="pk-tool" data-only="{escape(document.id)}" '
        f'data-title="{escape(document.title)}">只问这份文件</button>'
    )
    return f'<div class="pk-tools" role="toolbar" aria-label="原文工具">{tools}</div>'


def _step_html(name: str, clause: Clause | None) -> str:
    if clause is None:
        return f'<button type="button" class="pk-tool" disabled>{name}</button>'
    label = escape(f"{name}：{clause.label}")
    return f'<button type="button" class="pk-tool" data-step="{escape(clause.id)}" aria-label="{label}">{name}</button>'


def neighbours(clauses: Sequence[Clause], target: Clause) -> tuple[Clause | None, Clause | None]:
    """The clauses with text before and after one; headings that say nothing else are passed over."""
    at = next((i for i, clause in enumerate(clauses) if clause.id == target.id), None)
    if at is None:
        return None, None
    before = next((c for c in reversed(clauses[:at]) if c.kind != "heading"), None)
    return before, next((c for c in clauses[at + 1 :] if c.kind != "heading"), None)


def page_html(page: Facsimile, title: str, quote: str) -> str:
    """The picture of a page, boxes over the quote's lines, and the way to the pages around it."""
    boxes = "".join(
        f'<span class="pk-box-mark" style="left:{m.left:.2%};top:{m.top:.2%};width:{m.width:.2%};height:{m.height:.2%}">'
        "</span>"
        for m in page.marks
    )
    said = f"，已标出引文：{quote}" if page.marks and quote else ""
    missed = f'<p class="pk-page-note" role="note">{NOT_ON_PAGE}</p>' if quote and not page.marks else ""
    picture = base64.b64encode(page.image).decode("ascii")
    return (
        f'{missed}<figure class="pk-page"><div class="pk-sheet">'
        f'<img src="data:image/webp;base64,{picture}" width="{page.width}" height="{page.height}" '
        f'alt="{escape(f"《{title}》第 {page.page} 页的图像{said}")}">{boxes}</div>'
        f"<figcaption>{_turn_html('上一页', page.page - 1, page.pages)}"
        f"<span>第 {page.page} / {page.pages} 页</span>"
        f"{_turn_html('下一页', page.page + 1, page.pages)}</figcaption></figure>"
    )


def _turn_html(name: str, page: int, pages: int) -> str:
    disabled = "" if 1 <= page <= pages else " disabled"
    return f'<button type="button" class="pk-tool" data-page="{page}"{disabled}>{name}</button>'


def _meta_html(document: Document) -> str:
    issued = document.issue_date
    facts = [
        document.number,
        document.issuer,
        f"{issued.year}年{issued.month}月{issued.day}日" if issued else None,
    ]
    shown = "".join(f"<span>{escape(f)}</span>" for f in facts if f)
    return f'<p class="pk-reader-meta">{shown}</p>' if shown else ""


def _place_html(target: Clause | None) -> str:
    if target is None:
        return ""
    return (
        f'<p class="pk-place"><span class="pk-source-label">{escape(target.label)}</span>{path_html(target.path)}</p>'
    )


def _clause_html(clause: Clause, target: Clause | None, quote: str) -> str:
    here = target is not None and clause.id == target.id
    text = _number_html(clause) + marked(clause.text, quote if here else "", _heading_end(clause))
    attributes = _attributes(clause, here)
    depth = min(len(clause.path), 3)
    if clause.kind == "heading":
        level = 3 + depth
        return f'<h{level} {attributes} data-depth="{depth}">{text}</h{level}>'
    return f'<p {attributes} data-depth="{depth}">{text}</p>'


def marker(label: str) -> str:
    """The number the document sets before a clause, from the end of its address: 三（一）2 → 2."""
    match = LAST_NUMBER.search(label)
    if match is None:
        return ""
    if match["ordinal"]:
        return f"{match['ordinal']} "
    if match["bracketed"]:
        return match["bracketed"]
    return f"{match['chinese']}、" if match["chinese"] else f"{match['digits']}."


def _number_html(clause: Clause) -> str:
    number = marker(clause.label)
    if not number or clause.text.startswith(number.strip()):
        return ""
    return f'<span class="pk-number">{escape(number)}</span>'


def _attributes(clause: Clause, here: bool) -> str:
    classes = f"pk-clause pk-kind-{clause.kind}{' pk-here' if here else ''}"
    current = ' aria-current="true" tabindex="-1"' if here else ""
    return f'id="{anchor(clause.id)}" class="{classes}"{current}'


def _heading_end(clause: Clause) -> int:
    """Where the clause's own heading words stop in its text; 0 when they do not open it."""
    if not clause.heading or clause.kind == "heading":
        return 0
    at = clause.text.find(clause.heading)
    # A number such as （一） or 12. may stand before the heading, nothing longer.
    return at + len(clause.heading) if 0 <= at <= 8 else 0


def marked(text: str, quote: str, strong: int = 0) -> str:
    """Escaped text, its first `strong` characters bold, the first occurrence of `quote` in one `<mark>`."""
    at = text.find(quote) if quote else -1
    if at < 0:
        return _bold(text, 0, len(text), strong)
    end = at + len(quote)
    return (
        f"{_bold(text, 0, at, strong)}<mark>{_bold(text, at, end, strong)}</mark>{_bold(text, end, len(text), strong)}"
    )


def _bold(text: str, start: int, end: int, strong: int) -> str:
    middle = min(max(start, strong), end)
    bold = f"<strong>{escape(text[start:middle])}</strong>" if middle > start else ""
    return bold + escape(text[middle:end])


def _table_html(rows: Sequence[Clause], target: Clause | None, quote: str) -> str:
    """Rows as the document sets them; under the row to read, its sentence with the quote."""
    names = [name for name, _ in rows[0].cells]
    head = "".join(f'<th scope="col">{escape(n)}</th>' for n in names)
    head = f"<thead><tr>{head}</tr></thead>" if any(names) else ""
    body = "".join(_row_html(r, target is not None and r.id == target.id, quote) for r in rows)
    return f'<div class="pk-grid"><table>{head}<tbody>{body}</tbody></table></div>'


def _cell_html(value: str) -> str:
    """Up to four characters, a unit or a kind, stay on one line."""
    short = ' class="pk-short"' if len(value) <= 4 else ""
    return f"<td{short}>{escape(value)}</td>"


def _row_html(row: Clause, here: bool, quote: str) -> str:
    cells = "".join(_cell_html(value) for _, value in row.cells)
    said = f'<tr class="pk-said"><td colspan="{len(row.cells)}">{marked(row.text, quote)}</td></tr>'
    return f"<tr {_attributes(row, here)}>{cells}</tr>{said if here and quote else ''}"
