"""Word documents: automatic numbers, headings, merged cells, what is hidden or deleted, broken and hostile files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from ingest_invariants import check_clauses, check_coverage

from ingest.errors import IngestError, SourceBroken, SourceEmpty
from ingest.loaders.word.numbering import read_numbering
from ingest.loaders.word.numbers import formatted
from ingest.pipeline import parse_file
from ingest.types import Parsed

LEVELS = (
    ("chineseCounting", "%1、"),
    ("chineseCountingThousand", "（%2）"),
    ("decimal", "%3."),
    ("decimal", "（%4）"),
    ("decimalEnclosedCircle", "%5"),
)


def parse(path: Path) -> Parsed:
    (parsed,) = parse_file(path)
    return parsed


def save(document: Any, path: Path) -> Path:
    document.save(str(path))
    return path


def add_numbering(
    document: Any, levels: tuple[tuple[str, str], ...] = LEVELS, number: int = 77, extra: str = ""
) -> str:
    """A list definition of these levels in numbering.xml; gives the id of the list."""
    root = document.part.numbering_part.element
    body = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(levels)
    )
    definition = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{body}</w:abstractNum>')
    root.insert(0, definition)
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/>{extra}</w:num>')
    )
    return str(number)


def numbered(document: Any, text: str, list_id: str, level: int) -> Any:
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')
    )
    return paragraph


def test_automatic_numbers(tmp_path: Path) -> None:
    document = Document()
    list_id = add_numbering(document)
    document.add_paragraph("某市示例规划")
    for level, text in [
        (0, "示例目标"),
        (1, "示例甲。做好甲项工作。"),
        (1, "示例乙。做好乙项工作。"),
        (2, "乙一。落实乙一。"),
        (2, "乙二。落实乙二。"),
        (0, "示例保障"),
        (1, "示例丙。做好丙项工作。"),
    ]:
        numbered(document, text, list_id, level)
    parsed = parse(save(document, tmp_path / "a.docx"))
    assert parsed.document.title == "某市示例规划"
    assert [c.label for c in parsed.clauses] == [
        "一",
        "一（一）",
        "一（二）",
        "一（二）1",
        "一（二）2",
        "二",
        "二（一）",
    ]
    assert parsed.source.text.splitlines()[1:4] == [
        "一、示例目标",
        "（一）示例甲。做好甲项工作。",
        "（二）示例乙。做好乙项工作。",
    ]
    check_coverage(parsed)
    check_clauses(parsed)


def test_numbers_come_from_styles_too(tmp_path: Path) -> None:
    document = Document()
    list_id = add_numbering(document, (("chineseCounting", "第%1条"),))
    style = document.styles.add_style("示例条", 1)
    style.element.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="{list_id}"/></w:numPr>'))
    document.add_paragraph("某市示例办法")
    for text in ("为了示例，制定本办法。", "本办法适用于示例。", "本办法自2030年1月1日起施行。"):
        document.add_paragraph(text, style="示例条")
    parsed = parse(save(document, tmp_path / "a.docx"))
    assert [(c.kind, c.label) for c in parsed.clauses] == [("article", f"第{n}条") for n in "一二三"]


def test_restart_levels_and_bullets() -> None:
    document = Document()
    first = add_numbering(document)
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    root = document.part.numbering_part.element
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="78"><w:abstractNumId w:val="77"/></w:num>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="79"><w:abstractNumId w:val="77"/>{override}</w:num>'))
    bullets = add_numbering(document, (("bullet", "●"),), 80)
    legal = add_numbering(document, (("chineseCounting", "第%1章"), ("decimal", "%1.%2")), 81)
    numbering = read_numbering(root)
    assert [numbering.next(first, level) for level in (0, 1, 1, 0, 1)] == ["一、", "（一）", "（二）", "二、", "（一）"]
    assert numbering.next("78", 0) == "三、"  # another list of the same definition goes on
    assert [numbering.next("79", 0), numbering.next("79", 0)] == ["一、", "二、"]  # one that starts anew
    assert numbering.next(bullets, 0) == ""
    assert [numbering.next(legal, 0), numbering.next(legal, 1)] == ["第一章", "一.1"]
    assert numbering.next("none", 0) == ""


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (12, "chineseCountingThousand", "十二"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (25, "ideographDigital", "二五"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (2, "ideographTraditional", "乙"),
        (28, "lowerLetter", "bb"),
        (44, "upperRoman", "XLIV"),
        (4, "decimalZero", "04"),
        (7, "unknownForm", "7"),
    ],
)
def test_forms_of_numbers(number: int, form: str, text: str) -> None:
    assert formatted(number, form) == text


def test_headings_without_numbers(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("某市示例指南")
    document.add_heading("办理条件", 1)
    document.add_paragraph("示例企业可以申请。")
    document.add_heading("所需材料", 2)
    document.add_paragraph("示例申请表。")
    document.add_heading("办理流程", 1)
    document.add_paragraph("到示例窗口办理。")
    parsed = parse(save(document, tmp_path / "a.docx"))
    paths = {c.text: c.path for c in parsed.clauses}
    assert paths["示例申请表。"] == ("办理条件", "所需材料")
    assert paths["到示例窗口办理。"] == ("办理流程",)


def test_merged_cells(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("某市示例补贴办法")
    document.add_paragraph("第一条 补贴标准如下。")
    table = document.add_table(rows=5, cols=4)
    rows = [
        ("类别", "对象", "补贴标准", ""),
        ("", "", "首年", "次年"),
        ("甲类", "示例企业", "10万元", "5万元"),
        ("", "示例学校", "8万元", "4万元"),
        ("乙类", "示例个人", "1万元", ""),
    ]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(0, 2).merge(table.cell(0, 3))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(1, 1))
    table.cell(2, 0).merge(table.cell(3, 0))
    table.cell(4, 2).merge(table.cell(4, 3))
    document.add_paragraph("第二条 本办法自2030年起施行。")
    parsed = parse(save(document, tmp_path / "a.docx"))
    found = [c for c in parsed.clauses if c.kind == "row"]
    assert [dict(row.cells) for row in found] == [
        {"类别": "甲类", "对象": "示例企业", "补贴标准·首年": "10万元", "补贴标准·次年": "5万元"},
        {"类别": "甲类", "对象": "示例学校", "补贴标准·首年": "8万元", "补贴标准·次年": "4万元"},
        {"类别": "乙类", "对象": "示例个人", "补贴标准·首年": "1万元", "补贴标准·次年": "1万元"},
    ]
    assert found[1].text == "类别：甲类；对象：示例学校；补贴标准·首年：8万元；补贴标准·次年：4万元。"
    assert found[1].label == "第一条表1第2行"
    assert parsed.clauses[-1].label == "第二条"
    check_coverage(parsed)
    check_clauses(parsed)


def test_cell_keeps_items_apart(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("某市示例清单")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "事项名称", "申报条件"
    table.cell(1, 0).text = "示例\n补贴"
    table.cell(1, 1).text = "1.在某市注册；\n2.从事示例\n行业。"
    parsed = parse(save(document, tmp_path / "a.docx"))
    (row,) = [c for c in parsed.clauses if c.kind == "row"]
    assert dict(row.cells) == {"事项名称": "示例补贴", "申报条件": "1.在某市注册；\n2.从事示例行业。"}


def test_what_is_not_shown_is_not_read(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("某市示例通知")
    paragraph = document.add_paragraph("示例保留。")
    hidden = paragraph.add_run("隐藏的字")
    hidden.font.hidden = True
    paragraph._p.append(
        parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="x"><w:r><w:delText>删除的字</w:delText></w:r></w:del>')
    )
    paragraph._p.append(
        parse_xml(f'<w:ins {nsdecls("w")} w:id="2" w:author="x"><w:r><w:t>插入的字。</w:t></w:r></w:ins>')
    )
    document.sections[0].header.paragraphs[0].text = "页眉的字"
    document.sections[0].footer.paragraphs[0].text = "页脚的字"
    parsed = parse(save(document, tmp_path / "a.docx"))
    assert parsed.source.text == "某市示例通知\n示例保留。插入的字。\n"


def test_text_box_and_line_break(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("某市示例通知")
    paragraph = document.add_paragraph("")
    paragraph.add_run("第一行。").add_break()
    paragraph.add_run("第二行。")
    box = f"<w:txbxContent {nsdecls('w')}><w:p><w:r><w:t>框里的字。</w:t></w:r></w:p></w:txbxContent>"
    choice = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    paragraph.runs[0]._r.append(
        parse_xml(
            f'<mc:AlternateContent xmlns:mc="{choice}"><mc:Choice Requires="wps">{box}</mc:Choice>'
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
        )
    )
    parsed = parse(save(document, tmp_path / "a.docx"))
    assert parsed.source.text.splitlines() == ["某市示例通知", "第一行。", "第二行。", "框里的字。"]


def test_empty(tmp_path: Path) -> None:
    with pytest.raises(SourceEmpty, match="没有文字"):
        parse(save(Document(), tmp_path / "a.docx"))


def archive(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in parts.items():
            target.writestr(name, text)
    return file.getvalue()


def test_broken(tmp_path: Path) -> None:
    whole = io.BytesIO()
    Document().save(whole)
    for data in (whole.getvalue()[:900], archive({"word/document.xml": "<"}), b"PK\x03\x04 nonsense"):
        path = tmp_path / "a.docx"
        path.write_bytes(data)
        with pytest.raises(SourceBroken, match=r"a\.docx”已损坏"):
            parse(path)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    document = Document()
    document.add_paragraph("某市示例通知")
    document.add_paragraph("示例正文。")
    path = save(document, tmp_path / "a.docx")
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    xml = parts["word/document.xml"].decode()
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    xml = xml.replace("?>", f"?>{entity}", 1).replace("示例正文。", "示例正文。&e;")
    path.write_bytes(archive({**parts, "word/document.xml": xml}))
    try:
        text = parse(path).source.text
    except IngestError:
        return
    assert "机密" not in text


def test_bomb(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(archive({"word/document.xml": b" " * 60_000_000}))
    with pytest.raises(SourceBroken, match="压缩炸弹"):
        parse(path)


def test_password(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(SourceBroken, match="密码"):
        parse(path)
