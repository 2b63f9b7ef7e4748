"""The document as HTML: anchors, the mark, numbers, tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_ui_render import Tree
from ui_sample import CLAUSES, DOCUMENT, EVIL, EVIL_DOCUMENT, GRANT, HOSTILE, ROW

from ingest.pipeline import parse_file
from kb.ui.reader import anchor, document_html, marked, marker

PLAN = next((Path(__file__).parents[2] / "documents").glob("*科技创新规划.txt"))


def marks(html: str) -> list[str]:
    return [Tree(m).text for m in re.findall(r"<mark>(.*?)</mark>", html, re.DOTALL)]


def test_each_clause_has_its_anchor_and_text_in_order() -> None:
    html = document_html(DOCUMENT, CLAUSES)
    tree = Tree(html)
    assert [a["id"] for a in tree.classed("pk-clause")] == [anchor(c.id) for c in CLAUSES]
    at = -1
    for clause in CLAUSES:
        if not clause.cells:
            at = tree.text.index(clause.text, at + 1)


def test_the_mark_is_exactly_the_quote_and_only_in_the_target() -> None:
    quote = "对再次认定的，给予6万元奖补"
    html = document_html(DOCUMENT, CLAUSES, GRANT, quote)
    assert marks(html) == [quote]
    [here] = Tree(html).classed("pk-here")
    assert here["id"] == anchor(GRANT.id)
    assert here["aria-current"] == "true"


def test_a_quote_over_the_heading_and_the_text_is_one_mark() -> None:
    quote = "示例奖补。对首次"
    assert marks(document_html(DOCUMENT, CLAUSES, GRANT, quote)) == [quote]


@pytest.mark.parametrize("quote", ["", "不在条款里的话"])
def test_without_the_quote_nothing_is_marked(quote: str) -> None:
    html = document_html(DOCUMENT, CLAUSES, GRANT, quote)
    assert "<mark>" not in html
    assert Tree(html).classed("pk-here")


def test_the_place_is_shown_above() -> None:
    head = document_html(DOCUMENT, CLAUSES, GRANT, "").split("</header>")[0]
    text = Tree(head + "</header>").text
    for part in (DOCUMENT.title, "某政办发〔2030〕1号", "2030年1月2日", GRANT.label, *GRANT.path):
        assert part in text


def test_a_row_stands_in_its_table_and_its_sentence_is_marked() -> None:
    html = document_html(DOCUMENT, CLAUSES, ROW, ROW.text)
    tree = Tree(html)
    assert {"table", "th", "td"} <= {tag for tag, _ in tree.tags}
    assert marks(html) == [ROW.text]


def test_hostile_document_is_inert() -> None:
    html = document_html(EVIL_DOCUMENT, (EVIL,), EVIL, EVIL.text[2:-1])
    tree = Tree(html)
    assert {tag for tag, _ in tree.tags}.isdisjoint({"script", "img", "b"})
    assert not [n for _, attrs in tree.tags for n in attrs if n.startswith("on")]
    assert HOSTILE in tree.text
    assert marks(html) == [EVIL.text[2:-1]]


@given(st.text(min_size=1, max_size=40), st.data())
def test_marking_loses_no_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    quote = text[start : data.draw(st.integers(start + 1, len(text)))]
    strong = data.draw(st.integers(0, len(text)))
    html = marked(text, quote, strong)
    plain = text.replace("\x00", "\ufffd")
    assert Tree(html).text.replace("\x00", "\ufffd") == plain
    assert [m.replace("\x00", "\ufffd") for m in marks(html)] == [quote.replace("\x00", "\ufffd")]


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("三", "三、"),
        ("一（二）", "（二）"),
        ("一（一）12", "12."),
        ("第十七条", "第十七条 "),
        ("第十七条之一", "第十七条之一 "),
        ("第二章", "第二章 "),
        ("第十七条第二款第（三）项", ""),
        ("一（一）第1段", ""),
        ("前言", ""),
        ("二（三）表1", ""),
        ("二（三）表1第2行", ""),
    ],
)
def test_the_number_of_a_clause(label: str, number: str) -> None:
    assert marker(label) == number


def test_numbers_agree_with_the_headings_that_clauses_of_the_plan_name() -> None:
    """A path step is written with the number the document has; the reading pane must set the same."""
    [parsed] = parse_file(PLAN)
    shown = Tree(document_html(parsed.document, parsed.clauses)).text
    titles = {c.heading for c in parsed.clauses if c.kind == "table"}
    steps = {step for c in parsed.clauses for step in c.path} - titles
    assert steps
    assert [s for s in steps if s not in shown] == []
