"""The plan that ships with the project: its reviewed tree, and what is easily read wrongly in it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ingest_invariants import check_clauses, check_coverage

from ingest.pipeline import parse_file
from ingest.types import Clause, Parsed

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parents[1] / "data" / "ingest" / "plan.golden.json"
REGENERATE = "POLICY_KB_TEST_REGENERATE"


def golden_form(parsed: Parsed) -> dict[str, Any]:
    document = parsed.document
    return {
        "document": {
            "id": document.id,
            "title": document.title,
            "number": document.number,
            "issuer": document.issuer,
            "issue_date": document.issue_date and document.issue_date.isoformat(),
            "recipients": document.recipients,
            "period_end": document.period_end,
        },
        "clauses": [
            {
                "id": c.id,
                "kind": c.kind,
                "label": c.label,
                "heading": c.heading,
                "path": list(c.path),
                "text": c.text,
                "scope": c.scope,
                "cells": dict(c.cells),
            }
            for c in parsed.clauses
        ],
        "passages": [{"name": p.name, "text": parsed.source.text[p.span.start : p.span.end]} for p in parsed.passages],
        "warnings": list(parsed.warnings),
    }


def by_label(parsed: Parsed, label: str) -> Clause:
    (clause,) = (clause for clause in parsed.clauses if clause.label == label)
    return clause


def test_tree_is_the_reviewed_one(plan: Parsed) -> None:
    form = golden_form(plan)
    if os.environ.get(REGENERATE):
        GOLDEN.write_text(json.dumps(form, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert form == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_regeneration_is_off() -> None:
    assert not os.environ.get(REGENERATE), f"unset {REGENERATE} and run again"


def test_invariants(plan: Parsed) -> None:
    check_coverage(plan)
    check_clauses(plan)


def test_parsing_again_gives_the_same(plan: Parsed) -> None:
    (again,) = parse_file(next((ROOT / "documents").glob("*规划.txt")))
    assert again == plan


def test_frame(plan: Parsed) -> None:
    letter = by_label(plan, "印发通知")
    assert letter.kind == "notice"
    assert letter.text.startswith(f"{plan.document.recipients}：")
    assert letter.text.endswith("2022年12月19日\n（此件公开发布）")
    assert (plan.document.issuer or "") in letter.text
    assert plan.document.period_end == 2025
    assert [p.name for p in plan.passages] == ["title", "attachment name", "attachment name", "web footer"]


def test_what_the_plan_says_about_itself(plan: Parsed) -> None:
    document = plan.document
    assert (document.kind, document.region) == ("plan", "胶州市")
    assert (document.effective_date, document.expiry_date, document.publish_date) == (None, None, None)
    assert [(r.kind, r.number) for r in document.relations] == [("based-on", None)]
    assert {place.field: place.where for place in document.provenance}["issue_date"] == "落款"


def test_levels(plan: Parsed) -> None:
    assert [c.label for c in plan.clauses if c.parent_id is None and c.kind == "heading"] == list("一二三四")
    item = by_label(plan, "三（一）2")
    assert item.path == ("三、重点工作", "（一）突出企业主体，提高科技创新能力")
    assert item.heading == "加快“双新”企业发展"
    assert item.text.startswith("加快“双新”企业发展。引导企业走高新技术")
    assert item.scope == by_label(plan, "三（一）第1段").text
    assert by_label(plan, "四（一）").heading == "加强组织领导"
    assert [by_label(plan, f"二（二）第{n}段").heading for n in range(1, 5)] == [
        "坚持企业创新主体地位",
        "坚持科技赋能重点产业",
        "坚持政产学研融合创新",
        "坚持开放合作协同创新",
    ]


def test_lost_number_is_restored_and_reported(plan: Parsed) -> None:
    assert by_label(plan, "三（三）1").heading == "建立校地融合机制"
    assert len(plan.warnings) == 1
    assert "建立校地融合机制" in plan.warnings[0]


def test_table_values(plan: Parsed) -> None:
    rows = [clause for clause in plan.clauses if clause.kind == "row"]
    assert [row.label for row in rows] == [f"二（三）表1第{n}行" for n in range(1, 6)]
    values = [(c["单位"], c["2020年"], c["2025年"]) for c in (dict(row.cells) for row in rows)]
    assert values == [
        ("%", "", "3"),
        ("家", "494", "1000"),
        ("家", "12", "20"),
        ("%", "56.28", "60"),
        ("亿元", "39", "60"),
    ]
    assert rows[3].text.endswith("（单位：%）：2020年56.28%，2025年60%，属性：预期性。")
    assert "2020年未列（原表为“-”）" in rows[0].text
    assert rows[0].path[-1] == by_label(plan, "二（三）表1").heading


def test_words_and_numbers_are_whole(plan: Parsed) -> None:
    text = "\n".join(clause.text for clause in plan.clauses)
    for whole in (
        "2.152%，",
        "5个子系统",
        "R&D经费",
        "占GDP比重",
        "494家",
        "7.3%，50%以上",
        "（61.77%）5.49",
    ):
        assert whole in text
    assert " " not in text
