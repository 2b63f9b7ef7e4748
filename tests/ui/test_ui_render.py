"""The answer as HTML: marks, sources, escaping, states."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from ui_sample import DOCUMENT, EVIL_DOCUMENT, GRANT, HOSTILE, abstention, answer, citation, hostile_answer

from kb.types import Statement
from kb.ui import render
from kb.ui.render import Turn, answer_html, conversation_html, footnoted, turn_html
from kb.ui.welcome import welcome_html

VOID = {"br", "img", "input", "meta", "link", "hr"}


class Tree(HTMLParser):
    """Reads HTML as a browser does: tags, attribute names, text; fails on tags that do not close."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def having(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.tags if name in attrs]

    def classed(self, name: str) -> list[dict[str, str | None]]:
        return [a for a in self.having("class") if name in (a["class"] or "").split()]


def test_each_mark_is_a_button_that_opens_its_quote() -> None:
    tree = Tree(answer_html(answer()))
    chips = tree.classed("pk-cite")
    assert [c["data-quote"] for c in chips] == [c.quote for c in answer().citations]
    assert {c["type"] for c in chips} == {"button"}
    assert "查看原文" in (chips[0]["aria-label"] or "")


def test_text_of_the_answer_reads_as_the_statements_with_their_marks() -> None:
    text = Tree(answer_html(answer())).text
    assert "首次认定的示例企业，给予12万元奖补。[1]" in text
    assert "再次认定的，给予6万元奖补[2]；到2035年示例指标甲达到20家[3]。" in text


def test_a_mark_without_citation_stays_text() -> None:
    bare = replace(answer(), statements=(Statement("见附件[9]和[1]。", (1, 7)),))
    tree = Tree(answer_html(bare))
    assert "见附件[9]和[1]。" in tree.text
    assert len(tree.classed("pk-cite")) == 1


def test_sources_show_title_number_label_path_and_quote() -> None:
    text = Tree(answer_html(answer())).text
    for part in (DOCUMENT.title, DOCUMENT.number, GRANT.label, *GRANT.path, answer().citations[0].quote):
        assert part is not None
        assert part in text


def test_a_document_without_number_shows_none() -> None:
    html = answer_html(replace(answer(), citations=(citation(1, GRANT, "奖补", EVIL_DOCUMENT),)))
    assert "None" not in html


def test_notice_is_set_apart() -> None:
    html = answer_html(answer())
    assert render.NOTICE_TITLE in html
    assert "pk-notice" not in answer_html(replace(answer(), notice=None))


def test_while_streaming_there_are_no_sources_and_the_log_is_busy() -> None:
    turns = (Turn("问", answer()),)
    first = Tree(conversation_html(turns, 1))
    assert first.classed("pk-log")[0]["aria-busy"] == "true"
    assert "12万元" in first.text
    assert "6万元" not in first.text
    assert not first.classed("pk-sources")
    assert Tree(conversation_html(turns)).classed("pk-log")[0]["aria-busy"] == "false"


def test_a_question_being_looked_up_says_so() -> None:
    tree = Tree(conversation_html((Turn("问"),)))
    assert render.SEARCHING in tree.text
    assert tree.classed("pk-log")[0]["aria-busy"] == "true"


def test_abstention_looks_different_and_offers_the_nearest_clauses() -> None:
    tree = Tree(answer_html(abstention("天气")))
    assert render.ABSTAINED in tree.text
    assert len(tree.classed("pk-near")) == render.NEAREST
    assert not tree.classed("pk-cite")
    assert not tree.classed("pk-statements")


def test_error_is_one_line_and_keeps_the_question() -> None:
    tree = Tree(turn_html(Turn("原来的问题", error="问题过长。")))
    assert "原来的问题" in tree.text
    assert tree.having("data-keep")


def test_a_huge_question_is_cut_on_the_page() -> None:
    html = turn_html(Turn("长" * 100_000, error="问题过长。"))
    assert len(html) < 2000
    assert "100000" in html


def test_copied_text_has_sources_as_footnotes() -> None:
    copied = footnoted(answer())
    assert copied.startswith(answer().text)
    assert "[2] 《某市企业扶持办法（示例）》某政办发〔2030〕1号 二（一）1：“对再次认定的，给予6万元奖补”" in copied
    assert copied in {a["data-copy"] for a in Tree(answer_html(answer())).having("data-copy")}


@pytest.mark.parametrize(
    "html",
    [
        answer_html(hostile_answer("恶意")),
        answer_html(replace(hostile_answer("恶意"), abstained=True)),
        conversation_html((Turn(HOSTILE, error=HOSTILE), Turn(HOSTILE, hostile_answer(HOSTILE)))),
        welcome_html([HOSTILE], [EVIL_DOCUMENT]),
    ],
)
def test_hostile_text_is_inert(html: str) -> None:
    tree = Tree(html)
    assert {tag for tag, _ in tree.tags}.isdisjoint({"script", "img", "b"})
    assert not [n for _, attrs in tree.tags for n in attrs if n.startswith("on")]
    assert HOSTILE in tree.text
    assert not re.search(r"<script", html, re.IGNORECASE)


def test_welcome_without_documents_says_so() -> None:
    assert "还没有文件" in welcome_html([], [])
    assert "已收录文件 2 份" in welcome_html([], [DOCUMENT, EVIL_DOCUMENT])


def test_commitments_are_labelled_quietly_and_only_where_there_are() -> None:
    told = (
        Statement("给予12万元奖补。", (1,), "grant"),
        Statement("力争20家。", (1,), "aim"),
        Statement("有20家。", (1,)),
    )
    tree = Tree(answer_html(replace(answer(), statements=told)))
    assert [label["data-kind"] for label in tree.classed("pk-commitment")] == ["grant", "aim"]


def test_what_is_asked_back_is_no_refusal() -> None:
    back = replace(abstention("它有什么要求"), asks=("请问指的是哪一份文件？",))
    assert render.ASKED_BACK in answer_html(back)
    assert render.ABSTAINED not in answer_html(back)
    assert "请问指的是哪一份文件？" in answer_html(replace(answer(), asks=back.asks))


def test_who_wrote_an_answer_is_said() -> None:
    written = replace(answer(), mode="llm", model="<示例模型>")
    assert "由语言模型 &lt;示例模型&gt; 撰写" in answer_html(written)
    assert "暂时不可用" in answer_html(replace(answer(), fallback="语言模型暂时不可用"))
    assert "语言模型" not in answer_html(answer())


def test_conditions_say_how_the_asker_stands_to_them() -> None:
    told = (Statement("有固定场所。", (1,), check="not_met"), Statement("有章程。", (1,), check="unknown"))
    tree = Tree(answer_html(replace(answer(), statements=told)))
    assert [mark["data-check"] for mark in tree.classed("pk-check")] == ["not_met", "unknown"]
    assert "不符合 有固定场所。" in tree.text
