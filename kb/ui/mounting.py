"""A page of the site: an app of Gradio under a path of its own, behind what guards it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gradio as gr
from fastapi import FastAPI, Request
from starlette.middleware import Middleware

from kb.ui.page import PageMiddleware
from kb.ui.theme import FAVICON, theme

NO_FILES = "1kb"  # of upload: no page takes files through Gradio


def mount(
    site: FastAPI,
    path: str,
    page: gr.Blocks,
    style: str,
    *,
    guards: Sequence[Middleware] = (),
    user: Callable[[Request], str | None] | None = None,
) -> None:
    """Adds a page. `guards` stand before all that Gradio serves for it; `user` names who a request comes from.

    Nothing leaves the machine: no telemetry, no share link, no run history in the reader's browser, no API pages.
    """
    gr.mount_gradio_app(
        site,
        page,
        path,
        app_kwargs={
            "middleware": [*guards, Middleware(PageMiddleware)],
            "docs_url": None,
            "redoc_url": None,
            "openapi_url": None,
        },
        auth_dependency=user,
        theme=theme(),
        head=f"<style>{style}</style>",  # as a stylesheet of the page: Gradio rewrites the selectors of its own `css=`
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        mcp_server=False,
        ssr_mode=False,
        pwa=False,
        show_error=False,
        max_file_size=NO_FILES,
    )
    page.favicon_path = str(FAVICON)  # type: ignore[assignment]  # mount_gradio_app takes it for "/" only
