"""Cross-references are found, resolved, and never taken for headings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.ids import digest
from ingest.markers import read_marker
from ingest.numerals import from_int
from ingest.pipeline import parse_source
from ingest.references import find_references
from ingest.resolve import Resolver
from ingest.types import Clause, Parsed, Source

Parse = Callable[..., Parsed]


@pytest.mark.parametrize(
    ("text", "said", "document", "addresses"),
    [
        ("依照本办法第五条第二款规定", "本办法第五条第二款", None, [{"条": 5, "款": 2}]),
        ("依据本条例第十条执行", "本条例第十条", None, [{"条": 10}]),
        ("违反本规定第三条至第五条的", "本规定第三条至第五条", None, [{"条": 3}, {"条": 4}, {"条": 5}]),
        ("《某法》第三十二条规定的", "《某法》第三十二条", "某法", [{"条": 32}]),
        ("《某法》（某发〔2030〕1号）第二条", "《某法》（某发〔2030〕1号）第二条", "某法", [{"条": 2}]),
        ("依照示例管理法第六条处理", "示例管理法第六条", "示例管理法", [{"条": 6}]),
        ("第五条第一、二款", "第五条第一、二款", None, [{"条": 5, "款": 1}, {"条": 5, "款": 2}]),
        ("第十条第（一）、（三）项", "第十条第（一）、（三）项", None, [{"条": 10, "项": 1}, {"条": 10, "项": 3}]),
        ("第五条（二）、（三）项所要求的", "第五条（二）、（三）项", None, [{"条": 5, "项": 2}, {"条": 5, "项": 3}]),
        ("第五条第（二）（四）项中的", "第五条第（二）（四）项", None, [{"条": 5, "项": 2}, {"条": 5, "项": 4}]),
        ("第（二）至第（四）项的", "第（二）至第（四）项", None, [{"项": 2}, {"项": 3}, {"项": 4}]),
        ("符合第二章、第三章第一节的规定", "第二章、第三章第一节", None, [{"章": 2}, {"章": 3, "节": 1}]),
        ("按照本通知第二部分", "本通知第二部分", None, [{"部分": 2}]),
        ("第十二条至十四条", "第十二条至十四条", None, [{"条": 12}, {"条": 13}, {"条": 14}]),
        ("详见附件2", "附件2", None, [{"附件": 2}]),
    ],
)
def test_found(text: str, said: str, document: str | None, addresses: list[dict[str, int]]) -> None:
    (reference,) = find_references(text)
    assert reference.text == text[reference.start : reference.end] == said
    assert reference.document == document
    assert [dict(address.numbers) for address in reference.addresses] == addresses


def test_items_of_the_article_named_before() -> None:
    (article, item) = find_references("违反第五条所列第（二）项的")
    assert dict(item.addresses[0].numbers) == {"条": 5, "项": 2}
    assert (article.text, item.text) == ("第五条", "第（二）项")


def test_branch_of_an_article() -> None:
    (reference,) = find_references("本法第一百二十条之一第一款")
    assert (reference.addresses[0].branch, reference.addresses[0].get("款")) == (1, 1)


def test_another_law_goes_on_after_a_comma() -> None:
    references = find_references("依照《某法》第三条，第五条和示例法第六条处理")
    assert [(r.document, r.text) for r in references] == [
        ("某法", "《某法》第三条"),
        ("某法", "第五条"),
        ("示例法", "示例法第六条"),
    ]


@pytest.mark.parametrize(
    "text", ["第一条生产线建成", "第一项工作是", "第一款项目", "第一条例", "安全附件应当检查", "附件：1.某表"]
)
def test_not_a_reference(text: str) -> None:
    assert find_references(text) == ()


def statute(parse_text: Parse) -> tuple[Resolver, list[Clause]]:
    parsed = parse_text(
        "某市示例办法\n第一章 总则\n第一条 根据《某省示例条例》（以下简称《条例》）第八条，制定本办法。\n"
        "第二条 申请人应当符合下列条件：\n（一）在本市；\n（二）有场所。\n前款规定之外的，不予受理。\n"
        "第二章 管理\n第三条 违反前条规定的，责令改正。\n第四条 本办法第二条第一款第（二）项、第二条第三款、本章和第九条另有规定的除外。\n"
        "第五条 依照《条例》第二十条、《某市示例办法》第一条处理。\n"
    )
    return Resolver(parsed.document.title, parsed.clauses), list(parsed.clauses)


def test_resolved(parse_text: Parse) -> None:
    resolver, clauses = statute(parse_text)
    by_label = {clause.label: clause for clause in clauses}

    def meant(label: str) -> list[tuple[str, list[tuple[str, bool]]]]:
        found = resolver.references(by_label[label])
        return [(r.reference.text, [(t.label, t.exact) for t in r.targets]) for r in found]

    assert meant("第二条") == [("前款", [("第二条", True)])]
    assert meant("第三条") == [("前条", [("第二条", True)])]
    assert meant("第四条") == [
        ("本办法第二条第一款第（二）项、第二条第三款", [("第二条", True), ("第二条", False)]),
        ("本章", [("第二章", True)]),
        ("第九条", []),
    ]
    assert meant("第五条")[0] == ("《条例》第二十条", [])
    assert meant("第五条")[1] == ("《某市示例办法》第一条", [("第一条", True)])
    (condition, _) = resolver.references(by_label["第五条"])
    assert condition.reference.document == "某省示例条例"  # by the short name given in 第一条


def test_parts_of_a_notice(parse_text: Parse) -> None:
    parsed = parse_text(
        "某市示例通知\n一、条件\n（一）甲条件如下。\n二、程序\n符合本通知第一条第（一）项和第二部分的，按附件办理。\n附件\n示例表\n表格内容说明。\n"
    )
    resolver = Resolver(parsed.document.title, parsed.clauses)
    clause = next(c for c in parsed.clauses if "符合" in c.text)
    labels = [[t.label for t in r.targets] for r in resolver.references(clause)]
    assert labels == [["一（一）", "二"], ["附件"]]


def test_short_name_after_a_number(parse_text: Parse) -> None:
    parsed = parse_text(
        "某市示例细则\n第一条 根据《某市关于印发示例办法的通知》（某发〔2030〕1号）（以下简称《办法》），制定本细则。\n第二条 符合《办法》第五条的，予以登记。\n"
    )
    (found,) = Resolver(parsed.document.title, parsed.clauses).references(parsed.clauses[1])
    assert found.reference.document == "某市关于印发示例办法的通知"


def test_an_annex_that_is_a_file_of_its_own(parse_text: Parse) -> None:
    parsed = parse_text(
        "某市示例通知\n各单位：\n一、标准见附件2。\n二、加强管理。\n附件：1.甲表\n2.乙表\n某市示例局\n2030年3月4日\n"
    )
    resolver = Resolver(parsed.document.title, parsed.clauses)
    (found,) = resolver.references(next(c for c in parsed.clauses if c.label == "一"))
    assert [(t.label, t.exact) for t in found.targets] == [("附件目录", False)]


_NUMERAL = st.integers(1, 99).map(from_int)
_REFERENCES = st.one_of(
    st.builds("第{}条第{}款规定的情形，".format, _NUMERAL, _NUMERAL),
    st.builds("第{}条规定的材料应当提交。".format, _NUMERAL),
    st.builds("第{}条至第{}条的规定，适用于示例。".format, _NUMERAL, _NUMERAL),
    st.builds("第{}条、第{}条所列事项".format, _NUMERAL, _NUMERAL),
    st.builds("第{}条 第{}款规定的".format, _NUMERAL, _NUMERAL),
    st.builds("第{}章规定的程序，适用于示例。".format, _NUMERAL),
    st.builds("第{}章第{}节的规定".format, _NUMERAL, _NUMERAL),
    st.builds("（{}）、（{}）项条件应当同时具备。".format, _NUMERAL, _NUMERAL),
    st.builds("（{}）项规定的条件".format, _NUMERAL),
)


@given(_REFERENCES)
def test_a_reference_at_line_start_is_no_marker(line: str) -> None:
    assert read_marker(line) is None


@given(st.lists(_REFERENCES, min_size=1, max_size=4), st.integers(0, 3))
@settings(deadline=None, max_examples=100)
def test_a_reference_at_line_start_never_becomes_a_heading(lines: list[str], place: int) -> None:
    articles = ["第一条 为了示例，制定本办法。", "第二条 示例由某市管理。", "第三条 示例应当登记。"]
    text = "\n".join(["某市示例办法", *articles[:place], *lines, *articles[place:]])
    parsed = parse_source(Source("示例.txt", text, digest(text)))
    assert [c.label for c in parsed.clauses if c.kind == "article"] == ["第一条", "第二条", "第三条"]
    assert all(c.kind in ("article", "paragraph") and c.heading is None for c in parsed.clauses)
