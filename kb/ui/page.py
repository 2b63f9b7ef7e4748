"""The page around the app: its language, its head, and the headers that keep it to its own host."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio evaluates its templates with Function() and writes inline styles: hence the two unsafe- words.
# Whatever else goes wrong, the browser loads nothing from, and sends nothing to, another host.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)
FRAMED = "frame-ancestors 'self'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
# Gradio's own advertisement for link previews.
PREVIEW = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*')
NOSCRIPT = '<noscript><p style="padding:2rem">本页面需要启用 JavaScript。</p></noscript>'

# Gradio speaks the browser's language and sets `lang` by it; this site speaks Chinese.
CHINESE = """<script>
for (const [name, value] of [["language", "zh-CN"], ["languages", ["zh-CN"]]])
  Object.defineProperty(navigator, name, { get: () => value });
</script>"""


def rewritten(html: str) -> str:
    """Gradio's page as a Chinese one, without its previews."""
    html = html.replace('lang="en"', 'lang="zh-CN"', 1).replace("<head>", f"<head>{CHINESE}", 1)
    return PREVIEW.sub("", html).replace("<gradio-app", f"{NOSCRIPT}<gradio-app", 1)


class EmbedMiddleware:
    """Lets the sites of `origins`, separated by spaces, show what is below it in a frame."""

    def __init__(self, app: ASGIApp, origins: str) -> None:
        self.app = app
        self._policy = POLICY.replace(FRAMED, f"{FRAMED} {origins}".strip())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def forward(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers["Content-Security-Policy"] = self._policy
                message["headers"] = headers.raw
            await send(message)

        await self.app(scope, receive, forward if scope["type"] == "http" else send)


class HeadersMiddleware:
    """Adds `HEADERS` to every response of the site that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def forward(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                message["headers"] = headers.raw
            await send(message)

        await self.app(scope, receive, forward if scope["type"] == "http" else send)


class PageMiddleware:
    """Rewrites Gradio's HTML pages; sits inside Gradio's compression."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start: Message | None = None  # held back while the body of an HTML page is collected
        body = b""

        async def forward(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                if MutableHeaders(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                    start = message
                    return
            elif message["type"] == "http.response.body" and start is not None:
                body += message.get("body", b"")
                if message.get("more_body", False):
                    return
                page = rewritten(body.decode("utf-8")).encode("utf-8")
                headers = MutableHeaders(raw=start["headers"])
                if scope["method"] != "HEAD":
                    headers["content-length"] = str(len(page))
                start["headers"] = headers.raw
                await send(start)
                start, message = None, {**message, "body": page if scope["method"] != "HEAD" else b""}
            await send(message)

        await self.app(scope, receive, forward)
