"""Characters of a picture, by RapidOCR, whose package holds its Chinese models: nothing is fetched at run time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

_LONG_SIDE = 2600  # pixels; A4 at about 220 dots per inch, enough for body text and footnotes
_LEAST_SCORE = 0.5  # below, it is a stain or a stamp
_SAME_LINE = 0.5  # boxes that share so much of their height stand on one line
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Seen:
    """A piece of a line and where it stands, in pixels from the top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def page_scale(size: tuple[float, float]) -> float:
    """Pixels per point at which a page of a PDF is to be rendered."""
    return _LONG_SIDE / max(*size, 1.0)


def recognise(image: Image) -> list[str]:
    """Lines of text from the top, what stands on one line from the left."""
    import numpy

    picture = _fitted(image)
    with _lock:  # one model for all; its sessions use the cores there are
        result = _engine()(numpy.asarray(picture)[:, :, ::-1])
    if result.boxes is None or result.txts is None:
        return []
    found = [
        Seen(text.strip(), *(float(v) for v in (box[:, 0].min(), box[:, 1].min(), box[:, 0].max(), box[:, 1].max())))
        for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True)
        if score >= _LEAST_SCORE and text.strip()
    ]
    return ["\u3000".join(piece.text for piece in line) for line in in_lines(found)]


def in_lines(found: Sequence[Seen]) -> list[list[Seen]]:
    """The pieces line by line."""
    lines: list[list[Seen]] = []
    for piece in sorted(found, key=lambda piece: (piece.top + piece.bottom) / 2):
        if lines and _beside(lines[-1][-1], piece):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda piece: piece.left) for line in lines]


def _beside(a: Seen, b: Seen) -> bool:
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
