"""Lists gather every clause on a topic, once, by document; and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kb.service import KnowledgeBase
from kb.settings import load

REGULATION = """# 某省示例港口条例

第一条　为了发展示例港口，制定本条例。

第二条　鼓励金融机构为示例船厂提供融资服务。

第三条　示例船厂融资的，省财政给予贴息支持。

第四条　示例船厂应当在每年三月报送安全报告。

第五条　骗取示例船厂融资贴息的，责令退回，处二万元以上五万元以下罚款。
"""
PLAN = """# 某省示例港口发展规划

一、融资支持

力争设立示例船厂融资担保基金。

二、其他任务

鼓励金融机构为示例船厂提供融资服务。

加快示例航道建设。
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("lists")
    (folder / "regulation.md").write_text(REGULATION, "utf-8")
    (folder / "plan.md").write_text(PLAN, "utf-8")
    with KnowledgeBase.open(load(home=folder / "home")) as opened:
        opened.ingest([folder / "regulation.md", folder / "plan.md"])
        yield opened


def test_all_clauses_of_all_documents_once(base: KnowledgeBase) -> None:
    answer = base.ask("示例船厂融资有哪些支持政策")
    assert answer.lead == "共3条，来自2份文件："
    assert [citation.document for citation in answer.citations] == [*["某省示例港口条例"] * 2, "某省示例港口发展规划"]
    assert answer.statements[0].group == "《某省示例港口条例》（地方性法规）"
    assert len({statement.text for statement in answer.statements}) == 3
    for other in ("安全报告", "航道", "罚款"):
        assert other not in answer.text


def test_a_fact_stays_short(plan_kb: KnowledgeBase) -> None:
    answer = plan_kb.ask("截至2020年底高新技术企业有多少家")
    assert answer.lead is None
    assert len(answer.text) <= 120


def test_the_count_is_that_of_what_is_shown(plan_kb: KnowledgeBase) -> None:
    answer = plan_kb.ask("跟融资有关的支持有哪些")
    assert answer.lead is not None
    found = re.match(r"共(\d+)条，来自(\d+)份文件", answer.lead)
    assert found is not None
    assert (int(found[1]), int(found[2])) == (len(answer.statements), 1)
    assert all(re.search("融资|投", statement.text) for statement in answer.statements)
