"""The site: one application with the interfaces for programs and the pages, each page an app of Gradio of its own.

A page's functions can be called only under the page's own path, so what guards the path guards the functions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse
from starlette.middleware import Middleware
from starlette.routing import Route

from kb.feedback import FeedbackBook
from kb.settings import Settings
from kb.ui.api import errors, routers
from kb.ui.api.limits import LimitsMiddleware
from kb.ui.api.mcp import MCP_PATH, Mcp
from kb.ui.asking import Asker
from kb.ui.contract import PolicyBase
from kb.ui.layout import build_app
from kb.ui.look import look_of
from kb.ui.measures import Measures
from kb.ui.page import EmbedMiddleware, HeadersMiddleware, PageMiddleware
from kb.ui.rating import Ratings
from kb.ui.theme import FAVICON, css, theme

NO_FILES = "1kb"  # of upload: the public page takes no files


def build_site(base: PolicyBase, settings: Settings, examples: Sequence[str] = ()) -> FastAPI:
    """Everything that is served over `base`; `examples` are questions offered while nothing has been asked."""
    look = look_of(settings)
    measures = Measures()
    asker = Asker(base, measures)
    ratings = Ratings(FeedbackBook(settings.home))
    site = FastAPI(title=look.title, docs_url=None, redoc_url=None, openapi_url=None)
    add_interfaces(site, asker, measures, settings.api_rate)
    style = f"{css()}\n{look.css()}"
    site.add_api_route("/embed", lambda: RedirectResponse("/embed/"), include_in_schema=False)
    embed = build_app(asker, look, examples, ratings, embedded=True)
    mount(site, "/embed", embed, style, guards=[Middleware(EmbedMiddleware, origins=settings.embed_origins)])
    mount(site, "/", build_app(asker, look, examples, ratings), style)  # takes every path that is left: last
    return site


def add_interfaces(site: FastAPI, asker: Asker, measures: Measures, per_minute: int) -> None:
    """What programs use, with its limits; the headers are those of the whole site."""
    site.add_middleware(LimitsMiddleware, per_minute=per_minute, measures=measures)
    site.add_middleware(HeadersMiddleware)
    errors.install(site)
    for router in routers(asker, measures):
        site.include_router(router)
    mcp = Mcp(asker)
    site.router.routes.extend(Route(path, mcp) for path in (MCP_PATH, f"{MCP_PATH}/"))
    site.router.routes.extend(errors.unknown())


def mount(
    site: FastAPI,
    path: str,
    page: gr.Blocks,
    style: str,
    *,
    guards: Sequence[Middleware] = (),
    user: Callable[[Request], str | None] | None = None,
    upload: str = NO_FILES,
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
        max_file_size=upload,
    )
    page.favicon_path = str(FAVICON)  # type: ignore[assignment]  # mount_gradio_app takes it for "/" only
