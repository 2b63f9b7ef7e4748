from __future__ import annotations

import pytest

from ingest.clean import clean, clean_pieces
from ingest.types import Span


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("发展规划 方案", "发展规划方案"),
        ("发展规\n划", "发展规划"),
        ("2022 年 12 月", "2022年12月"),
        ("比重为 2. 152% ,与", "比重为2.152%，与"),
        ("5 个子系统", "5个子系统"),
        ("企业R&D 经费", "企业R&D经费"),
        ("Science Park 项目", "Science Park项目"),
        ("0 5 12", "0 5 12"),
        ("1,000 家", "1,000家"),
        ("上午9:30,下午3:00", "上午9:30，下午3:00"),
        ("示例(试行) 办法", "示例（试行）办法"),
        ("f(x) = y", "f(x) = y"),
        ("示例(61.77%) 5.49", "示例（61.77%）5.49"),
        ("达7.3%,50%以上", "达7.3%，50%以上"),
        ("看 http://example.cn/a?b=1,c", "看http://example.cn/a?b=1,c"),
        ("“甲”\u3000（乙）", "“甲”（乙）"),
        ("\ufeff示\u200b例", "示例"),
        ("２０３０年ＡＢ１０％", "2030年AB10%"),
        ("⽰例", "示例"),
        ("  ", ""),
    ],
)
def test_clean(raw: str, expected: str) -> None:
    assert clean(raw) == expected
    assert clean(expected) == expected


def test_way_back_to_the_source() -> None:
    source = "一、某 市(示 例)增长 2. 5%。"
    cleaned = clean_pieces(source, [Span(2, len(source))])
    assert cleaned.text == "某市（示例）增长2.5%。"
    start = cleaned.text.index("2.5%")
    span = cleaned.span(start, start + 4)
    assert source[span.start : span.end] == "2. 5%"


def test_pieces_are_joined_as_lines() -> None:
    source = "某市示\n- 1 -\n例 one\ntwo"
    cleaned = clean_pieces(source, [Span(0, 3), Span(10, 15), Span(16, 19)])
    assert cleaned.text == "某市示例one two"
