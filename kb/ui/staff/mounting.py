"""The staff's part of the site: login, files, and the pages, each behind its guard."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.middleware import Middleware

from kb.errors import DeskError
from kb.ui.look import Look
from kb.ui.mounting import mount
from kb.ui.staff import files, login
from kb.ui.staff.access import Guard, Refused, current
from kb.ui.staff.desk import Desk
from kb.ui.staff.page import build_page
from kb.ui.staff.section import Section
from kb.ui.staff.sections import SECTIONS
from kb.ui.theme import staff_css


def add_staff(site: FastAPI, desk: Desk, look: Look, sections: tuple[Section, ...] = SECTIONS) -> None:
    """Adds everything under /desk."""

    @site.exception_handler(Refused)
    def _refused(request: Request, error: Refused) -> Response:
        return error.response()

    @site.exception_handler(DeskError)
    def _wrong(request: Request, error: DeskError) -> Response:
        return JSONResponse({"error": str(error)}, 400)

    site.include_router(login.router(desk, look))
    site.include_router(files.router(desk, look.title))
    style = f"{staff_css()}\n{look.css()}"
    for section in sections:
        if section.path != "/desk":
            site.add_api_route(
                section.path, lambda path=section.path: RedirectResponse(f"{path}/"), include_in_schema=False
            )
        mount(
            site,
            section.path,
            build_page(desk, look, section, sections),
            style,
            guards=[Middleware(Guard, sessions=desk.sessions, roles=section.roles)],
            user=lambda _: current().name,
        )
