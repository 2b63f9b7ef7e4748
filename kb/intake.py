"""Files into the store: read apart from this process, an unchanged file not at all, one bad file no hindrance."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import IngestError, SourceBroken
from ingest.isolation import Limits, Reader
from ingest.loaders import is_corpus
from ingest.pipeline import discover, fingerprint
from ingest.types import Document, Parsed, Unread
from kb.errors import IdTaken
from kb.originals import Originals
from kb.store import Store


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one document, or of a file that could not be read (`error`)."""

    source: str
    document_id: str | None = None
    title: str | None = None
    number: str | None = None
    clauses: int = 0
    changed: bool = False
    warnings: tuple[str, ...] = ()
    error: str | None = None
    version: int | None = None


class Intake:
    """Takes documents into a store, and their files into `originals`; `report` is told of each."""

    def __init__(self, store: Store, originals: Originals, report: Callable[[Ingested], None]) -> None:
        self._store = store
        self._originals = originals
        self._report = report

    def files(self, paths: Sequence[Path], limits: Limits, reading: Callable[[int, int], None] | None = None) -> None:
        """Files, and what is in folders. A bad file in a folder is reported and the others go on.

        Raises IngestError when a named path is missing or of an unknown type, or the only file could not be read.
        """
        skipped: list[Path] = []
        files = discover(paths, skipped=skipped.append)
        alone = len(files) == 1 and not any(path.is_dir() for path in paths)
        with Reader(limits) as reader:
            for n, path in enumerate(files, 1):
                try:
                    self._file(path, reader, named=path in paths)
                except IngestError as error:
                    if alone:
                        raise
                    self._report(Ingested(path.name, error=str(error)))
                if reading:
                    reading(n, len(files))
        for path in skipped:
            why = "不支持这种文件类型" if path.is_file() else "链接指向的文件不存在"
            self._report(Ingested(path.name, error=f"跳过 {path.name}：{why}"))

    def documents(self, name: str, parsed: Iterable[Parsed]) -> list[Document]:
        """Documents that were read; returns those that are now in the store."""
        kept = []
        for one in parsed:
            try:
                put = self._store.put(one)
            except IdTaken as error:
                self._report(Ingested(name, error=str(error)))
                continue
            document = one.document
            kept.append(document)
            self._report(
                Ingested(
                    name,
                    document.id,
                    document.title,
                    document.number,
                    put.clauses,
                    put.changed,
                    one.warnings,
                    version=put.version,
                )
            )
        return kept

    def _file(self, path: Path, reader: Reader, *, named: bool) -> None:
        place, digest = str(path.resolve()), _digest(path)
        known = self._store.file(place, digest, fingerprint())
        if known is not None:
            unchanged = list(self._unchanged(path, known, named=named))
            if len(unchanged) == len(known):
                self._keep(path, digest, [sha256 for _, sha256 in known])
                for result in unchanged:
                    self._report(result)
                return
        seen = 0
        failed: list[Unread] = []

        def counted() -> Iterator[Parsed]:
            nonlocal seen
            for parsed in reader.read(path, failed.append):
                seen += 1
                yield parsed

        kept = self.documents(path.name, counted())
        for member in failed:
            self._report(Ingested(member.name, error=member.reason))
        self._keep(path, digest, [one.sha256 for one in kept])
        if len(kept) == seen and not failed:  # else read again next time, and what failed reported again
            self._store.set_file(place, digest, fingerprint(), [(one.id, one.sha256) for one in kept])

    def _keep(self, path: Path, digest: str, documents: Sequence[str]) -> None:
        """A corpus is not kept: the texts of its documents are, and it may be huge."""
        if documents and not is_corpus(path):
            self._originals.keep(path, digest, documents)

    def _unchanged(self, path: Path, known: Sequence[tuple[str, str]], *, named: bool) -> Iterator[Ingested]:
        """What an unchanged file gave, as far as it is still there.

        In a folder, a document that another file has since superseded stays superseded; a file asked for by name
        is read again and becomes the current version.
        """
        for document_id, sha256 in known:
            found = self._store.taken_in(document_id)
            if found is not None and (found[0].sha256 == sha256 or not named):
                document, version, clauses, warnings = found
                yield Ingested(
                    path.name, document.id, document.title, document.number, clauses, False, warnings, version=version
                )


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SourceBroken(f"文件“{path.name}”无法读取（{error.strerror}），请检查权限后重试。") from error
