"""Web pages saved as one file (MHT): the page inside is read, its pictures are not."""

from __future__ import annotations

import email
import email.policy

from ingest.errors import SourceBroken
from ingest.loaders.html import load_html
from ingest.types import Source


def load_mht(data: bytes, name: str) -> Source:
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and page.strip():
                charset = part.get_content_charset()
                return load_html(_in_utf8(page, charset), name)
    raise SourceBroken(f"网页存档“{name}”里没有网页，请用浏览器另存为 HTML 后重试。")


def _in_utf8(page: bytes, charset: str | None) -> bytes:
    """The page as UTF-8 where the archive, not the page, says what it is in."""
    try:
        return page.decode(charset).encode() if charset else page
    except (UnicodeDecodeError, LookupError):
        return page
