"""Invariants over documents made up at random."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from ingest_invariants import check_clauses, check_coverage

from ingest.ids import digest
from ingest.pipeline import parse_source
from ingest.types import Parsed, Source

_SENTENCES = st.sampled_from(
    [
        "某市支持示例企业发展。",
        "到 2030 年，示例指标达到 3. 5%,增长明显。",
        "有下列情形之一的：",
        "依照第五条第二款规定办理；",
        "示例(试行)办法 自发布之日起施行。",
        "Research and development 投入。",
    ]
)
_MARKERS = st.sampled_from(
    [
        "一、",
        "二、",
        "（一）",
        "(二) ",
        "1.",
        "2.",
        "3．",
        "（1）",
        "①",
        "第一章 ",
        "第一条 ",
        "第二条 ",
        "问：",
        "第一步 ",
    ]
)
_PARAGRAPHS = st.builds("".join, st.lists(_SENTENCES, min_size=1, max_size=3))
_LINES = st.one_of(
    _PARAGRAPHS,
    st.builds("{}{}".format, _MARKERS, _PARAGRAPHS),
    st.builds("{}示例标题".format, _MARKERS),
    st.sampled_from(
        [
            "某市示例规划",
            "某市人民政府关于示例工作的通知",
            "某政发〔2030〕1号",
            "各区人民政府，各有关单位：",
            "现将《某市示例规划》印发给你们，请遵照执行。",
            "某市人民政府",
            "2030年1月2日",
            "（此件公开发布）",
            "附件1",
            "附件：1.示例表",
            "目录",
            "示例附件.docx",
            "版权所有 某市人民政府",
            "序号指标名称单位2025年2030年属性1示例数量家1220预期性2示例比重%-3预期性",
            "序号 指标名称 单位 2025年 2030年",
            "1 示例数量 家 12 20",
            "2 示例比重 % - 3",
            "# 示例",
            "## 第一章　总则",
            "",
            "　",
        ]
    ),
)
_TEXTS = st.lists(_LINES, min_size=1, max_size=25).map("\n".join).filter(str.strip)


def parse(text: str, name: str = "示例.txt") -> Parsed:
    return parse_source(Source(name, text, digest(text)))


@given(_TEXTS, st.sampled_from(["示例.txt", "示例.md"]))
@settings(deadline=None, max_examples=300)
def test_no_text_is_lost(text: str, name: str) -> None:
    parsed = parse(text, name)
    check_coverage(parsed)
    check_clauses(parsed)
    assert parse(text, name) == parsed


@given(st.lists(_LINES, min_size=8, max_size=60).map(" ".join).filter(str.strip))
@settings(deadline=None, max_examples=200)
def test_no_text_is_lost_from_one_line(text: str) -> None:
    parsed = parse(text)
    check_coverage(parsed)
    check_clauses(parsed)


@given(st.text(max_size=400))
@settings(deadline=None, max_examples=200)
def test_any_text_can_be_parsed(text: str) -> None:
    check_clauses(parse(text))
