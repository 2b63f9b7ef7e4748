"""Pictures of a notice and scanned pages, drawn here with a Chinese font of the machine."""

from __future__ import annotations

import io
import re
import socket
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.errors import SourceEmpty
from ingest.loaders.lines import PlacedLine
from ingest.loaders.ocr import _in_lines
from ingest.pipeline import parse_file
from ingest.types import Parsed

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "C:/Windows/Fonts")
NAMES = re.compile(
    r"(?:Noto(?:Sans|Serif)(?:CJK|SC)|SourceHan|wqy|simsun|msyh|PingFang|Songti).*\.(?:ttc|otf|ttf)", re.I
)
TITLE = "某市示例局关于做好示例补贴工作的通知"
LINES = [
    "各区示例局，各有关单位：",
    "　　一、申请条件",
    "　　在某市注册的示例企业，上年度示例收入达到 2000 万元以上，且同比",
    "增长 15.5% 的，可以申请示例补贴。",
    "　　二、补贴标准",
    "　　每家企业一次性补贴 30 万元，同一企业只补贴一次。",
    "　　　　　　　　　　　　　　　　　　　　　　某市示例局",
    "　　　　　　　　　　　　　　　　　　　　　　2030年3月1日",
]
MOST_ERRORS = 0.03


def font_file() -> Path | None:
    folders = [Path(folder) for folder in FOLDERS if Path(folder).is_dir()]
    return next((f for folder in folders for f in sorted(folder.rglob("*")) if NAMES.fullmatch(f.name)), None)


FONT = font_file()
pytestmark = pytest.mark.skipif(FONT is None, reason="needs a Chinese font")


def picture() -> Image.Image:
    """A page at 150 dots per inch with the title in the middle."""
    image = Image.new("L", (1240, 900), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(FONT), 32)
    draw.text((620, 90), TITLE, fill=0, font=font, anchor="mm")
    for number, line in enumerate(LINES):
        draw.text((90, 150 + 64 * number), line, fill=0, font=font)
    return image


def parse(path: Path) -> Parsed:
    (parsed,) = parse_file(path)
    return parsed


def distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        new = [i]
        for j, y in enumerate(b, 1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (x != y)))
        row = new
    return row[-1]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("recognition must not use the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_a_notice(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"通知.{kind}"
    picture().save(path, resolution=150)
    parsed = parse(path)
    said = re.sub(r"\s", "", parsed.source.text)
    meant = re.sub(r"\s", "", TITLE + "".join(LINES))
    assert distance(meant, said) <= MOST_ERRORS * len(meant)
    assert parsed.document.title == TITLE
    assert parsed.document.issuer == "某市示例局"
    assert [c.label for c in parsed.clauses] == ["主送机关", "一", "一第1段", "二", "二第1段", "落款"]
    assert "且同比增长15.5%的" in parsed.clauses[2].text
    assert {c.page for c in parsed.clauses} == {1}
    assert "OCR" in parsed.warnings[0]


def test_turned_and_transparent(tmp_path: Path) -> None:
    """A photograph whose camera was turned, and a picture whose background is nothing."""
    turned = picture().convert("RGB").rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    turned.save(tmp_path / "a.jpg", exif=exif)
    assert parse(tmp_path / "a.jpg").document.title == TITLE
    dark = picture().point(lambda value: 255 - value)
    clear = Image.new("RGBA", dark.size, (0, 0, 0, 0))
    clear.putalpha(dark)
    clear.save(tmp_path / "b.png")
    assert parse(tmp_path / "b.png").document.title == TITLE


def test_nothing_to_read(tmp_path: Path) -> None:
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(file, "PNG")
    (tmp_path / "a.png").write_bytes(file.getvalue())
    with pytest.raises(SourceEmpty, match="没有识别出文字"):
        parse(tmp_path / "a.png")
    Image.new("RGB", (300, 200), "white").save(tmp_path / "a.pdf")
    with pytest.raises(SourceEmpty, match="没有识别出文字"):
        parse(tmp_path / "a.pdf")


def test_pieces_on_one_line() -> None:
    pieces = [PlacedLine("右", 200, 11, 240, 31), PlacedLine("左", 10, 10, 50, 30), PlacedLine("下", 10, 40, 50, 60)]
    assert [[piece.text for piece in line] for line in _in_lines(pieces)] == [["左", "右"], ["下"]]
