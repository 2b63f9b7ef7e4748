"""What an answer says of documents that are not in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ingest.types import Document, Relation
from kb.as_of import remarks
from kb.relations import Relations

DAY = date(2026, 7, 1)
MEASURES = Document("d1", "某市示例补贴办法", "a.txt", "0", effective_date=date(2024, 1, 1))


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (MEASURES, None),
        (replace(MEASURES, effective_date=None), None),
        (replace(MEASURES, expiry_date=date(2026, 6, 1)), "有效期至2026年6月1日，2026年7月1日时已失效"),
        (replace(MEASURES, expiry_date=DAY), None),
        (replace(MEASURES, effective_date=date(2026, 8, 1)), "自2026年8月1日起施行，2026年7月1日时尚未生效"),
        (replace(MEASURES, period_end=2025), "规划期至2025年，2026年7月1日时已结束"),
        (replace(MEASURES, period_end=2026), None),
    ],
)
def test_one_document(document: Document, said: str | None) -> None:
    found = remarks([document], Relations((document,)), DAY)
    assert found is None if said is None else found is not None and said in found


def test_repealed_by_another() -> None:
    new = Document(
        "d2",
        "某市示例补贴新办法",
        "b.txt",
        "1",
        effective_date=date(2025, 1, 1),
        relations=(Relation("repeals", MEASURES.title, None, "《某市示例补贴办法》同时废止", "c1"),),
    )
    found = remarks([MEASURES, new], Relations((MEASURES, new)), DAY)
    assert found is not None
    assert "已被《某市示例补贴新办法》废止" in found
    assert found.count("注意") == 1
