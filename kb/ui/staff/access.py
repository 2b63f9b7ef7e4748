"""Who may reach a staff page: asked before anything that is served for it, pages, functions and files alike."""

from __future__ import annotations

from collections.abc import Collection
from contextvars import ContextVar
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kb.errors import PolicyKBError
from kb.office.accounts import Account, Role
from kb.office.sessions import Sessions
from kb.ui.staff.words import CROSS_SITE, FORBIDDEN, SIGN_IN

COOKIE = "policy_kb_session"
LOGIN = "/desk/login"
HOMES: dict[Role, str] = {"staff": "/desk/", "evaluator": "/desk/evaluation/", "administrator": "/desk/"}
_SAFE = ("GET", "HEAD", "OPTIONS")
_account: ContextVar[Account] = ContextVar("account")


def current() -> Account:
    """Whose request is being served. Only behind a `Guard`."""
    return _account.get()


class Guard:
    """Lets through requests of signed-in accounts with one of `roles`, from pages of this site only."""

    def __init__(self, app: ASGIApp, sessions: Sessions, roles: Collection[Role]) -> None:
        self.app = app
        self._sessions = sessions
        self._roles = frozenset(roles)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refusal, account = await self._judged(scope)
        if account is None or refusal is not None:
            await (refusal or _refused(401, SIGN_IN))(scope, receive, send)
            return
        token = _account.set(account)
        try:
            await self.app(scope, receive, send)
        finally:
            _account.reset(token)

    async def _judged(self, scope: Scope) -> tuple[Response | None, Account | None]:
        connection = HTTPConnection(scope)
        account = await run_in_threadpool(signed_in, self._sessions, connection)
        if account is None:
            return _to_login(connection) if _wants_page(scope, connection) else _refused(401, SIGN_IN), None
        if account.role not in self._roles:
            return _refused(403, FORBIDDEN), account
        if scope["type"] == "websocket" or (scope["method"] not in _SAFE and not own_site(connection)):
            return _refused(403, CROSS_SITE), account
        return None, account


def signed_in(sessions: Sessions, connection: HTTPConnection) -> Account | None:
    token = connection.cookies.get(COOKIE, "")
    try:
        return sessions.find(token) if token else None
    except PolicyKBError:  # the file is in use elsewhere: nobody is let in unseen
        return None


def own_site(connection: HTTPConnection) -> bool:
    """Whether a page of this site sends this. A browser says where from; what says nothing has no cookie to abuse."""
    if connection.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = connection.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == connection.headers.get("host", "")


def after_login(account: Account, wanted: str) -> str:
    """Where to go after signing in: a staff page of this site, and no other address."""
    path = urlsplit(wanted).path
    fits = wanted == path and path.startswith("/desk/") and "//" not in path and "\\" not in path and path != LOGIN
    return path if fits else HOMES[account.role]


def _wants_page(scope: Scope, connection: HTTPConnection) -> bool:
    return scope["type"] == "http" and scope["method"] == "GET" and "text/html" in connection.headers.get("accept", "")


def _to_login(connection: HTTPConnection) -> Response:
    return RedirectResponse(f"{LOGIN}?next={quote(connection.url.path)}", 303)


def _refused(status: int, message: str) -> Response:
    return JSONResponse({"error": message}, status, {"Cache-Control": "no-store"})


class Allowed:
    """A dependency of a route: the account when it has one of `roles`. Used where no `Guard` stands before it."""

    def __init__(self, sessions: Sessions, *roles: Role) -> None:
        self._sessions = sessions
        self._roles = roles

    def __call__(self, request: Request) -> Account:
        account = signed_in(self._sessions, request)
        if account is None:
            raise Refused(401, SIGN_IN)
        if account.role not in self._roles:
            raise Refused(403, FORBIDDEN)
        if request.method not in _SAFE and not own_site(request):
            raise Refused(403, CROSS_SITE)
        return account


class Refused(Exception):
    """Turned into a response by the site."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message

    def response(self) -> Response:
        return _refused(self.status, self.message)
