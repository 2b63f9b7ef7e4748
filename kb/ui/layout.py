"""The public page as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import gradio as gr

from kb.ui.asking import Asker
from kb.ui.chat import build_chat
from kb.ui.counter import Counter
from kb.ui.look import Look
from kb.ui.rating import Ratings

HEADER = """
<header class="pk-header">
  <div class="pk-brand">{logo}<h1>{title}</h1><p>依据政策文件作答，句句注明出处</p></div>
  <div class="pk-header-tools">
    <button type="button" class="pk-plain" data-large aria-pressed="false">大字</button>
    <button type="button" class="pk-plain" data-restart hidden>重新开始</button>
  </div>
</header>
"""


def build_app(
    asker: Asker,
    look: Look,
    examples: Sequence[str] = (),
    ratings: Ratings | None = None,
    counter: Counter | None = None,
    *,
    embedded: bool = False,
) -> gr.Blocks:
    """The public page; `examples` are questions offered while nothing has been asked, `ratings` keep 有用 and 没用,
    at the `counter` questions without an answer are left for the staff.

    `embedded` in the frame of another site, it has a lower header.
    """
    page = gr.Blocks(title=look.title, analytics_enabled=False, fill_width=True)
    logo = f'<span class="pk-logo" aria-hidden="true">{as_template(look.logo)}</span>' if look.logo else ""
    with page:
        gr.HTML(
            elem_id="pk-header",
            elem_classes=["pk-embedded"] if embedded else [],
            html_template=HEADER.format(title=as_template(look.title), logo=logo),
            js_on_load=None,
            apply_default_css=False,
        )
        with gr.Column(elem_id="pk-chat"):
            build_chat(page, asker, examples, ratings, as_template(look.contact), counter)
    return page


def as_template(text: str) -> str:
    """Escaped for HTML, and for the two template languages that Gradio reads an html_template as."""
    return "".join(f"&#{ord(c)};" if c in "${}`\\" else escape(c) for c in text)
