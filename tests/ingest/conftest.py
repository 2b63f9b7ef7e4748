"""What the tests of parsing share: the plan, a parser of text, and a writer of small PDF files."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest.ids import digest
from ingest.pipeline import parse_file, parse_source
from ingest.types import Parsed, Source

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def plan() -> Parsed:
    """The plan that ships with the project."""
    (path,) = (ROOT / "documents").glob("*规划.txt")
    (parsed,) = parse_file(path)
    return parsed


@pytest.fixture(scope="session")
def parse_text() -> Callable[..., Parsed]:
    def parse(text: str, name: str = "示例.txt") -> Parsed:
        return parse_source(Source(name, text, digest(text)))

    return parse


@pytest.fixture(scope="session")
def make_pdf() -> Callable[[Sequence[Sequence[str]]], bytes]:
    return _pdf


@pytest.fixture(scope="session")
def draw_pdf() -> Callable[[Sequence[bytes]], bytes]:
    return _drawn_pdf


def _pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with these lines on its pages."""
    shown = [b" ".join(b"<%s> Tj T*" % line.encode("utf-16-be").hex().encode() for line in lines) for lines in pages]
    return _drawn_pdf([b"BT /F1 12 Tf 60 780 Td 16 TL %s ET" % words for words in shown])


def _drawn_pdf(pages: Sequence[bytes]) -> bytes:
    """A PDF with these content streams, whose font F1 is a Chinese one that is named but not embedded."""
    kids = b" ".join(b"%d 0 R" % (6 + 2 * i) for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >>",
    ]
    for i, stream in enumerate(pages):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            b" /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (7 + 2 * i),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        ]
    file = io.BytesIO()
    file.write(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    file.write(b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    file.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return file.getvalue()
