"""Loaders: from a file to the raw text in it, one module per kind of file.

A loader takes the bytes and the name of a file and gives a Source; an archive gives one for each document in it.
Corpora of many documents are read by `jsonl`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ingest.errors import IngestError
from ingest.loaders.archive import Report, load_archive
from ingest.loaders.sniff import KINDS, NAMES, Kind, sniff
from ingest.types import Source

Loader = Callable[[bytes, str], Source]
CORPUS_SUFFIXES = (".jsonl", ".jsonl.gz")


def load(path: Path, unread: Report) -> Iterator[Source]:
    """The documents in a file, corpora aside; `unread` is told of members of an archive that could not be read."""
    return load_bytes(path.read_bytes(), path.name, unread)


def load_bytes(data: bytes, name: str, unread: Report, depth: int = 0) -> Iterator[Source]:
    """The documents in these bytes, read as what they are, with a warning where the name says otherwise."""
    claimed = KINDS[PurePosixPath(name).suffix.lower()]
    kind = sniff(data, claimed, name)
    if kind == "zip":

        def member(data: bytes, name: str, depth: int) -> Iterator[Source]:
            return load_bytes(data, name, unread, depth)

        yield from load_archive(data, name, depth, member, _is_readable, unread)
        return
    source = loader_of(kind)(data, name)
    if kind != claimed and not {kind, claimed} <= {"docx", "xlsx", "office"}:
        warning = f"扩展名与内容不符：“{name}”的内容是{NAMES[kind]}，已按{NAMES[kind]}读取。"
        source = replace(source, warnings=(warning, *source.warnings))
    yield source


def member_of(data: bytes, sha256: str) -> bytes | None:
    """The file with this digest inside an archive, or inside an archive in it; None when it has none."""
    found: list[bytes] = []

    def look(inner: bytes, name: str, depth: int) -> Iterator[Source]:
        if hashlib.sha256(inner).hexdigest() == sha256:
            found.append(inner)
        elif not found and KINDS[PurePosixPath(name).suffix.lower()] == "zip":
            yield from load_archive(inner, name, depth, look, _is_readable, lambda _: None)

    with suppress(IngestError):  # no member becomes a document here, which is an error only to who reads documents
        list(load_archive(data, "", 0, look, _is_readable, lambda _: None))
    return found[0] if found else None


def loader_of(kind: Kind) -> Loader:
    """The loader of a kind; its libraries are imported when the first such file is read."""
    match kind:
        case "html":
            from ingest.loaders.html import load_html as loader
        case "mht":
            from ingest.loaders.mht import load_mht as loader
        case "csv":
            from ingest.loaders.sheets import load_csv as loader
        case "pdf":
            from ingest.loaders.pdf import load_pdf as loader
        case "docx":
            from ingest.loaders.docx import load_docx as loader
        case "xlsx":
            from ingest.loaders.sheets import load_xlsx as loader
        case "office":
            from ingest.loaders.office import load_office as loader
        case "image":
            from ingest.loaders.image import load_image as loader
        case _:
            from ingest.loaders.text import load_text as loader
    return loader


def _is_readable(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in KINDS


def is_corpus(path: Path) -> bool:
    return path.name.lower().endswith(CORPUS_SUFFIXES)


def is_supported(path: Path) -> bool:
    return is_corpus(path) or path.suffix.lower() in KINDS


def supported_names() -> str:
    """The suffixes that can be read, for messages to the user."""
    return "、".join([*KINDS, *CORPUS_SUFFIXES])
