"""How much one address may ask of the interfaces, and how large a request may be."""

from __future__ import annotations

from functools import cached_property
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.ui.api.errors import error_json
from kb.ui.measures import Measures
from kb.ui.words import too_fast, too_large

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import RateLimiter

PATHS = ("/api", "/v1", "/mcp")
MOST_BYTES = 512_000  # of a request


class LimitsMiddleware:
    """Refuses what is too large or too often; `per_minute` 0 sets no rate."""

    def __init__(self, app: ASGIApp, per_minute: int, measures: Measures) -> None:
        self.app = app
        self._per_minute = per_minute
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = next((p for p in PATHS if scope["type"] == "http" and (scope["path"] + "/").startswith(f"{p}/")), None)
        if path is None:
            await self.app(scope, receive, send)
            return
        status = 500

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._limited(scope, receive, counted)
        finally:
            self._measures.requested(path, status)

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        if self._per_minute and not self._limiter[0].hit(self._limiter[1], address_key(request)):
            await error_json(429, "rate_limit", too_fast(self._per_minute))(scope, receive, send)
            return
        length = request.headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            await error_json(413, "too_large", too_large(MOST_BYTES))(scope, receive, send)
            return
        seen = 0

        async def metered() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > MOST_BYTES:  # a body without a length; nobody waits for the answer of a cut connection
                return {"type": "http.disconnect"}
            return message

        await self.app(scope, metered, send)

    @cached_property
    def _limiter(self) -> tuple[RateLimiter, RateLimitItem]:
        """Imported with the first request, not with the start."""
        from limits import RateLimitItemPerMinute
        from limits.storage import MemoryStorage
        from limits.strategies import MovingWindowRateLimiter

        return MovingWindowRateLimiter(MemoryStorage()), RateLimitItemPerMinute(self._per_minute)


def address_key(request: Request) -> str:
    """The client's address; of IPv6 its network, as one client has all of a /64."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host.split("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(int(address) >> 64)
    return str(address)
