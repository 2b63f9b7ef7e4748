"""PDF pages: bordered tables with merged cells, tables over two pages, paragraphs by their indents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ingest_invariants import check_clauses, check_coverage

from ingest.loaders.lines import PlacedLine, looks
from ingest.loaders.pdf_tables import Char, find_lattices
from ingest.pipeline import parse_file
from ingest.types import Parsed

Draw = Callable[[Sequence[bytes]], bytes]


def words(x: float, y: float, text: str) -> bytes:
    return b"BT /F1 12 Tf 1 0 0 1 %f %f Tm <%s> Tj ET" % (x, y, text.encode("utf-16-be").hex().encode())


def rule(x1: float, y1: float, x2: float, y2: float) -> bytes:
    return b"0.5 w %f %f m %f %f l S" % (x1, y1, x2, y2)


def parse(tmp_path: Path, data: bytes) -> Parsed:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    (parsed,) = parse_file(path)
    return parsed


def grid(xs: Sequence[float], ys: Sequence[float]) -> list[bytes]:
    return [rule(xs[0], y, xs[-1], y) for y in ys] + [rule(x, ys[0], x, ys[-1]) for x in xs]


def test_bordered_table(tmp_path: Path, draw_pdf: Draw) -> None:
    xs, ys = (60.0, 160.0, 300.0, 400.0), (700.0, 670.0, 640.0, 610.0)
    lines = [rule(60, y, 400, y) for y in (700, 670, 610)] + [rule(160, 640, 400, 640)]  # 640: one cell over two rows
    lines += [rule(x, 700, x, 610) for x in xs]
    cells = [("类别", "对象", "标准"), ("甲类", "示例企业", "10万元"), ("", "示例学校", "8万元")]
    page = [words(60, 780, "某市示例补贴办法"), words(84, 750, "一、补贴标准见下表。")]
    page += [
        words(x + 4, y - 20, text)
        for y, row in zip(ys, cells, strict=False)
        for x, text in zip(xs, row, strict=False)
        if text
    ]
    page += [words(84, 580, "二、本办法由示例局解释。")]
    parsed = parse(tmp_path, draw_pdf([b"\n".join(lines + page)]))
    rows = [c for c in parsed.clauses if c.kind == "row"]
    assert [dict(row.cells) for row in rows] == [
        {"类别": "甲类", "对象": "示例企业", "标准": "10万元"},
        {"类别": "甲类", "对象": "示例学校", "标准": "8万元"},
    ]
    assert {row.page for row in rows} == {1}
    assert [c.label for c in parsed.clauses] == ["一", "一表1", "一表1第1行", "一表1第2行", "二"]
    check_coverage(parsed)
    check_clauses(parsed)


def test_table_goes_on_without_its_header(tmp_path: Path, draw_pdf: Draw) -> None:
    xs = (60.0, 200.0, 400.0)
    first = [*grid(xs, (700.0, 670.0, 640.0)), words(60, 780, "某市示例清单"), words(84, 750, "一、清单如下。")]
    first += [words(64, 680, "名称"), words(204, 680, "标准"), words(64, 650, "甲项"), words(204, 650, "10万元")]
    first += [words(280, 40, "- 1 -")]
    second = [*grid(xs, (780.0, 750.0, 720.0)), words(64, 760, "乙项"), words(204, 760, "20万元")]
    second += [words(64, 730, "丙项"), words(204, 730, "30万元"), words(280, 40, "- 2 -")]
    parsed = parse(tmp_path, draw_pdf([b"\n".join(first), b"\n".join(second)]))
    rows = [c for c in parsed.clauses if c.kind == "row"]
    assert [(row.text, row.page) for row in rows] == [
        ("名称：甲项；标准：10万元。", 1),
        ("名称：乙项；标准：20万元。", 2),
        ("名称：丙项；标准：30万元。", 2),
    ]
    assert [p.name for p in parsed.passages].count("page number") == 2


def test_frame_and_underline_are_no_tables(tmp_path: Path, draw_pdf: Draw) -> None:
    page = [*grid((50.0, 500.0), (800.0, 600.0)), rule(60, 770, 300, 770), words(60, 775, "某市示例通知")]
    page += [words(84, 740, "做好示例工作。")]
    parsed = parse(tmp_path, draw_pdf([b"\n".join(page)]))
    assert [c.kind for c in parsed.clauses] == ["paragraph"]


def test_lattice_without_its_outer_lines() -> None:
    """Three lines across and one down: the sides are where the lines end."""
    segments = [(0.0, y, 200.0, y) for y in (100.0, 60.0, 20.0)] + [(80.0, 20.0, 80.0, 100.0)]
    (lattice,) = find_lattices([], segments)
    chars = [Char(text, (x, y, x + 8, y + 8)) for text, x, y in (("甲", 10, 70), ("乙", 100, 70), ("丙", 10, 30))]
    assert [[cell.text for cell in row] for row in lattice.cells(chars)] == [["甲", "乙"], ["丙", ""]]


def test_indents_begin_paragraphs() -> None:
    lines = [
        PlacedLine("　", 74, 0, 500, 12),
        PlacedLine("接上行，这一行到右边", 50, 20, 500, 32),
        PlacedLine("短行。", 50, 40, 90, 52),
        PlacedLine("缩进的新段，这一行到右边", 74, 60, 500, 72),
        PlacedLine("隔得远的一行，到右边", 50, 110, 500, 122),
    ]
    found = looks(lines)
    assert [look and look.begins for look in found] == [True, False, False, True, True]
    assert [look and look.full for look in found] == [True, True, False, True, True]
    assert looks([PlacedLine("一行")]) == [None]


def test_sentence_that_ends_at_the_margin(tmp_path: Path, draw_pdf: Draw) -> None:
    """The next line is indented: another paragraph, though the one above fills its line."""
    long = "某市示例工作要取得明显的成效，示例水平要有较大的提高，各项任务落实。"
    page = [words(60, 780, "某市示例规划"), words(60, 750, "一、示例目标")]
    page += [words(84, 730, long[:-2]), words(60, 710, long), words(84, 690, long[:-2]), words(60, 670, "到位。")]
    parsed = parse(tmp_path, draw_pdf([b"\n".join(page)]))
    assert [c.text for c in parsed.clauses if c.kind == "paragraph"] == [long[:-2] + long, long[:-2] + "到位。"]
