"""Encodings, PDF, corpora, discovery, and the errors a user can cause."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest.errors import IngestError, SourceBroken, SourceEmpty, SourceMissing, SourceUnsupported
from ingest.pipeline import discover, parse_file
from ingest.types import Parsed

TEXT = "某市示例规划\n一、示例\n做好“示例”工作。\n"
MakePdf = Callable[[Sequence[Sequence[str]]], bytes]


def parse(path: Path) -> list[Parsed]:
    return list(parse_file(path))


def write(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    (parsed,) = parse(write(tmp_path / "a.txt", TEXT.encode(encoding)))
    assert parsed.document.title == "某市示例规划"
    assert [c.text for c in parsed.clauses] == ["示例", "做好“示例”工作。"]


def test_big_endian(tmp_path: Path) -> None:
    (parsed,) = parse(write(tmp_path / "a.md", b"\xfe\xff" + TEXT.encode("utf-16-be")))
    assert parsed.document.title == "某市示例规划"


def test_pdf(tmp_path: Path, make_pdf: MakePdf) -> None:
    head = "某市示例规划文本"
    pages = [
        [
            head,
            "某市示例规划",
            "一、示例目标",
            "到 2030 年，某市示例工作要取得明显的成效，示例水平要有",
            "- 1 -",
        ],
        [
            head,
            "较大的提高，示例企业达到 20 家。",
            "二、示例保障",
            "各单位要加强对示例工作的领导，确保各项任务落到实处。",
            "- 2 -",
        ],
        [head, "附则由示例局负责解释。", "- 3 -"],
    ]
    (parsed,) = parse(write(tmp_path / "a.pdf", make_pdf(pages)))
    assert parsed.document.title == "某市示例规划"
    assert [(c.label, c.page) for c in parsed.clauses][:3] == [("一", 1), ("一第1段", 1), ("二", 2)]
    assert parsed.clauses[1].text.endswith("示例水平要有较大的提高，示例企业达到20家。")
    names = [p.name for p in parsed.passages]
    assert names.count("page header") == 3
    assert names.count("page number") == 3


@pytest.mark.parametrize("data", [b"%PDF-1.4\nnonsense", b"no pdf at all"])
def test_broken_pdf(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(SourceBroken, match="已损坏"):
        parse(write(tmp_path / "a.pdf", data))


def test_pdf_without_text(tmp_path: Path, make_pdf: MakePdf) -> None:
    with pytest.raises(SourceEmpty, match="文字层"):
        parse(write(tmp_path / "a.pdf", make_pdf([[], []])))


def test_encrypted_pdf(tmp_path: Path, make_pdf: MakePdf) -> None:
    from pypdf import PdfReader, PdfWriter

    plain = write(tmp_path / "plain.pdf", make_pdf([["示例"]]))
    writer = PdfWriter(clone_from=PdfReader(plain))
    writer.encrypt("secret", algorithm="RC4-128")
    with (tmp_path / "a.pdf").open("wb") as file:
        writer.write(file)
    with pytest.raises(SourceBroken, match="密码"):
        parse(tmp_path / "a.pdf")


def rows_file(path: Path, rows: list[dict[str, object]]) -> Path:
    data = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    return write(path, gzip.compress(data) if path.suffix == ".gz" else data)


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_corpus(tmp_path: Path, name: str) -> None:
    rows: list[dict[str, object]] = [
        {
            "id": "1",
            "document": "某法",
            "clause": "第一条",
            "path": "第一编 总则 > 第一章 示例",
            "text": "甲。",
        },
        {"id": "x", "title": "某通知", "text": "一、示例\n做好工作。"},
        {"id": "2", "document": "另法", "clause": "第一条", "text": "乙。"},
        {"id": "3", "document": "某法", "clause": "第二条", "text": "丙。"},
    ]
    whole, first, second = parse(rows_file(tmp_path / name, rows))
    assert (whole.document.id, whole.document.title) == ("x", "某通知")
    assert [c.label for c in whole.clauses] == ["一", "一第1段"]
    assert [(c.id, c.kind, c.label, c.path) for c in first.clauses] == [
        ("1", "article", "第一条", ("第一编 总则", "第一章 示例")),
        ("3", "article", "第二条", ()),
    ]
    assert [first.source.text[c.span.start : c.span.end] for c in first.clauses] == ["甲。", "丙。"]
    assert second.document.title == "另法"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "JSON"),
        ("[1]", "对象"),
        ('{"id": "b"}', "text"),
        ('{"id": "b", "text": " "}', "text"),
        ('{"text": "示例"}', "id"),
        ('{"id": "a", "text": "示例"}', "重复"),
        ('{"id": "b", "document": "某法", "clause": "", "text": "示例"}', "clause"),
        ('{"id": "b", "document": "某法", "clause": "一", "path": 3, "text": "示例"}', "path"),
    ],
)
def test_broken_row_is_named(tmp_path: Path, line: str, what: str) -> None:
    path = write(tmp_path / "rows.jsonl", f'{{"id": "a", "text": "示例"}}\n\n{line}\n')
    with pytest.raises(SourceBroken, match=rf"rows\.jsonl”第 3 行.*{what}"):
        parse(path)


def test_broken_gzip(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(b'{"id": %d, "text": "x"}\n' % i for i in range(100)))
    for data in (b"plain", whole[:-12]):
        with pytest.raises(SourceBroken, match="gzip"):
            parse(write(tmp_path / "a.jsonl.gz", data))


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.txt", b"", SourceEmpty),
        ("a.txt", "\ufeff \n　\n", SourceEmpty),
        ("a.pdf", b"", SourceEmpty),
        ("a.jsonl", b"\n\n", SourceEmpty),
        ("a.txt", b"\xff\xfe\x00", SourceBroken),
        ("a.txt", b"\x81", SourceBroken),
        ("a.jsonl", b"\x81", SourceBroken),
        ("a.xyz", b"data", SourceUnsupported),
    ],
)
def test_errors_are_chinese(tmp_path: Path, name: str, data: bytes | str, error: type[IngestError]) -> None:
    with pytest.raises(error) as caught:
        parse(write(tmp_path / name, data))
    message = str(caught.value)
    assert name in message
    assert message.endswith("。")
    assert "Error" not in message


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match="找不到"):
        parse(tmp_path / "none.txt")
    with pytest.raises(SourceMissing, match="找不到"):
        discover([tmp_path / "none"])


def test_discover(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.pdf", "sub/d.jsonl.gz", ".hidden.txt", ".git/e.txt", "f.exe"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        write(file, TEXT)
    skipped: list[Path] = []
    found = discover([tmp_path, tmp_path / "b.txt"], skipped.append)
    assert [str(p.relative_to(tmp_path)) for p in found] == ["a.md", "b.txt", "sub/c.pdf", "sub/d.jsonl.gz"]
    assert skipped == [tmp_path / "f.exe"]
    with pytest.raises(SourceUnsupported, match=r"f\.exe"):
        discover([tmp_path / "f.exe"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceEmpty, match="没有可以导入的文件"):
        discover([tmp_path / "empty"])
