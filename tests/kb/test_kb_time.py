"""Answers by the law of a day; documents that disagree are both shown, by rank."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.types import Document
from kb import cli
from kb.hierarchy import rank
from kb.service import KnowledgeBase
from kb.settings import load

FORMER = """# 某市示例车间补贴管理办法

某市人民政府

第一条　示例车间补贴的标准为每年二十万元。

第二条　本办法自2020年1月1日起施行，有效期至2023年12月31日。
"""
PRESENT = """# 某市示例车间补贴实施细则

某市人民政府

第一条　示例车间补贴的标准为每年三十万元。

第二条　本细则自2024年1月1日起施行，有效期至2040年12月31日。
"""
COMING = """# 某市示例仓库奖励办法

某市人民政府

第一条　示例仓库奖励的标准为每年五十万元。

第二条　本办法自2039年1月1日起施行。
"""
REGULATION = """# 某省示例港口条例

第一条　示例港口的许可期限为五年。

第二条　本条例自2020年1月1日起施行。
"""
PLAN = """# 某省示例港口发展规划

一、示例港口的许可

示例港口的许可期限为三年。
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("time")
    files = {"former": FORMER, "present": PRESENT, "coming": COMING, "regulation": REGULATION, "plan": PLAN}
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    with KnowledgeBase.open(load(home=folder / "home")) as opened:
        opened.ingest([folder / f"{name}.md" for name in files])
    return folder / "home"


@pytest.fixture(scope="module")
def base(home: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(load(home=home)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("day", "figure", "other"),
    [(date(2022, 6, 1), "二十万元", "三十万元"), (date(2026, 6, 1), "三十万元", "二十万元")],
)
def test_the_rule_of_the_day(base: KnowledgeBase, day: date, figure: str, other: str) -> None:
    answer = base.ask("示例车间补贴的标准是多少万元", as_of=day)
    assert figure in answer.text
    assert other not in answer.text
    assert answer.validity is None


def test_a_former_document_that_is_named_is_shown_with_a_label(base: KnowledgeBase) -> None:
    answer = base.ask("《某市示例车间补贴管理办法》的示例车间补贴标准是多少万元", as_of=date(2026, 6, 1))
    assert "二十万元" in answer.text
    assert answer.validity is not None
    assert "已失效" in answer.validity


def test_what_is_not_yet_law_is_shown_only_with_a_label(base: KnowledgeBase) -> None:
    answer = base.ask("示例仓库奖励的标准是多少万元", as_of=date(2030, 1, 1))
    assert answer.validity is not None
    assert "2030年1月1日时尚未生效" in answer.validity
    assert base.ask("示例仓库奖励的标准是多少万元", as_of=date(2039, 6, 1)).validity is None


def test_two_documents_that_disagree(base: KnowledgeBase) -> None:
    answer = base.ask("示例港口的许可期限是多少年", as_of=date(2026, 6, 1))
    assert [citation.document for citation in answer.citations] == ["某省示例港口条例", "某省示例港口发展规划"]
    assert answer.notice is not None
    assert "《某省示例港口条例》（地方性法规，2020年1月1日）" in answer.notice
    assert "规划" in answer.notice


def test_the_command(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["ask", "示例车间补贴的标准是多少万元", "--home", str(home), "--json", "--as-of"]
    assert cli.main([*command, "2022-06-01"]) == 0
    assert "二十万元" in json.loads(capsys.readouterr().out)["answer"]
    with pytest.raises(SystemExit):
        cli.main([*command, "2022年"])


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (Document("a", "某法", "a", "", kind="law"), "法律"),
        (Document("a", "某条例", "a", "", kind="regulation", issuer="国务院"), "行政法规"),
        (Document("a", "某市某条例", "a", "", kind="regulation", region="某市"), "地方性法规"),
        (Document("a", "某市某规定", "a", "", kind="rules", issuer="某市人民代表大会常务委员会"), "地方性法规"),
        (Document("a", "某办法", "a", "", kind="measures", number="某市人民政府令第1号"), "规章"),
        (Document("a", "某意见", "a", "", kind="opinion", number="某政发〔2020〕1号"), "规范性文件"),
        (Document("a", "某规划", "a", "", kind="plan"), "规划"),
    ],
)
def test_rank(document: Document, name: str) -> None:
    assert rank(document).name == name
