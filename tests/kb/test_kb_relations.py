"""Relations across documents: the same whatever the order of arrival, shown by the commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from ingest.types import Document, Relation
from kb.cli import main
from kb.codec import load_document
from kb.relations import Relations, Status
from kb.service import KnowledgeBase
from kb.settings import Settings

OLD = "某市示例办法\n第一条 为了示例，制定本办法。\n第二条 申请人应当提交材料。\n第三条 本办法自2020年1月1日起施行。\n"
NEW = (
    "某市示例管理规定\n第一条 根据《某省示例条例》第二条，制定本规定。\n第二条 违反本规定第一条的，责令改正。\n"
    "第三条 依照《某市示例办法》第二条已经受理的，继续办理。\n第四条 本规定自2030年1月1日起施行，有效期5年。《某市示例办法》同时废止。\n"
)
STATUTE = "某省示例条例\n第一条 为了示例，制定本条例。\n第二条 市人民政府可以制定办法。\n第三条 本条例自2025年7月1日起施行。\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def take_in(home: Path, texts: dict[str, str]) -> KnowledgeBase:
    folder = home.parent / "files"
    folder.mkdir(exist_ok=True)
    base = KnowledgeBase.open(Settings(home=home, embedding="none"))
    for name, text in texts.items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        base.ingest([path], embed=False)
    return base


def state(base: KnowledgeBase, title: str, on: date) -> Status:
    document = next(d for d in base.documents() if d.title == title)
    return base.relations().status(document, on)


@pytest.mark.parametrize("order", list(permutations(["old.txt", "new.txt", "statute.txt"])))
def test_repeal_whatever_came_first(home: Path, order: tuple[str, ...]) -> None:
    texts = {"old.txt": OLD, "new.txt": NEW, "statute.txt": STATUTE}
    with take_in(home, {name: texts[name] for name in order}) as base:
        assert state(base, "某市示例办法", date(2019, 12, 31)).state == "not_yet_effective"
        assert state(base, "某市示例办法", date(2029, 12, 31)).state == "in_force"
        repealed = state(base, "某市示例办法", date(2030, 1, 1))
        assert (repealed.state, repealed.since) == ("repealed", date(2030, 1, 1))
        assert repealed.by
        assert repealed.by.source.title == "某市示例管理规定"
        assert "同时废止" in repealed.by.relation.quote
        assert state(base, "某市示例管理规定", date(2030, 1, 1)).state == "in_force"
        assert state(base, "某市示例管理规定", date(2035, 1, 1)).state == "expired"


def document(title: str, relations: tuple[Relation, ...] = (), **fields: object) -> Document:
    return Document(f"d_{title}_{fields.get('number')}", title, "示例.txt", "0" * 64, relations=relations, **fields)  # type: ignore[arg-type]


def test_a_number_decides_between_equal_titles() -> None:
    first, second = (
        document("关于示例的通知", number=f"某发〔{year}〕1号", effective_date=date(year, 1, 1))
        for year in (2028, 2029)
    )
    third = document(
        "关于示例的通知",
        (Relation("repeals", "关于示例的通知", "某发[2028]1号", "同时废止"),),
        effective_date=date(2030, 1, 1),
    )
    graph = Relations([first, second, third])
    assert graph.status(first, date(2030, 1, 1)).state == "repealed"
    assert graph.status(second, date(2030, 1, 1)).state == "in_force"


def test_a_number_nobody_has_means_nobody_else() -> None:
    kept = document("关于示例的通知", number="某发〔2029〕1号", effective_date=date(2029, 1, 1))
    other = document(
        "某办法",
        (Relation("repeals", "关于示例的通知", "某发〔2027〕8号", "同时废止"),),
        effective_date=date(2030, 1, 1),
    )
    assert Relations([kept, other]).status(kept, date(2030, 1, 1)).state == "in_force"


def test_a_later_version_is_not_meant() -> None:
    later = document("某办法", number="某发〔2032〕1号", issue_date=date(2032, 1, 1), effective_date=date(2032, 1, 1))
    repealing = document("某规定", (Relation("repeals", "某办法", None, "同时废止"),), issue_date=date(2030, 1, 1))
    assert Relations([later, repealing]).edges == ()


def test_names_of_one_document() -> None:
    law = document("中华人民共和国示例法", effective_date=date(2020, 1, 1))
    handed = document("某市示例办法", effective_date=date(2020, 1, 1))
    source = document(
        "某规定",
        (
            Relation("amends", "示例法", None, "对《示例法》作修改"),
            Relation("replaces", "某市人民政府关于印发某市示例办法的通知", None, "重新发布"),
        ),
        effective_date=date(2030, 1, 1),
    )
    graph = Relations([law, handed, source])
    amended = graph.status(law, date(2030, 1, 1))
    assert (amended.state, len(amended.amended_by)) == ("in_force", 1)
    assert graph.status(handed, date(2030, 1, 1)).state == "replaced"
    assert graph.status(document("某指南"), date(2030, 1, 1)).state == "unknown"


def test_documents_stored_before_these_fields_are_read() -> None:
    stored = json.dumps(
        {"id": "d_1", "title": "某办法", "source_name": "a.txt", "sha256": "0", "issue_date": "2030-01-02"}
    )
    read = load_document(stored)
    assert (read.issue_date, read.effective_date, read.relations) == (date(2030, 1, 2), None, ())


def test_commands_show_status_and_references(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with take_in(home, {"new.txt": NEW, "old.txt": OLD, "statute.txt": STATUTE}) as base:
        ids = {d.title: d.id for d in base.documents()}
        reopened = {d.id: d for d in base.documents()}[ids["某市示例管理规定"]]
        assert reopened.expiry_date == date(2034, 12, 31)
        assert reopened.provenance[0].span is None or reopened.provenance[0].span.start >= 0

    def shown(*arguments: str) -> list[dict[str, object]]:
        assert main([*arguments, "--home", str(home), "--json"]) == 0
        rows: list[dict[str, object]] = json.loads(capsys.readouterr().out)
        return rows

    rows = {row["title"]: row for row in shown("documents")}
    old: Callable[[str], object] = rows["某市示例办法"].__getitem__
    assert old("status")["state"] == ("repealed" if date.today() >= date(2030, 1, 1) else "in_force")  # type: ignore[index]
    assert [r["kind"] for r in old("related")] == ["repeals"]  # type: ignore[attr-defined]
    assert {r["kind"]: r["document_ids"] for r in rows["某市示例管理规定"]["relations"]} == {  # type: ignore[attr-defined]
        "based-on": [ids["某省示例条例"]],
        "repeals": [ids["某市示例办法"]],
    }
    references = {row["label"]: row["references"] for row in shown("clauses", ids["某市示例管理规定"])}
    targets = {
        label: [(r["text"], [(t["document_id"], t["label"]) for t in r["targets"]]) for r in found]  # type: ignore[attr-defined]
        for label, found in references.items()
    }
    assert targets["第一条"] == [("《某省示例条例》第二条", [(ids["某省示例条例"], "第二条")])]
    assert targets["第二条"] == [("本规定第一条", [(ids["某市示例管理规定"], "第一条")])]
    assert targets["第三条"] == [("《某市示例办法》第二条", [(ids["某市示例办法"], "第二条")])]
