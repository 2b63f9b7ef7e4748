"""The site: one application with the interfaces for programs and the pages, each page an app of Gradio of its own.

A page's functions can be called only under the page's own path, so what guards the path guards the functions.
"""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI
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
from kb.ui.counter import Counter
from kb.ui.layout import build_app
from kb.ui.look import look_of
from kb.ui.measures import Measures
from kb.ui.mounting import mount
from kb.ui.page import EmbedMiddleware, HeadersMiddleware
from kb.ui.rating import Ratings
from kb.ui.staff.desk import Desk
from kb.ui.staff.mounting import add_staff
from kb.ui.theme import css


def build_site(base: PolicyBase, settings: Settings, examples: Sequence[str] = (), desk: Desk | None = None) -> FastAPI:
    """Everything that is served over `base`; `examples` are questions offered while nothing has been asked.

    With a `desk`, the pages of the staff, and what the public sends to them.
    """
    look = look_of(settings)
    measures = Measures()
    asker = Asker(base, measures, desk.unanswered if desk else None)
    ratings = Ratings(FeedbackBook(settings.home))
    counter = Counter(ratings, desk.enquiries) if desk else None
    site = FastAPI(title=look.title, docs_url=None, redoc_url=None, openapi_url=None)
    add_interfaces(site, asker, measures, settings.api_rate)
    style = f"{css()}\n{look.css()}"
    site.add_api_route("/embed", lambda: RedirectResponse("/embed/"), include_in_schema=False)
    if desk is not None:
        add_staff(site, desk, look)
    embed = build_app(asker, look, examples, ratings, counter, embedded=True)
    mount(site, "/embed", embed, style, guards=[Middleware(EmbedMiddleware, origins=settings.embed_origins)])
    mount(site, "/", build_app(asker, look, examples, ratings, counter), style)  # takes every path that is left: last
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
