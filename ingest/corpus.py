"""Documents of a corpus file: ready clauses are gathered by document, whole documents are parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingest.ids import digest, document_id
from ingest.loaders.jsonl import ClauseRow, DocumentRow
from ingest.markers import Style, read_marker
from ingest.types import Clause, ClauseKind, Document, Parsed, Source, Span


def gather(rows: Iterable[ClauseRow | DocumentRow]) -> Iterator[DocumentRow | list[ClauseRow]]:
    """Whole documents as they come, then the ready clauses of each document; its rows may lie apart."""
    ready: dict[str, list[ClauseRow]] = {}
    for row in rows:
        if isinstance(row, ClauseRow):
            ready.setdefault(row.document, []).append(row)
        else:
            yield row
    yield from ready.values()


def parse_ready(name: str, rows: list[ClauseRow]) -> Parsed:
    """One document of ready clauses; its source text is theirs, a line between each two."""
    title = rows[0].document
    source_text = "\n".join(row.text for row in rows)
    document = Document(document_id(title, None, None), title, name, digest(source_text))
    clauses = []
    start = 0
    for ordinal, row in enumerate(rows):
        clauses.append(
            Clause(
                id=row.id,
                document_id=document.id,
                ordinal=ordinal,
                kind=_kind(row.clause),
                label=row.clause,
                heading=None,
                text=row.text,
                path=row.path,
                parent_id=None,
                span=Span(start, start + len(row.text)),
            )
        )
        start += len(row.text) + 1
    return Parsed(Source(name, source_text, document.sha256), document, tuple(clauses))


def _kind(label: str) -> ClauseKind:
    marker = read_marker(label)
    return "article" if marker and marker.style is Style.ARTICLE else "paragraph"
