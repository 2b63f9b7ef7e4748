"""Characters of a picture, by RapidOCR, whose package holds its Chinese models: nothing is fetched at run time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ingest.loaders.lines import PlacedLine

if TYPE_CHECKING:
    from PIL.Image import Image

_LONG_SIDE = 2200  # pixels; A4 at about 190 dots per inch. More cost time and, measured, found no more
_LEAST_SCORE = 0.5  # below, it is a stain or a stamp
_SAME_LINE = 0.5  # boxes that share so much of their height stand on one line
_lock = threading.Lock()


def page_scale(size: tuple[float, float]) -> float:
    """Pixels per point at which a page of a PDF is to be rendered."""
    return _LONG_SIDE / max(*size, 1.0)


def recognise(image: Image) -> list[PlacedLine]:
    """Lines of text from the top, what stands on one line from the left, with their places in pixels."""
    import numpy

    picture = _fitted(image)
    with _lock:  # one model for all; its sessions use the cores there are
        result = _engine()(numpy.asarray(picture)[:, :, ::-1])
    if result.boxes is None or result.txts is None:
        return []
    found = [
        PlacedLine(
            text.strip(), *(float(v) for v in (box[:, 0].min(), box[:, 1].min(), box[:, 0].max(), box[:, 1].max()))
        )
        for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True)
        if score >= _LEAST_SCORE and text.strip()
    ]
    return [_joined(line) for line in _in_lines(found)]


def _in_lines(found: Sequence[PlacedLine]) -> list[list[PlacedLine]]:
    """The pieces line by line."""
    lines: list[list[PlacedLine]] = []
    for piece in sorted(found, key=lambda piece: (piece.top + piece.bottom) / 2):
        if lines and _beside(lines[-1][-1], piece):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda piece: piece.left) for line in lines]


def _joined(line: list[PlacedLine]) -> PlacedLine:
    text = "\u3000".join(piece.text for piece in line)
    tallest = max(line, key=lambda piece: piece.right - piece.left)
    return PlacedLine(text, line[0].left, tallest.top, max(piece.right for piece in line), tallest.bottom)


def _beside(a: PlacedLine, b: PlacedLine) -> bool:
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared >= _SAME_LINE * min(a.bottom - a.top, b.bottom - b.top)


def _fitted(image: Image) -> Image:
    """In colour, turned as its camera says, no larger than is of use."""
    from PIL import ImageOps

    turned = ImageOps.exif_transpose(image)
    if turned.mode in ("RGBA", "LA", "P"):  # transparent is white, not black
        from PIL import Image as images

        layer = turned.convert("RGBA")
        turned = images.alpha_composite(images.new("RGBA", layer.size, "white"), layer)
    picture = turned.convert("RGB")
    scale = _LONG_SIDE / max(picture.size)
    if scale < 1:
        picture = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    return picture


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})
