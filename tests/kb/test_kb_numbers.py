"""Numbers in one form, and the gate that compares them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.numbers import quantities
from kb.types import Answer, Citation, Statement
from kb.verify import holds, supported

CLAUSE = "示例企业首次通过认定的，某市一次性奖励五百万元，比例不超过百分之十。"


def forms(text: str) -> list[str]:
    return [str(quantity) for quantity in quantities(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("500万元", "五百万元"),
        ("500万元", "5,000,000元"),
        ("500万元", "５００万元"),
        ("百分之十", "10%"),
        ("千分之一", "1‰"),
        ("2亿元", "20000万元"),
        ("二十三家", "23家"),
        ("二〇二五年", "2025年"),
        ("三成", "30%"),
    ],
)
def test_one_number_in_two_spellings(one: str, other: str) -> None:
    assert len(forms(one)) == 1
    assert forms(one) == forms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("500万元", "500元"), ("10%", "10‰"), ("2025年", "2025家"), ("3个月", "3年"), ("12%", "12个百分点")],
)
def test_other_numbers_stay_apart(one: str, other: str) -> None:
    assert forms(one) != forms(other)


@given(st.integers(min_value=1, max_value=99_999))
def test_tens_of_thousands_are_counted_out(value: int) -> None:
    assert forms(f"奖励{value}万元") == forms(f"奖励{value * 10_000:,}元")


def test_numbers_come_in_order_with_their_units() -> None:
    assert forms("2025年，示例企业达到1000家，占12.5%") == ["2025年", "1000家", "12.5%"]


def citation(n: int = 1, quote: str = CLAUSE, text: str = CLAUSE) -> Citation:
    return Citation(n, "某市示例办法", None, "d", f"c{n}", "一", (), None, quote, text)


@pytest.mark.parametrize("said", ["奖励500万元。", "比例不超过10%。", "首次通过认定的有奖励。"])
def test_the_gate_lets_through_what_the_quote_says(said: str) -> None:
    assert holds(Statement(said, (1,)), [citation()])


@pytest.mark.parametrize("said", ["奖励600万元。", "奖励500元。", "比例不超过12%。", "2024年奖励500万元。"])
def test_the_gate_stops_a_number_that_the_quote_lacks(said: str) -> None:
    assert not holds(Statement(said, (1,)), [citation()])


def test_the_gate_reads_the_quote_not_the_rest_of_the_clause() -> None:
    assert not holds(Statement("奖励500万元。", (1,)), [citation(quote="比例不超过百分之十")])


def test_the_gate_stops_quotes_that_are_not_verbatim() -> None:
    assert not holds(Statement("奖励500万元。", (1,)), [citation(quote="奖励500万元")])
    assert not holds(Statement("有奖励。", (1,)), [citation(quote="")])


def test_the_gate_stops_citations_that_do_not_exist() -> None:
    assert not holds(Statement("奖励500万元。", ()), [])
    assert not holds(Statement("奖励500万元。", (1, 2)), [citation()])


def test_a_stopped_statement_takes_its_citation_and_its_words_along() -> None:
    good, bad = Statement("奖励500万元。", (1,)), Statement("奖励900万元。", (2,))
    answer = Answer("示例？", "奖励500万元。[1]\n奖励900万元。[2]", False, (good, bad), (citation(1), citation(2)), ())
    kept = supported(answer)
    assert kept.statements == (good,)
    assert [c.n for c in kept.citations] == [1]
    assert "900" not in kept.text
    whole = replace(answer, statements=(good,))
    assert supported(whole) == whole
