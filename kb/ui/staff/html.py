"""Pieces of staff views. Every text goes through `escape`; markup comes from this package alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from urllib.parse import urlencode


def link(view: str, text: str, **fields: object) -> str:
    query = f"?{urlencode(fields)}" if fields else ""
    return f'<a href="#{escape(view + query)}">{escape(text)}</a>'


def button(act: str, text: str, *, kind: str = "plain", confirm: str = "", **fields: object) -> str:
    """A button that does an act at once."""
    return f'<button type="button" class="pk-{kind}" {_data(act, confirm, fields)}>{escape(text)}</button>'


def submit(act: str, text: str, *, kind: str = "plain", confirm: str = "", form: str = "", **fields: object) -> str:
    """A button that sends its form, or the form with the id `form`, for an act."""
    of = f' form="{escape(form)}"' if form else ""
    return f'<button type="submit" class="pk-{kind}"{of} {_data(act, confirm, fields)}>{escape(text)}</button>'


def _data(act: str, confirm: str, fields: dict[str, object]) -> str:
    data: dict[str, object] = {"act": act} | ({"confirm": confirm} if confirm else {}) | fields
    return " ".join(f'data-{name}="{escape(str(value))}"' for name, value in data.items())


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, narrow: Sequence[int] = (), empty: str) -> str:
    """Cells are HTML. Below each other on a phone; `narrow` columns are not broken."""

    def cell(n: int, value: str) -> str:
        return f'<td data-name="{escape(head[n])}"{_narrow(n, narrow)}>{value}</td>'

    body = "".join(f"<tr>{''.join(cell(n, value) for n, value in enumerate(row))}</tr>" for row in rows)
    if not body:
        return f'<p class="pk-empty">{escape(empty)}</p>'
    names = "".join(f'<th scope="col"{_narrow(n, narrow)}>{escape(name)}</th>' for n, name in enumerate(head))
    return f'<div class="pk-scroll"><table class="pk-cards"><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table></div>'


def _narrow(n: int, narrow: Sequence[int]) -> str:
    return ' class="pk-narrow"' if n in narrow else ""


def tag(text: str, kind: str = "") -> str:
    return f'<span class="pk-tag" data-kind="{escape(kind)}">{escape(text)}</span>'


def options(choices: Mapping[str, str], chosen: str) -> str:
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in choices.items()
    )


def shortened(text: str, most: int = 120) -> str:
    """Escaped, on one line, cut."""
    flat = " ".join(text.split())
    return escape(flat if len(flat) <= most else f"{flat[:most]}…")


def warnings(lines: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<ul class="pk-warn" role="note">{items}</ul>' if items else ""
