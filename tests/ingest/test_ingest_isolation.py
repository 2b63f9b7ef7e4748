"""Files are read apart: limits hold, a broken file costs one error, and the next file is read as ever."""

from __future__ import annotations

import gzip
import json
import os
import time
import zlib
from pathlib import Path

import pytest
from pypdf import PdfWriter

from ingest.errors import IngestError, SourceBroken, SourceEmpty, SourceMissing
from ingest.isolation import Limits, Reader
from ingest.pipeline import discover, parse_file

GOOD = "某市示例办法\n\n一、总则\n为支持示例企业，制定本办法。\n"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.txt"
    path.write_text(GOOD, "utf-8")
    return path


def corpus(path: Path, count: int) -> Path:
    lines = (json.dumps({"id": f"r{n}", "text": GOOD + f"第{n}段。" * 50}, ensure_ascii=False) for n in range(count))
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_it_reads_what_the_pipeline_reads(good: Path, tmp_path: Path) -> None:
    rows = corpus(tmp_path / "rows.jsonl", 30)
    with Reader() as reader:
        for path in (good, rows, good):
            assert list(reader.read(path)) == list(parse_file(path))


def test_one_process_reads_many_files(good: Path) -> None:
    with Reader() as reader:
        list(reader.read(good))
        assert reader._process is not None
        first = reader._process.pid
        for _ in range(5):
            list(reader.read(good))
        assert reader._process.pid == first


def test_documents_come_one_by_one(tmp_path: Path, good: Path) -> None:
    rows = corpus(tmp_path / "rows.jsonl", 4_000)
    with Reader() as reader:
        documents = reader.read(rows)
        assert next(documents).document.id == "r0"
        assert reader._frames.qsize() <= 8  # the rest waits in the file, not in memory
        documents.close()  # type: ignore[attr-defined]
        assert [parsed.document.title for parsed in reader.read(good)] == ["某市示例办法"]


@pytest.mark.parametrize(("name", "kind"), [("gone.txt", SourceMissing), ("empty.txt", SourceEmpty)])
def test_errors_are_those_of_the_pipeline(tmp_path: Path, name: str, kind: type[IngestError], good: Path) -> None:
    (tmp_path / "empty.txt").write_text("", "utf-8")
    with Reader() as reader:
        with pytest.raises(kind, match=name):
            list(reader.read(tmp_path / name))
        assert list(reader.read(good))


def circular_pdf() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R/Size 3>>\n"
    )


def bomb_pdf(operators: int) -> bytes:
    """A page whose small stream unpacks to very many operators."""
    stream = zlib.compress(b"BT /F1 1 Tf (a) Tj ET\n" * operators, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font"
        b"/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(stream), stream),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj%bendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 5\n0000000000 65535 f \n%btrailer<</Root 1 0 R/Size 5>>\nstartxref\n%d\n%%%%EOF" % (table, len(data))
    )


def hostile(folder: Path) -> None:
    (folder / "circular.pdf").write_bytes(circular_pdf())
    (folder / "truncated.pdf").write_bytes(bomb_pdf(10)[:200])
    (folder / "bomb.pdf").write_bytes(bomb_pdf(20_000_000))
    (folder / "text.pdf").write_text(GOOD, "utf-8")
    (folder / "pdf.txt").write_bytes(circular_pdf())
    (folder / "zip.md").write_bytes(b"PK\x03\x04" + bytes(40))
    with gzip.open(folder / "bomb.jsonl.gz", "wb", 6) as file:
        file.write(b'{"id": "1", "text": "')
        for _ in range(700):
            file.write(b"a" * 1_000_000)
        file.write(b'"}')
    for name, pages, secret in (("pages.pdf", 10_000, None), ("secret.pdf", 1, "secret")):
        writer = PdfWriter()
        for _ in range(pages):
            writer.add_blank_page(100, 100)
        if secret:
            writer.encrypt(secret)
        writer.write(folder / name)


def test_hostile_files_cost_one_clear_error_each(tmp_path: Path, good: Path) -> None:
    folder = tmp_path / "hostile"
    folder.mkdir()
    hostile(folder)
    said: dict[str, str] = {}
    with Reader(Limits(seconds=10, memory_mb=512)) as reader:
        for path in discover([folder]):
            began = time.monotonic()
            with pytest.raises(IngestError) as caught:
                list(reader.read(path))
            said[path.name] = str(caught.value)
            assert time.monotonic() - began < 15
            assert len(list(reader.read(good))) == 1
    assert set(said) == {path.name for path in folder.iterdir()}
    assert all(name in message and "\n" not in message for name, message in said.items())
    assert "密码" in said["secret.pdf"]
    assert "10000 页" in said["pages.pdf"]
    assert "512 MB" in said["bomb.jsonl.gz"]
    assert "PDF" in said["pdf.txt"]
    assert "损坏" in said["zip.md"]  # read as the archive that its first bytes say it is


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path, good: Path) -> None:
    endless = tmp_path / "endless.txt"
    endless.write_text("第一条 某市支持示例企业发展。\n" * 1_000_000, "utf-8")
    with Reader(Limits(seconds=1.5)) as reader:
        list(reader.read(good))  # starting the process is not the file's fault
        began = time.monotonic()
        with pytest.raises(SourceBroken, match="endless"):
            list(reader.read(endless))
        assert time.monotonic() - began < 6
        assert list(reader.read(good))


def test_a_reader_that_dies_is_replaced(good: Path, tmp_path: Path) -> None:
    rows = corpus(tmp_path / "rows.jsonl", 4_000)
    with Reader() as reader:
        documents = reader.read(rows)
        next(documents)
        assert reader._process is not None
        os.kill(reader._process.pid, 9)
        with pytest.raises(SourceBroken, match="rows"):
            list(documents)
        assert len(list(reader.read(good))) == 1


def test_a_link_to_a_folder_is_not_followed_and_a_dead_link_is_named(tmp_path: Path, good: Path) -> None:
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    skipped: list[Path] = []
    assert discover([tmp_path], skipped.append) == [good]
    assert [path.name for path in skipped] == ["self.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(IngestError, match="pipe"):
        list(parse_file(tmp_path / "pipe.txt"))
