"""The measures of parsing: what ships passes its targets, wrong things are counted, real pages where they are at hand."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from eval.page_metadata import compare_page
from eval.parsing import Count, Report, golden, main, pages
from ingest.types import Document

# Real pages are no part of the project; the folder that holds some may be named by this variable.
PAGES = os.environ.get("POLICY_KB_TEST_PAGES")


def test_the_golden_documents_reach_their_targets() -> None:
    report = Report()
    golden(report)
    assert {name: count.wrong for name, count in report.counts.items() if count.wrong} == {}
    assert report.counts["标题"].f1 == report.counts["条"].f1 == 1.0


def test_wrong_things_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "golden.jsonl"
    row = {
        "id": "a",
        "name": "示例.txt",
        "text": "某市示例规划\n一、甲\n甲要做好。\n二、乙\n乙要做好。\n",
        "headings": [["一", "甲"], ["二", "丙"]],
        "articles": ["第一条"],
        "absent": ["甲要做好"],
        "metadata": {"title": "某市示例规划", "number": "某发〔2030〕1号"},
    }
    path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    report = Report()
    golden(report, path)
    headings = report.counts["标题"]
    assert (headings.right, headings.found, headings.wanted, headings.f1) == (1, 2, 2, 0.5)
    assert headings.wrong == ["a 多出 二 乙", "a 缺少 二 丙"]
    assert report.counts["条"].f1 == 0.0
    assert report.counts["不应出现"].right == 0
    assert report.counts["元数据 title"].right == 1
    assert report.counts["元数据 number"].right == 0
    assert Count().f1 is None


def make_pages(folder: Path) -> Path:
    (folder / "甲.txt").write_text(
        "某市示例办法\n第一条 为了示例，制定本办法。\n第二条 申请人应当提交材料。\n", encoding="utf-8"
    )
    known = {"title": "某市示例办法", "issuer": "某市人民政府", "number": "（年度方案）", "issued_on": "2030-01-02"}
    (folder / "metadata.jsonl").write_text(json.dumps(known, ensure_ascii=False) + "\n", encoding="utf-8")
    snippets = folder / "snippets.jsonl"
    row = {"file": "甲.txt", "must": ["应当提交材料"], "must_not": ["为了 示例", "首页"]}
    snippets.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    return snippets


def test_pages_and_snippets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    snippets = make_pages(tmp_path)
    report = Report()
    pages(report, tmp_path, snippets)
    shares = {name: (count.right, count.wanted) for name, count in report.counts.items()}
    assert shares == {
        "页面 title": (1, 1),
        "页面 issuer": (0, 1),
        "页面 issued_on": (0, 1),
        "应有片段": (1, 1),
        "不应有片段": (1, 2),
    }
    assert main(["--pages", str(tmp_path), "--snippets", str(snippets), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["页面 title"]["f1"] == 1.0
    assert main([]) == 0
    assert "标题" in capsys.readouterr().out


def test_a_snippet_of_an_unknown_file_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    snippets = make_pages(tmp_path)
    snippets.write_text('{"file": "乙.txt"}\n', encoding="utf-8")
    assert main(["--pages", str(tmp_path), "--snippets", str(snippets)]) == 2
    assert "乙.txt" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wanted", "read", "right"),
    [
        ({"title": "某市某区示例管理办法"}, {"title": "关于印发某市某区示例管理办法的通知"}, True),
        ({"title": "关于示例的通知"}, {"title": "关于示例补贴的通知"}, None),
        (
            {"title": "某市示例办法", "issuer": "某市示例局（某中心）、市财政局"},
            {"title": "某市示例办法", "issuer": "某市示例局"},
            True,
        ),
        ({"title": "某市示例办法", "issuer": "某市示例局"}, {"title": "某市示例办法", "issuer": "某市财政局"}, False),
    ],
)
def test_shortened_metadata(wanted: dict[str, str], read: dict[str, str], right: bool | None) -> None:
    document = Document("d", source_name="甲.txt", sha256="0", **read)
    marks = [mark for _, _, mark in compare_page(wanted, [document])]
    assert (all(marks) if marks else None) == right


@pytest.mark.skipif(not PAGES, reason="POLICY_KB_TEST_PAGES names no folder of real pages")
def test_metadata_of_real_pages() -> None:
    report = Report()
    pages(report, Path(PAGES or ""))
    marks = [count for name, count in report.counts.items() if name.startswith("页面")]
    assert sum(count.right for count in marks) >= 0.9 * sum(count.wanted for count in marks)
