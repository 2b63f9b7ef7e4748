"""Word documents (DOCX): paragraphs with their automatic numbers, headings, tables, footnotes."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from ingest.errors import SourceBroken, SourceEmpty
from ingest.loaders.grid import Grid
from ingest.loaders.writer import TextWriter
from ingest.loaders.zipped import ZIP_ERRORS, open_zip
from ingest.types import Fact, Source


def load_docx(data: bytes, name: str) -> Source:
    from docx import Document
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    open_zip(data, name).close()
    try:
        document = Document(io.BytesIO(data))
        return _read(document, data, name)
    except RecursionError as error:
        raise SourceBroken(f"Word 文档“{name}”的结构嵌套过深，无法读取，请另存后重试。") from error
    except (*ZIP_ERRORS, OpcError, LxmlError, KeyError, AttributeError, TypeError) as error:
        raise SourceBroken(f"Word 文档“{name}”已损坏或不是 DOCX 文件，无法读取，请重新下载后重试。") from error


def _read(document: Any, data: bytes, name: str) -> Source:
    from ingest.loaders.word.body import BodyReader
    from ingest.loaders.word.numbering import read_numbering
    from ingest.loaders.word.styles import Styles

    parts = {relation.reltype.rsplit("/", 1)[-1]: relation.target_part for relation in _inner(document)}
    numbering = read_numbering(_root(parts.get("numbering")))
    reader = BodyReader(numbering, Styles(_root(parts.get("styles"))), name)
    writer = TextWriter()
    for piece in reader.read(document.element.body):
        if isinstance(piece, Grid):
            writer.table(piece)
        else:
            writer.line(piece.text, piece.depth)
    for note in _footnotes(_root(parts.get("footnotes")), reader):
        writer.line(note)
    if writer.is_empty:
        raise SourceEmpty(f"Word 文档“{name}”里没有文字，请检查是否传错了文件。")
    title = " ".join((document.core_properties.title or "").split())
    facts = [Fact("title", title, "docProps title")] if title else []
    return writer.source(name, hashlib.sha256(data).hexdigest(), facts)


def _inner(document: Any) -> list[Any]:
    return [relation for relation in document.part.rels.values() if not relation.is_external]


def _root(part: Any) -> Any:
    """Root element of a part; parsed without entities, and only where python-docx has not done so."""
    if part is None:
        return None
    if hasattr(part, "element"):
        return part.element
    from docx.oxml.parser import parse_xml

    return parse_xml(part.blob)


def _footnotes(root: Any, reader: Any) -> list[str]:
    from ingest.loaders.word.numbering import W

    if root is None:
        return []
    notes = [note for note in root.iter(f"{W}footnote") if note.get(f"{W}type") in (None, "normal")]
    texts = ["".join(getattr(piece, "text", "") for piece in reader.read(note)).strip() for note in notes]
    return [f"［{number}］{text}" for number, text in enumerate(texts, 1) if text]
