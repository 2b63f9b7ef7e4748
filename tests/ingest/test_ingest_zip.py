"""ZIP archives, files whose names lie, and older office files."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

import pytest
from docx import Document

from ingest.errors import SourceBroken, SourceEmpty, SourceUnsupported
from ingest.pipeline import discover, parse_file
from ingest.types import Parsed, Unread

TEXT = "某市示例规划\n一、示例\n做好“示例”工作。\n"
PAGE = f"<!DOCTYPE html><html><body><h1>某市示例局示例通知</h1><p>一、{'示例企业可以申请补贴。' * 5}</p></body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
MakePdf = Callable[[Sequence[Sequence[str]]], bytes]


def parse(path: Path, unread: list[Unread] | None = None) -> list[Parsed]:
    return list(parse_file(path, [].append if unread is None else unread.append))


def zipped(members: dict[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def write(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def docx() -> bytes:
    file = io.BytesIO()
    document = Document()
    document.add_paragraph("某市示例办法")
    document.add_paragraph("一、做好示例工作。")
    document.save(file)
    return file.getvalue()


def test_members_are_documents(tmp_path: Path, make_pdf: MakePdf) -> None:
    inner = zipped({"深处/c.txt": TEXT.replace("规划", "方案")})
    members: dict[str, bytes | str] = {
        "a.txt": TEXT,
        "文件/b.docx": docx(),
        "文件/d.pdf": make_pdf([["某市示例意见", "一、示例", "做好示例工作。"]]),
        "内.zip": inner,
        "__MACOSX/._a.txt": "x",
        ".DS_Store": "x",
        "说明.exe": "x",
    }
    unread: list[Unread] = []
    parsed = parse(write(tmp_path / "包.zip", zipped(members)), unread)
    assert sorted(p.source.name for p in parsed) == [
        "包.zip/a.txt",
        "包.zip/内.zip/深处/c.txt",
        "包.zip/文件/b.docx",
        "包.zip/文件/d.pdf",
    ]
    assert {p.document.title for p in parsed} == {"某市示例规划", "某市示例办法", "某市示例意见", "某市示例方案"}
    assert unread == [Unread("包.zip/说明.exe", "压缩包里的“说明.exe”不是可以导入的文件，已跳过。")]
    assert not any(p.warnings for p in parsed)


def test_names_in_gbk(tmp_path: Path) -> None:
    """Archives made on Chinese Windows: names in GBK, without the mark of UTF-8."""
    data = zipped({"XXXX.txt": TEXT})
    name = "示例".encode("gbk")
    assert len(name) == 4
    parsed = parse(write(tmp_path / "a.zip", data.replace(b"XXXX", name)))
    assert [p.source.name for p in parsed] == ["a.zip/示例.txt"]


def test_paths_that_climb_out(tmp_path: Path) -> None:
    data = zipped({"../../../etc/示例.txt": TEXT, "/root/示例二.txt": TEXT, "..\\..\\示例三.txt": TEXT})
    parsed = parse(write(tmp_path / "a.zip", data))
    assert sorted(p.source.name for p in parsed) == ["a.zip/etc/示例.txt", "a.zip/root/示例二.txt", "a.zip/示例三.txt"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.zip"]


def test_bombs(tmp_path: Path) -> None:
    bomb = zipped({"a.txt": b"\0" * 60_000_000})
    with pytest.raises(SourceBroken, match="压缩炸弹"):
        parse(write(tmp_path / "a.zip", bomb))
    lie = bytearray(zipped({"a.txt": b"x" * 60_000_000, "b.txt": TEXT}))
    at = lie.find(b"PK\x01\x02")
    lie[at + 24 : at + 28] = struct.pack("<I", 10)  # the directory says ten bytes
    unread: list[Unread] = []
    assert [parsed.source.name for parsed in parse(write(tmp_path / "b.zip", bytes(lie)), unread)] == ["b.zip/b.txt"]
    assert [member.name for member in unread] == ["b.zip/a.txt"]
    data = zipped({"a.txt": TEXT})
    for _ in range(3):
        data = zipped({"a.zip": data})
    unread.clear()
    assert parse(write(tmp_path / "c.zip", data), unread) == []
    assert [member.name for member in unread] == ["c.zip/a.zip/a.zip"]
    assert "嵌套过深" in unread[0].reason


def test_archive_with_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(SourceEmpty, match="没有可以导入的文件"):
        parse(write(tmp_path / "a.zip", zipped({})))
    with pytest.raises(SourceBroken, match="已损坏"):
        parse(write(tmp_path / "a.zip", zipped({"a.txt": TEXT})[:-30]))


def test_member_that_is_broken_does_not_stop_the_others(tmp_path: Path) -> None:
    data = zipped({"b.pdf": b"%PDF-1.4 nonsense", "c.docx": b"nothing", "d.txt": " \n", "e.html": "", "a.txt": TEXT})
    unread: list[Unread] = []
    (parsed,) = parse(write(tmp_path / "a.zip", data), unread)
    assert parsed.source.name == "a.zip/a.txt"
    assert [member.name for member in unread] == [f"a.zip/{name}" for name in ("b.pdf", "c.docx", "d.txt", "e.html")]
    assert all(PurePath(member.name).name in member.reason and member.reason.endswith("。") for member in unread)


def test_a_library_that_trips_over_a_member_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trip(data: bytes, name: str) -> None:
        raise KeyError("x")

    monkeypatch.setattr("ingest.loaders.docx.load_docx", trip)
    unread: list[Unread] = []
    parsed = parse(write(tmp_path / "a.zip", zipped({"a.docx": docx(), "b.txt": TEXT})), unread)
    assert [one.source.name for one in parsed] == ["a.zip/b.txt"]
    assert "KeyError" in unread[0].reason


@pytest.mark.parametrize(
    ("name", "make", "kind"),
    [
        ("a.pdf", lambda: PAGE.encode(), "网页"),
        ("a.doc", lambda: PAGE.encode(), "网页"),
        ("a.xls", lambda: PAGE.encode(), "网页"),
        ("a.txt", lambda: PAGE.encode(), "网页"),
        ("a.html", docx, "Word"),
        ("a.zip", docx, "Word"),
    ],
)
def test_wrong_extension(tmp_path: Path, name: str, make: Callable[[], bytes], kind: str) -> None:
    (parsed,) = parse(write(tmp_path / name, make()))
    assert parsed.warnings[0].startswith("扩展名与内容不符")
    assert kind in parsed.warnings[0]
    assert parsed.clauses[0].label == "一"


def test_word_file_named_doc_is_just_read(tmp_path: Path) -> None:
    (parsed,) = parse(write(tmp_path / "a.doc", docx()))
    assert parsed.warnings == ()


def test_pdf_named_docx(tmp_path: Path, make_pdf: MakePdf) -> None:
    (parsed,) = parse(write(tmp_path / "a.docx", make_pdf([["某市示例意见", "一、示例", "做好示例工作。"]])))
    assert "PDF" in parsed.warnings[0]
    assert parsed.clauses[0].page == 1


@pytest.mark.parametrize(
    ("name", "data", "error", "words"),
    [
        ("a.zip", b"Rar!\x1a\x07\x00" + b"\0" * 20, SourceUnsupported, "RAR"),
        ("a.docx", b"7z\xbc\xaf\x27\x1c" + b"\0" * 20, SourceUnsupported, "7z"),
        ("a.docx", zipped({"ppt/presentation.xml": "x"}), SourceUnsupported, "演示文稿"),
        ("a.pdf", zipped({"OFD.xml": "x"}), SourceUnsupported, "OFD"),
        ("a.doc", OLE + "EncryptedPackage".encode("utf-16-le"), SourceBroken, "密码"),
        ("a.doc", OLE + "PowerPoint Document".encode("utf-16-le"), SourceUnsupported, "演示文稿"),
        ("a.png", b"no picture", SourceBroken, "已损坏"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, SourceBroken, "已损坏"),
        ("a.mht", b"MIME-Version: 1.0\r\n\r\nx", SourceBroken, "没有网页"),
    ],
)
def test_one_clear_error(tmp_path: Path, name: str, data: bytes, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        parse(write(tmp_path / name, data))
    assert name in str(caught.value)
    assert str(caught.value).endswith("。")


def test_old_word_without_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("a.doc", "a.wps", "a.docx"):
        with pytest.raises(SourceUnsupported, match="LibreOffice"):
            parse(write(tmp_path / name, OLE + "WordDocument".encode("utf-16-le")))


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for LibreOffice is a shell script")
def test_old_word_with_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in that writes what LibreOffice would, or fails."""
    write(tmp_path / "converted.docx", docx())
    program = tmp_path / "soffice"
    program.write_text(
        '#!/bin/sh\nwhile [ $# -gt 1 ]; do [ "$1" = --outdir ] && out=$2; [ "$1" = --convert-to ] && kind=$2; shift; done\n'
        f'grep -q broken "$1" && exit 1\nmkdir -p "$out" && cp "{tmp_path}/converted.$kind" "$out/source.$kind"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    (parsed,) = parse(write(tmp_path / "旧.doc", OLE + "WordDocument".encode("utf-16-le")))
    assert (parsed.document.title, parsed.source.name) == ("某市示例办法", "旧.doc")
    with pytest.raises(SourceBroken, match="无法转换"):
        parse(write(tmp_path / "坏.doc", OLE + b"broken"))


def test_discover_finds_the_formats(tmp_path: Path) -> None:
    names = ["a.html", "b.docx", "c.xlsx", "d.csv", "e.zip", "f.png", "g.jpg", "h.doc", "i.wps", "j.HTM"]
    for name in names:
        write(tmp_path / name, TEXT)
    assert [path.name for path in discover([tmp_path])] == names
