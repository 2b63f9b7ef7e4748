"""From when and until when documents say they are in force, what they say of others, and where it was read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from ingest.ids import digest
from ingest.kinds import kind_of, region_of
from ingest.pipeline import parse_source
from ingest.types import Document, Fact, Parsed, Source

Parse = Callable[..., Parsed]
LETTER = "某市人民政府关于示例的通知\n某政发〔2030〕1号\n各区人民政府：\n现通知如下。\n一、做好示例。\n"
SIGNED = "某市人民政府\n2030年3月4日\n"


@pytest.mark.parametrize(
    ("sentence", "effective", "expiry"),
    [
        ("本通知自2030年4月1日起施行，有效期5年。", date(2030, 4, 1), date(2035, 3, 31)),
        ("本通知自印发之日起施行，有效期三年。", date(2030, 3, 4), date(2033, 3, 3)),
        ("本通知自发布之日起30日后施行。", date(2030, 4, 3), None),
        ("本通知自2030年4月1日起实施，有效期至2032年12月31日。", date(2030, 4, 1), date(2032, 12, 31)),
        ("本通知自2030年1月31日起试行，试行期6个月。", date(2030, 1, 31), date(2030, 7, 30)),
        ("本通知由市示例局负责解释，自2030年4月1日起施行。有效期2年。", date(2030, 4, 1), date(2032, 3, 31)),
        ("上述措施自2030年4月1日起实施。", date(2030, 4, 1), None),
        ("本通知有效期1年。", None, None),  # from when is not said
        ("示例补贴标准自2030年4月1日起执行。", None, None),
        ("示例卡有效期5年。示例许可自批准之日起生效。", None, None),
        ("本市自2030年4月1日起实施示例工程。", None, None),
    ],
)
def test_validity(parse_text: Parse, sentence: str, effective: date | None, expiry: date | None) -> None:
    document = parse_text(f"{LETTER}二、{sentence}\n{SIGNED}").document
    assert (document.effective_date, document.expiry_date) == (effective, expiry)


def where(document: Document) -> dict[str, str]:
    return {place.field: place.where for place in document.provenance}


def test_where_each_field_was_read(parse_text: Parse) -> None:
    parsed = parse_text(
        f"{LETTER}二、本通知自印发之日起施行，有效期2年。\n{SIGNED}某市人民政府办公室 2030年3月8日印发\n"
    )
    document = parsed.document
    assert (document.issue_date, document.publish_date) == (date(2030, 3, 4), date(2030, 3, 8))
    assert document.effective_date == date(2030, 3, 8)
    places = where(document)
    assert places["number"] == "发文字号"
    assert places["issuer"] == places["issue_date"] == places["region"] == "落款"
    assert places["publish_date"] == "版记"
    assert places["effective_date"] == "二（自印发之日起，按印发日期推算）"
    assert places["expiry_date"] == "二（按施行日期和有效期2年推算）"
    for place in document.provenance:
        assert place.span is not None
        assert parsed.source.text[place.span.start : place.span.end].strip()
        assert getattr(document, place.field) is not None
    assert "effective_date" not in where(parse_text(LETTER + SIGNED).document)


def test_the_document_handed_over_counts_more_than_the_letter(parse_text: Parse) -> None:
    document = parse_text(
        "某市人民政府关于印发《某市示例办法》的通知\n各区人民政府：\n现将《某市示例办法》印发给你们，本通知自2030年3月4日起施行。\n"
        f"{SIGNED}某市示例办法\n第一条 为了示例，制定本办法。\n第二条 本办法自2030年6月1日起施行，有效期至2033年5月31日。\n"
    ).document
    assert document.title == "某市示例办法"
    assert (document.effective_date, document.expiry_date) == (date(2030, 6, 1), date(2033, 5, 31))


@pytest.mark.parametrize(
    ("sentence", "relations"),
    [
        ("《甲办法》（某发〔2028〕3号）同时废止。", [("repeals", "甲办法", "某发〔2028〕3号")]),
        (
            "《甲办法》、《乙规定》和《丙细则》同时废止。",
            [("repeals", t, None) for t in ("甲办法", "乙规定", "丙细则")],
        ),
        ("原某政发〔2028〕3号文件同时废止。", [("repeals", None, "某政发〔2028〕3号")]),
        ("2028年5月1日某市公布、2029年6月1日修订的《甲条例》同时废止。", [("repeals", "甲条例", None)]),
        ("根据《甲法》制定的《乙办法》同时废止。", [("repeals", "乙办法", None)]),
        ("现将《甲办法》（某发〔2028〕3号）重新发布。", [("replaces", "甲办法", "某发〔2028〕3号")]),
        ("决定对《甲办法》作如下修改：", [("amends", "甲办法", None)]),
        ("有关部门应当及时修改或者废止《甲办法》。", []),
        ("与本办法不一致的规定同时废止。", []),
    ],
)
def test_relations(parse_text: Parse, sentence: str, relations: list[tuple[str, Any, Any]]) -> None:
    parsed = parse_text(f"{LETTER}二、其他事项\n{sentence}\n{SIGNED}")
    found = parsed.document.relations
    assert [(r.kind, r.title, r.number) for r in found] == relations
    texts = {clause.id: clause.text for clause in parsed.clauses}
    assert all(r.clause_id and r.quote in texts[r.clause_id] for r in found)


def test_basis_and_amending_title(parse_text: Parse) -> None:
    basis = parse_text(
        "某市示例办法\n第一条 为了示例，根据《甲法》《乙条例》，结合本市实际，制定本办法。\n第二条 依照《丙规定》办理。\n"
    )
    assert [(r.kind, r.title) for r in basis.document.relations] == [("based-on", "甲法"), ("based-on", "乙条例")]
    title = parse_text("某市人民政府关于修改《某市示例办法》的决定\n现决定修改如下。\n一、删去第五条。\n")
    assert [(r.kind, r.title) for r in title.document.relations] == [("amends", "某市示例办法")]


def test_a_page_gives_what_the_text_does_not() -> None:
    text = "示例补贴申请指南\n一、申请对象\n企业可以申请。\n二、本指南自印发之日起施行，有效期5年。\n"
    facts = (
        Fact("publish_date", "2030-03-04 10:00", "meta PubDate"),
        Fact("issuer", "本网 某市示例局  某市财政局", "meta ContentSource"),
        Fact("number", "某示发〔2030〕9号", "page table 文号"),
        Fact("effective_date", "2030年03月10日", "page table 实施日期"),
        Fact("expiry_date", "2032年01月01日", "page table 失效日期"),
    )
    document = parse_source(Source("示例.html", text, digest(text), facts=facts)).document
    assert (document.number, document.issuer) == ("某示发〔2030〕9号", "某市示例局、某市财政局")
    assert (document.issue_date, document.publish_date) == (None, date(2030, 3, 4))
    assert (document.effective_date, document.expiry_date) == (date(2030, 3, 10), date(2032, 1, 1))
    assert where(document)["issuer"] == "meta ContentSource"


def test_a_newspaper_is_no_issuer() -> None:
    text = "示例工作动态\n今日举行示例活动。\n"
    source = Source("示例.html", text, digest(text), facts=(Fact("issuer", "某市日报", "meta ContentSource"),))
    assert parse_source(source).document.issuer is None


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("某市示例规划", "plan"),
        ("某市示例管理办法（试行）", "measures"),
        ("《某市示例办法》解读", "interpretation"),
        ("关于印发《某市示例办法》的通知", "notice"),
        ("某省示例条例", "regulation"),
        ("中华人民共和国示例法", "law"),
        ("示例补贴常见问题", "faq"),
        ("示例卡办理指南", "guide"),
        ("示例活动圆满举行", None),
    ],
)
def test_kind(title: str, kind: str | None) -> None:
    assert kind_of(title) == kind


@pytest.mark.parametrize(
    ("issuer", "title", "region"),
    [
        ("某市人民政府办公室", "", "某市"),
        ("某市某区民政局", "", "某市某区"),
        ("国务院办公厅", "", "全国"),
        (None, "2030年某市某区示例方案", "某市某区"),
        (None, "城市更新办法", None),
        (None, "关于推进示例工作的通知", None),
        ("财政部", "", "全国"),
    ],
)
def test_region(issuer: str | None, title: str, region: str | None) -> None:
    assert region_of(issuer, title) == region
