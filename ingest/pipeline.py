"""From paths to parsed documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from ingest.blocks import Block
from ingest.boilerplate import strip_boilerplate
from ingest.corpus import gather, parse_ready
from ingest.describe import describe, identify, page_title
from ingest.errors import SourceBroken, SourceEmpty, SourceMissing, SourceUnsupported
from ingest.frame import read_frame
from ingest.ids import digest, document_id
from ingest.layout import lay_out
from ingest.loaders import CORPUS_SUFFIXES, is_corpus, is_supported, load, supported_names
from ingest.loaders.jsonl import DocumentRow, read_rows
from ingest.outline import build_outline
from ingest.structure import clauses_of
from ingest.types import Parsed, Source, Unread

_FALLBACK_CHARS = 40


def discover(paths: Iterable[Path], skipped: Callable[[Path], None] = lambda path: None) -> list[Path]:
    """The files to read: those named, and those in the folders named, sorted, without hidden ones.

    `skipped` is told of each file inside a folder that no loader reads. Raises SourceMissing for a path
    that does not exist, SourceUnsupported for a named file no loader reads, SourceEmpty when nothing is left.
    """
    asked = list(paths)
    found: dict[Path, None] = {}
    for path in asked:
        if path.is_dir():
            for file in sorted(file for file in path.rglob("*") if file.is_file() or file.is_symlink()):
                if any(part.startswith(".") for part in file.relative_to(path).parts):
                    continue
                if file.is_dir():  # a link to a folder is not followed: it may lead round in a circle
                    continue
                if file.is_file() and is_supported(file):
                    found[file] = None
                else:
                    skipped(file)
        else:
            _check(path)
            found[path] = None
    if not found:
        names = "、".join(f"“{path}”" for path in asked)
        raise SourceEmpty(f"{names}里没有可以导入的文件（支持 {supported_names()}）。")
    return list(found)


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Changes when this package does: a file read by other code is worth reading again."""
    folder = Path(__file__).parent
    return digest("".join(file.read_text("utf-8") for file in sorted(folder.rglob("*.py"))))


def parse_file(path: Path, unread: Callable[[Unread], None] = lambda member: None) -> Iterator[Parsed]:
    """The documents in one file; `unread` is told of members of an archive that could not be read.

    Raises an IngestError when the file itself cannot be read.
    """
    _check(path)
    failed: list[Unread] = []

    def fail(member: Unread) -> None:
        failed.append(member)
        unread(member)

    try:
        if is_corpus(path):
            for entry in gather(read_rows(path)):
                if isinstance(entry, DocumentRow):
                    source = Source(path.name, entry.text, digest(entry.text))
                    yield parse_source(source, entry.id, entry.title)
                else:
                    yield parse_ready(path.name, entry)
        else:
            found = False
            for source in load(path, fail):
                parsed = parse_source(source)
                if parsed.clauses:
                    found = True
                    yield parsed
                elif source.name != path.name:
                    fail(Unread(source.name, f"“{source.name}”里没有正文，请检查是否传错了文件。"))
            if not found and not failed:
                raise SourceEmpty(f"文件“{path.name}”里没有正文，请检查是否传错了文件。")
    except OSError as error:
        raise SourceBroken(f"文件“{path.name}”无法读取（{error.strerror}），请检查权限后重试。") from error


def parse_source(source: Source, given_id: str | None = None, given_title: str | None = None) -> Parsed:
    """Parse one whole document; id and title may be given by a corpus."""
    laid_out = lay_out(source)
    stripped = strip_boilerplate(laid_out.blocks)
    facts = (*stripped.facts, *source.facts)
    frame = read_frame(stripped.blocks, page_title(facts))
    outline = build_outline(frame.body)
    identity = identify(frame, facts, given_title, _fallback_title(source, stripped.blocks))
    key = given_id or document_id(identity.title, identity.number, identity.issuer)
    text = "\n".join(block.text for block in stripped.blocks)
    structure = clauses_of(key, outline.root, frame.notices, text)
    document = describe(key, identity, frame, source, facts, structure.clauses)
    passages = sorted([*laid_out.passages, *stripped.passages, *frame.passages], key=lambda passage: passage.span.start)
    warnings = (*source.warnings, *outline.warnings, *structure.warnings)
    return Parsed(source, document, structure.clauses, tuple(passages), warnings)


def _fallback_title(source: Source, blocks: list[Block]) -> str:
    """The name of the file; for a row of a corpus, which has no file of its own, its opening words."""
    if not source.name.lower().endswith(CORPUS_SUFFIXES) or not blocks:
        return Path(source.name).stem
    return re.split(r"[，。；：！？]", blocks[0].text)[0][:_FALLBACK_CHARS]


def _check(path: Path) -> None:
    if not path.exists():
        raise SourceMissing(f"找不到“{path}”，请检查路径。")
    if not path.is_file() or not is_supported(path):
        raise SourceUnsupported(f"不支持“{path.name}”这种文件（支持 {supported_names()}），请转换后重试。")
