"""What counts as the same text."""

import pytest

from eval.normalise import contains, contains_whole_numbers, without_marks


@pytest.mark.parametrize(
    ("text", "snippet"),
    [
        ("发展规划 方\n案", "发展规划方案"),
        ("占比５６.２８％", "占比56.28%"),
        ("企业，高校", "企业,高校"),
        ("（一）目标：力争", "(一)目标:力争"),
        ("某市“双新”企业", '某市"双新"企业'),
        ("5～10个", "5-10个"),
        ("2021—2025年", "2021-2025年"),
        ("示例办发〔2022〕45号", "示例办发[2022]45号"),
        ("投入R&D 经费", "投入r&d经费"),
        ("示\u200b例", "示例"),
    ],
)
def test_same_text(text: str, snippet: str) -> None:
    assert contains(text, snippet)
    assert contains_whole_numbers(text, snippet)


@pytest.mark.parametrize(
    ("text", "snippet"),
    [("给予奖励", "给予补贴"), ("某市5.2亿元", "某市52亿元"), ("企业、高校", "企业,高校")],
)
def test_other_text(text: str, snippet: str) -> None:
    assert not contains(text, snippet)
    assert not contains_whole_numbers(text, snippet)


@pytest.mark.parametrize(
    ("text", "snippet"),
    [("共160家", "60家"), ("增长15.6", "15"), ("增长3.15%", "15%"), ("目标600", "60"), ("1,060家", "60家")],
)
def test_part_of_a_number_is_not_the_number(text: str, snippet: str) -> None:
    assert contains(text, snippet)
    assert not contains_whole_numbers(text, snippet)


@pytest.mark.parametrize(
    ("text", "snippet"),
    [
        ("指标 494 600", "494"),
        ("指标 494 600", "600"),
        ("2020年为160家，2025年为60家", "60家"),
        ("达到60。2025年", "60"),
        ("60", "60"),
        ("60.", "60"),
    ],
)
def test_a_whole_number_is_found(text: str, snippet: str) -> None:
    assert contains_whole_numbers(text, snippet)


def test_a_citation_mark_is_no_figure() -> None:
    assert not contains(without_marks("给予奖励 [1]。"), "1")
    assert contains(without_marks("示例办发〔2022〕45号[2]"), "〔2022〕45号")
    assert not contains(without_marks("给予[1]奖励"), "给予奖励")
