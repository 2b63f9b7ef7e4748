"""The whole page, and how it is served."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from kb.ui.chat import build_chat
from kb.ui.contract import PolicyBase
from kb.ui.page import PageMiddleware
from kb.ui.rating import Ratings
from kb.ui.theme import FAVICON, css, theme

HEADER = """
<header class="pk-header">
  <div class="pk-brand"><h1>{title}</h1><p>依据政策文件作答，句句注明出处</p></div>
  <div class="pk-header-tools">
    <button type="button" class="pk-plain" data-large aria-pressed="false">大字</button>
    <button type="button" class="pk-plain" data-restart hidden>重新开始</button>
  </div>
</header>
"""


def build_app(
    kb: PolicyBase, *, title: str = "政策问答", examples: Sequence[str] = (), ratings: Ratings | None = None
) -> gr.Blocks:
    """The page over `kb`; `examples` are questions offered while nothing has been asked, `ratings` keep 有用 and 没用."""
    page = gr.Blocks(title=title, analytics_enabled=False, fill_width=True)
    with page:
        gr.HTML(
            elem_id="pk-header",
            html_template=HEADER.format(title=_template(title)),
            js_on_load=None,
            apply_default_css=False,
        )
        with gr.Column(elem_id="pk-chat"):
            build_chat(page, kb, examples, ratings)
    return page


def _template(text: str) -> str:
    """Escaped for HTML, and for the two template languages that Gradio reads an html_template as."""
    return "".join(f"&#{ord(c)};" if c in "${}`\\" else escape(c) for c in text)


def launch(blocks: gr.Blocks, host: str, port: int, **options: Any) -> tuple[Any, str, str]:
    """Serves the page and returns Gradio's (app, local address, shared address).

    Nothing leaves the machine: no telemetry, no share link, no run history in the reader's browser, no API
    pages. `options` go to `Blocks.launch` and win, such as `prevent_thread_lock=True`.
    """
    settings: dict[str, Any] = {
        "server_name": host,
        "server_port": port,
        "theme": theme(),
        # As a stylesheet of the page: Gradio rewrites the selectors of its own `css=`.
        "head": f"<style>{css()}</style>",
        "favicon_path": str(FAVICON),
        "footer_links": [],
        "run_history": False,
        "enable_monitoring": False,
        "mcp_server": False,
        "share": False,
        "ssr_mode": False,
        "pwa": False,
        "show_error": False,
        "max_file_size": "1kb",  # the chat takes no files
        "app_kwargs": {
            "middleware": [Middleware(PageMiddleware)],
            "docs_url": None,
            "redoc_url": None,
            "openapi_url": None,
        },
        "quiet": True,
    }
    return blocks.launch(**(settings | options))
