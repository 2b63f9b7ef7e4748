"""Files are kept as they were, under the digest their documents have."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from kb.errors import HomeError, NotFound
from kb.originals import Originals
from kb.service import KnowledgeBase
from kb.settings import load

TEXT = "某市示例办法\n\n第一条　示例企业每年奖励{}万元。\n\n第二条　本办法由某市示例局负责解释。\n"


def kept(home: Path) -> list[Path]:
    return [path for path in (home / "originals").rglob("*") if path.is_file()]


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    return KnowledgeBase.open(load(home=tmp_path / "home", embedding="none"))


def test_a_version_has_its_own_file_and_removal_takes_all(base: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT.format(1), "gb18030")
    first = file.read_bytes()
    [one] = base.ingest([file])
    assert one.document_id
    file.write_text(TEXT.format(2), "utf-8")
    base.ingest([file])
    assert base.original(one.document_id) == file.read_bytes()
    assert base.original(one.document_id, 1) == first
    base.remove(one.document_id)
    assert kept(tmp_path / "home") == []
    with pytest.raises(NotFound):
        base.original(one.document_id)


def test_a_member_of_an_archive_in_an_archive(base: KnowledgeBase, tmp_path: Path) -> None:
    def zipped(name: str, data: bytes) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(name, data)
            archive.writestr("readme.xyz", "x")
        return file.getvalue()

    text = TEXT.format(3).encode()
    (tmp_path / "a.zip").write_bytes(zipped("inner.zip", zipped("b.txt", text)))
    [one] = [done for done in base.ingest([tmp_path / "a.zip"]) if done.document_id]
    assert one.document_id
    assert base.original(one.document_id) == text
    base.remove(one.document_id)
    assert kept(tmp_path / "home") == []


def test_an_unchanged_file_of_a_home_without_originals_is_kept_later(base: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT.format(4), "utf-8")
    [one] = base.ingest([file])
    assert one.document_id
    for path in kept(tmp_path / "home"):
        path.unlink()
    assert base.original(one.document_id) is None
    [again] = base.ingest([file])
    assert not again.changed
    assert base.original(one.document_id) == file.read_bytes()


def test_a_corpus_is_not_kept(base: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": "x", "text": "某市示例办法\\n第一条　做好示例工作。"}\n', "utf-8")
    base.ingest([file])
    assert base.original("x") is None
    assert kept(tmp_path / "home") == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "x" * 64, "0" * 63])
def test_only_digests_are_looked_up(tmp_path: Path, name: str) -> None:
    originals = Originals(tmp_path)
    assert originals.read(name) is None
    assert not originals.has(name)


def test_a_file_that_has_changed_is_not_kept_under_its_former_digest(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    originals = Originals(tmp_path / "kept")
    originals.keep(tmp_path / "a.txt", "0" * 64, ["0" * 64])
    assert originals.read("0" * 64) is None
    assert kept(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "kept").write_text("a file where the folder should be")
    with pytest.raises(HomeError, match=r"a\.txt"):
        Originals(tmp_path / "kept").keep(tmp_path / "a.txt", "0" * 64, ["0" * 64])
