"""/desk/login and /desk/logout: plain pages that need no script."""

from __future__ import annotations

import secrets
from html import escape
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from kb.ui.look import Look
from kb.ui.staff.access import COOKIE, HOMES, LOGIN, after_login, own_site, signed_in
from kb.ui.staff.desk import Desk
from kb.ui.staff.words import SIGNED_OUT, STALE_FORM, TOO_MANY, WRONG
from kb.ui.theme import staff_css

_FORM = "policy_kb_form"  # a cookie with the value that the form must send back
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>工作人员登录 · {title}</title><link rel="icon" href="/favicon.ico"><style>{css}</style>
<script>document.documentElement.dataset.theme = "";
addEventListener("DOMContentLoaded", () => document.body.classList.toggle("dark", matchMedia("(prefers-color-scheme: dark)").matches));</script>
</head><body class="pk-login-page"><main id="pk-login">
<form method="post" action="{login}" class="pk-login">
  <h1>{title}</h1><p class="pk-login-what">工作人员登录</p>
  {said}
  <input type="hidden" name="form" value="{form}"><input type="hidden" name="next" value="{next}">
  <label for="name">账号</label>
  <input id="name" name="name" required maxlength="40" autocomplete="username" autocapitalize="none" spellcheck="false" autofocus>
  <label for="password">密码</label>
  <input id="password" name="password" type="password" required maxlength="200" autocomplete="current-password">
  <button type="submit">登录</button>
  <p class="pk-login-help">账号由管理员用命令 policy-kb account add 建立。<a href="/">返回问答页</a></p>
</form></main></body></html>
"""


def router(desk: Desk, look: Look) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    def page(request: Request, said: str = "", status: int = 200, wanted: str = "", kind: str = "alert") -> Response:
        form = secrets.token_urlsafe(16)
        said = f'<p class="pk-said-{kind}" role="{kind}">{escape(said)}</p>' if said else ""
        body = PAGE.format(
            title=escape(look.title),
            css=f"{staff_css()}\n{look.css()}",
            login=LOGIN,
            said=said,
            form=form,
            next=escape(wanted[:500]),
        )
        response = HTMLResponse(body, status, {"Cache-Control": "no-store"})
        response.set_cookie(
            _FORM, form, path=LOGIN, httponly=True, samesite="strict", secure=request.url.scheme == "https"
        )
        return response

    @routes.get("/desk")
    def to_desk() -> Response:
        return RedirectResponse("/desk/", 307)

    @routes.get(LOGIN)
    def ask(request: Request, next: str = "", out: str = "") -> Response:  # the name in the address
        account = signed_in(desk.sessions, request)
        if account is not None:
            return RedirectResponse(HOMES[account.role], 303)
        return page(request, SIGNED_OUT if out else "", wanted=next, kind="status")

    @routes.post(LOGIN)
    def enter(
        request: Request,
        name: Annotated[str, Form(max_length=200)],
        password: Annotated[str, Form(max_length=1_000)],
        form: Annotated[str, Form(max_length=100)] = "",
        next: Annotated[str, Form(max_length=500)] = "",
    ) -> Response:
        name, address = name.strip(), request.client.host if request.client else ""
        sent = request.cookies.get(_FORM, "")
        if not sent or not secrets.compare_digest(sent.encode(), form.encode()) or not own_site(request):
            return page(request, STALE_FORM, 403, next)
        if not desk.attempts.allowed(name, address):
            desk.audit.note("", "登录被限制", name[:40], address)
            return page(request, TOO_MANY, 429, next)
        desk.attempts.failed(name, address)  # before it is checked: attempts at the same moment count too
        account = desk.accounts.check(name, password)
        if account is None:
            desk.audit.note("", "登录失败", name[:40], address)
            return page(request, WRONG, 401, next)
        desk.attempts.succeeded(name)
        if old := request.cookies.get(COOKIE):
            desk.sessions.end(old)
        desk.audit.note(account.name, "登录", detail=address)
        response = RedirectResponse(after_login(account, next), 303)
        response.set_cookie(
            COOKIE,
            desk.sessions.begin(account.name),
            path="/desk",
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return response

    @routes.post("/desk/logout")
    def leave(request: Request) -> Response:
        token = request.cookies.get(COOKIE, "")
        account = signed_in(desk.sessions, request)
        if account is not None and own_site(request):
            desk.sessions.end(token)
            desk.audit.note(account.name, "退出")
        response = RedirectResponse(f"{LOGIN}?out=1", 303)
        response.delete_cookie(COOKIE, path="/desk")
        return response

    return routes
