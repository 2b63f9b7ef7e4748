"""From paths to parsed documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest import metadata
from ingest.blocks import line_blocks
from ingest.boilerplate import strip_boilerplate
from ingest.frame import read_frame
from ingest.ids import document_id
from ingest.loaders.text import load_text
from ingest.outline import build_outline
from ingest.structure import clauses_of
from ingest.types import Document, Parsed, Source


def parse_file(path: Path) -> Iterator[Parsed]:
    """The documents in one file. Raises an IngestError when it cannot be read."""
    yield parse_source(load_text(path))


def parse_source(source: Source, given_id: str | None = None, given_title: str | None = None) -> Parsed:
    """Parse one whole document; id and title may be given by a corpus."""
    stripped = strip_boilerplate(line_blocks(source))
    frame = read_frame(stripped.blocks)
    outline = build_outline(frame.body)
    title = given_title or frame.title or Path(source.name).stem
    document = Document(
        id=given_id or document_id(title, frame.number, frame.issuer),
        title=title,
        source_name=source.name,
        sha256=source.sha256,
        number=frame.number,
        issuer=frame.issuer,
        issue_date=frame.issue_date,
        recipients=frame.recipients,
        period_end=metadata.period_end(title),
    )
    text = "\n".join(block.text for block in stripped.blocks)
    clauses, warnings = clauses_of(document.id, outline.root, frame.notices, text)
    passages = sorted([*stripped.passages, *frame.passages], key=lambda passage: passage.span.start)
    return Parsed(source, document, tuple(clauses), tuple(passages), tuple([*outline.warnings, *warnings]))
