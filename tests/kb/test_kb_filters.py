"""Filters: exact, applied inside both searches, the same wherever one can search; a slip is one clear error."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from kb import cli
from kb.errors import FilterError
from kb.filters import Filter, make_filter
from kb.langchain_retriever import PolicyRetriever
from kb.service import KnowledgeBase
from kb.settings import load

OLD = """某市示例局关于示例企业奖励办法

第一条 首次认定的示例企业，一次性奖励十万元。
第二条 本办法自2020年1月1日起施行，有效期至2022年12月31日。
"""
NEW = """乙市示例局关于示例企业奖励规定

第一条 首次认定的示例企业，一次性奖励三十万元。
第二条 本规定自2023年1月1日起施行。
"""
LATER = """某市示例局关于示例企业贴息通知

第一条 首次认定的示例企业，给予奖励四十万元的贷款贴息。
第二条 本通知自2030年1月1日起施行。
"""
FILLER = "某市示例局关于示例企业奖励的汇编\n\n" + "\n".join(
    f"第{n}条 首次认定的示例企业奖励，一次性奖励办理事项第{n}项，示例企业奖励奖励。" for n in "一二三四五六七八九"
)


@pytest.fixture(scope="module", params=["e5-small", "none"])
def base(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> KnowledgeBase:
    folder: Path = tmp_path_factory.mktemp("filters")
    texts = {"old.txt": OLD, "new.txt": NEW, "later.txt": LATER}
    filler = FILLER.splitlines()
    texts |= {f"f{n}.txt": "\n".join([filler[0] + str(n), *filler[1:]]) for n in range(30)}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    opened = KnowledgeBase.open(load(home=folder / "home", embedding=request.param))
    opened.ingest([folder / name for name in texts])
    return opened


def ids(base: KnowledgeBase) -> dict[str, str]:
    return {d.title.split("示例企业")[1]: d.id for d in base.documents()}


def test_k_results_come_though_others_are_nearer(base: KnowledgeBase) -> None:
    wanted = ids(base)["奖励规定"]
    question = "首次认定的示例企业奖励办理事项"
    assert wanted not in {hit.clause.document_id for hit in base.search(question, 2)}
    hits = base.search(question, 2, Filter(documents=(wanted,)))
    assert {hit.clause.document_id for hit in hits} == {wanted}
    assert len(hits) == (2 if hits[0].dense else 1)  # by words alone only what has one of them
    assert [one for one, _ in base.search_documents(question, 9, Filter(documents=(wanted,)))] == [wanted]


def test_each_condition(base: KnowledgeBase) -> None:
    documents = {d.id: d for d in base.documents()}
    known = ids(base)
    assert base.allowed(Filter()) is None
    assert base.allowed(None) is None
    assert base.allowed(make_filter(kinds=["规定"])) == {known["奖励规定"]}
    assert base.allowed(make_filter(kinds=["rules", "通知"])) == {known["奖励规定"], known["贴息通知"]}
    for field in ("region", "issuer"):
        there = getattr(documents[known["奖励规定"]], field)
        assert there, field
        same = {d.id for d in documents.values() if getattr(d, field) == there}
        assert base.allowed(make_filter(**{f"{field}s": [there]})) == same
    assert base.allowed(make_filter([known["奖励规定"]], ["通知"])) == set()


@pytest.mark.parametrize(
    ("day", "there", "gone"),
    [
        ("2021-06-01", {"奖励办法"}, {"奖励规定", "贴息通知"}),
        ("2022-12-31", {"奖励办法"}, {"奖励规定"}),
        ("2023-01-01", {"奖励规定"}, {"奖励办法", "贴息通知"}),
        ("2031-01-01", {"奖励规定", "贴息通知"}, {"奖励办法"}),
    ],
)
def test_valid_on_a_day(base: KnowledgeBase, day: str, there: set[str], gone: set[str]) -> None:
    known = ids(base)
    allowed = base.allowed(make_filter(valid_on=day))
    assert allowed is not None
    assert {known[name] for name in there} <= allowed
    assert not {known[name] for name in gone} & allowed
    assert {hit.clause.document_id for hit in base.search("示例企业奖励", 50, make_filter(valid_on=day))} <= allowed


def test_an_answer_stays_inside(base: KnowledgeBase) -> None:
    question = "首次认定的示例企业一次性奖励多少万元"
    for name, amount in (("奖励办法", "十万元"), ("奖励规定", "三十万元")):
        answer = base.ask(question, filter=Filter(documents=(ids(base)[name],)))
        assert amount in answer.text
        assert {c.document_id for c in answer.citations} == {ids(base)[name]}


def test_a_document_outside_is_not_answered_by_another(base: KnowledgeBase) -> None:
    inside = Filter(documents=(ids(base)["奖励规定"],))
    answer = base.ask("某市示例局关于示例企业奖励办法第一条说了什么", filter=inside)
    assert answer.abstained
    assert "不在所选范围" in answer.text
    nothing = base.ask("首次认定奖励多少", filter=Filter(documents=inside.documents, kinds=("notice",)))
    assert nothing.abstained
    assert base.search("首次认定奖励", 5, Filter(documents=inside.documents, kinds=("notice",))) == ()


def test_no_filter_is_as_before(base: KnowledgeBase) -> None:
    question = "首次认定的示例企业奖励多少"
    assert base.search(question) == base.search(question, filter=Filter())
    one, two = (base.ask(question, filter=f).to_json() | {"latency_ms": 0} for f in (None, Filter()))
    assert one == two


def test_a_filter_can_be_no_slip_of_the_pen(base: KnowledgeBase) -> None:
    for bad in (Filter(documents=("d_none",)), Filter(regions=("丙市",)), Filter(issuers=("丙局",))):
        with pytest.raises(FilterError, match="没有"):
            base.search("奖励", 5, bad)
        with pytest.raises(FilterError, match="没有"):
            base.ask("奖励多少", filter=bad)
    with pytest.raises(FilterError, match="文种"):
        make_filter(kinds=["xx"])
    with pytest.raises(FilterError, match="2025-06-30"):
        make_filter(valid_on="明天")


def test_langchain_filters_and_shows_neighbours(base: KnowledgeBase) -> None:
    retriever = PolicyRetriever(base=base, k=1, filter=Filter(valid_on=date(2021, 6, 1), kinds=("measures",)))
    (found,) = retriever.invoke("首次认定的示例企业奖励")
    assert "十万元" in found.page_content
    assert "2020年1月1日" in found.metadata["after"]


def test_commands_take_filters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(OLD, "utf-8")
    (tmp_path / "b.txt").write_text(NEW, "utf-8")
    home = ["--home", str(tmp_path / "home")]
    with KnowledgeBase.open(load(home=tmp_path / "home", embedding="none")) as base:
        base.ingest([tmp_path / "a.txt", tmp_path / "b.txt"])
        known = ids(base)
    limit = [*home, "--valid-on", "2024-01-01", "--json"]
    assert cli.main(["search", "示例企业奖励", *limit]) == 0
    hits = json.loads(capsys.readouterr().out)
    assert {hit["document_id"] for hit in hits} == {known["奖励规定"]}
    first = next(hit for hit in hits if hit["label"] == "第一条")
    assert first["after"]["label"] == "第二条"
    assert "施行" in first["after"]["text"]
    assert cli.main(["ask", "首次认定的示例企业奖励多少万元", *limit]) == 0
    assert "三十万元" in json.loads(capsys.readouterr().out)["answer"]
    rows, run = tmp_path / "q.jsonl", tmp_path / "run"
    rows.write_text('{"id": "1", "question": "示例企业奖励"}\n', "utf-8")
    assert cli.main(["retrieve", str(rows), "-o", str(run), "--by", "document", *limit]) == 0
    assert [line.split()[2] for line in run.read_text("utf-8").splitlines()] == [known["奖励规定"]]
    capsys.readouterr()
    kept = run.read_bytes()
    for bad in (["--document", "d_none"], ["--valid-on", "2024-13-01"], ["--kind", "xx"]):
        for command in (["search", "奖励"], ["ask", "奖励"], ["retrieve", str(rows), "-o", str(run)]):
            assert cli.main([*command, *home, *bad]) == 2
            (line,) = [one for one in capsys.readouterr().err.splitlines() if not one.startswith("提示")]
            assert line.startswith("错误")
    assert run.read_bytes() == kept
