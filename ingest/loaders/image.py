"""Photographs and scans of a document: PNG, JPEG and the like, one page a picture."""

from __future__ import annotations

import hashlib
import io

from ingest.errors import SourceBroken, SourceEmpty
from ingest.loaders.lines import write_lines
from ingest.loaders.writer import TextWriter
from ingest.types import Source

_MOST_PIXELS = 200_000_000
_MOST_FRAMES = 500  # a TIFF file may hold the pages of a document


def load_image(data: bytes, name: str) -> Source:
    from PIL import Image, ImageSequence, UnidentifiedImageError

    from ingest.loaders.ocr import recognise

    if not data:
        raise SourceEmpty(f"文件“{name}”是空的，请检查是否传错了文件。")
    writer = TextWriter()
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise SourceBroken(f"图片“{name}”过大（超过两亿像素），请缩小后重试。")
            for frame, picture in enumerate(ImageSequence.Iterator(image)):
                if frame >= _MOST_FRAMES or (frame and image.format not in ("TIFF", "MPO")):
                    break  # an animation is one picture
                writer.page()
                write_lines(writer, recognise(picture))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise SourceBroken(f"图片“{name}”已损坏或不是图片，无法读取，请重新上传。") from error
    if writer.is_empty:
        raise SourceEmpty(f"图片“{name}”里没有识别出文字，请换一张更清晰的图片。")
    warning = "文字由图像识别（OCR）得出，可能有个别错字。"
    return writer.source(name, hashlib.sha256(data).hexdigest(), warnings=[warning])
