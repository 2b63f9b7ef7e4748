from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from ingest import metadata
from ingest.types import Parsed


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("某市“十三五”示例规划", 2020),
        ("某市“十四五”示例规划", 2025),
        ("某市“十五五”示例规划", 2030),
        ("某市国民经济和社会发展第十四个五年规划纲要", 2025),
        ("某市示例行动计划（2024—2026年）", 2026),
        ("某市示例行动计划(2024-2026年)", 2026),
        ("某市示例办法", None),
    ],
)
def test_period(title: str, year: int | None) -> None:
    assert metadata.period_end(title) == year


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022 年 12 月 19 日", date(2022, 12, 19)),
        ("二〇二二年十二月十九日", date(2022, 12, 19)),
        ("二○二二年一月三日", date(2022, 1, 3)),
        ("2022年2月30日", None),
        ("2022年", None),
    ],
)
def test_date(text: str, day: date | None) -> None:
    assert metadata.find_date(text) == day


@pytest.mark.parametrize("text", ["某政办发〔2030〕45号", "某政办发 [2030] 45 号", "某府规（2030）4号"])
def test_number(text: str) -> None:
    assert metadata.is_number_line(text)
    assert metadata.find_number(f"见{text}文") is not None


def test_notice_without_attachment(parse_text: Callable[[str], Parsed]) -> None:
    parsed = parse_text(
        "某市人民政府文件\n某政发〔2030〕1号\n某市人民政府关于\n做好示例工作的通知\n各区人民政府：\n"
        "现就示例工作通知如下：\n一、提高认识\n各区要高度重视。\n二、抓好落实\n各区要抓好落实。\n"
        "附件：1.示例表\n2.示例单\n某市人民政府\n2030年3月4日\n（此件公开发布）\n"
    )
    document = parsed.document
    assert document.title == "某市人民政府关于做好示例工作的通知"
    assert (document.number, document.issuer) == ("某政发〔2030〕1号", "某市人民政府")
    assert (document.issue_date, document.recipients) == (date(2030, 3, 4), "各区人民政府")
    assert [c.label for c in parsed.clauses] == [
        "主送机关", "前言", "一", "一第1段", "二", "二第1段", "附件目录", "落款",
    ]  # fmt: skip


def test_joint_notice(parse_text: Callable[[str], Parsed]) -> None:
    parsed = parse_text(
        "某省财政厅\n某省教育厅\n关于示例资金的通知\n各市财政局：\n现通知如下。\n某省财政厅\n某省教育厅\n2030年3月4日\n"
    )
    assert parsed.document.title == "某省财政厅 某省教育厅 关于示例资金的通知"
    assert parsed.document.issuer == "某省财政厅、某省教育厅"


def test_letter_names_the_attached_document(parse_text: Callable[[str], Parsed]) -> None:
    parsed = parse_text(
        "某市人民政府办公室关于印发《某市示例办法》的通知\n某政办发〔2030〕2号\n各区人民政府：\n"
        "现将《某市示例办法》印发给你们，请遵照执行。\n某市人民政府办公室\n2030年3月4日\n"
        "某市示例办法\n第一条 为了示例，制定本办法。\n第二条 本办法自印发之日起施行。\n"
    )
    assert parsed.document.title == "某市示例办法"
    assert parsed.document.number == "某政办发〔2030〕2号"
    assert [c.label for c in parsed.clauses] == ["印发通知", "第一条", "第二条"]


def test_statute(parse_text: Callable[..., Parsed]) -> None:
    parsed = parse_text(
        "# 某市示例条例\n\n2029年8月30日 某市第十四届人民代表大会常务委员会第三十次会议通过\n\n"
        "2029年9月29日 某省第十一届人民代表大会常务委员会第二次会议批准\n\n<!-- INFO END -->\n\n"
        "## 第一章　总则\n\n第一条 为了示例，制定本条例。\n\n"
        "## 第二章 附则\n\n第二条 本条例自公布之日起施行。\n",
        "示例.md",
    )
    assert parsed.document.title == "某市示例条例"
    assert parsed.document.issuer == "某市人民代表大会常务委员会"
    assert parsed.document.issue_date == date(2029, 9, 29)
    assert [c.label for c in parsed.clauses] == ["题注", "第一章", "第一条", "第二章", "第二条"]
    assert parsed.clauses[2].path == ("第一章 总则",)
    assert [p.name for p in parsed.passages] == ["title", "comment"]
