"""Gradio's theme in the page's own colours, with fonts of the reader's system only."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from gradio.themes.utils import colors, sizes

ASSETS = Path(__file__).parent / "assets"
FAVICON = ASSETS / "favicon.png"

# Plain strings: Gradio adds them to its CSS as they are, and fetches nothing for them.
SANS = (
    '"PingFang SC"',
    '"Hiragino Sans GB"',
    '"Microsoft YaHei"',
    '"Noto Sans CJK SC"',
    "system-ui",
    "sans-serif",
)
MONO = ("Menlo", "Consolas", '"Noto Sans Mono CJK SC"', "monospace")

# One accent, a quiet blue: AA on the page's background with white text and as text (see assets/chat.css).
ACCENT = colors.Color(
    name="policy",
    c50="#f1f5fa",
    c100="#e0e9f4",
    c200="#c3d5e9",
    c300="#9dbbdc",
    c400="#6f99c9",
    c500="#4477b0",
    c600="#1f5796",
    c700="#1a487d",
    c800="#173c67",
    c900="#143253",
    c950="#0d2138",
)


def theme() -> gr.themes.Base:
    return gr.themes.Base(
        primary_hue=ACCENT,
        secondary_hue=ACCENT,
        neutral_hue=colors.slate,
        text_size=sizes.text_md,
        radius_size=sizes.radius_sm,
        font=SANS,
        font_mono=MONO,
    ).set(
        body_background_fill="#f5f6f8",
        body_background_fill_dark="#14171c",
        block_border_width="0px",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
    )


def css() -> str:
    return _joined("chat.css", "reader.css")


def script() -> str:
    """The body of one function, run with Gradio's `element`, `trigger` and `server`."""
    return _joined("chat.js", "pane.js", "actions.js")


def staff_css() -> str:
    return _joined("chat.css", "reader.css", "staff.css")


def staff_script() -> str:
    return _joined("staff.js")


def _joined(*names: str) -> str:
    return "\n".join((ASSETS / name).read_text("utf-8") for name in names)
