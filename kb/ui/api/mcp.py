"""/mcp: tools for assistants by the Model Context Protocol (streamable HTTP), where the extra `mcp` is installed."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from anyio.to_thread import run_sync
from pydantic import Field
from starlette.types import ASGIApp, Receive, Scope, Send

from kb.errors import NotFound, PolicyKBError
from kb.filters import make_filter
from kb.ui.api.ask import Text
from kb.ui.api.errors import error_json
from kb.ui.api.limits import MOST_BYTES
from kb.ui.api.read import found_clause, hit_row
from kb.ui.asking import MOST_DOCUMENTS, Asked, Asker
from kb.ui.words import API_FAILED, API_MISSING, API_OPENING, MCP_ABOUT, MCP_ASK, MCP_CLAUSE, MCP_MISSING, MCP_SEARCH

if TYPE_CHECKING:
    from mcp.server import MCPServer

MCP_PATH = "/mcp"
Documents = Annotated[list[str], Field(max_length=MOST_DOCUMENTS)]


class Mcp:
    """An ASGI application that imports the protocol, which takes a second, with its first request."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._app: ASGIApp | None = None
        self._starting = asyncio.Lock()
        self._held: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._app is None:
            async with self._starting:
                if self._app is None:
                    await self._start()
        if self._app is None:
            await error_json(501, "not_installed", MCP_MISSING)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _start(self) -> None:
        try:
            server = await run_sync(_server, self._asker)
        except ImportError:
            return
        from mcp.server.transport_security import TransportSecuritySettings

        # Each request stands alone: no sessions that could pile up, and any number of processes behind one address.
        # A browser of another site cannot read the answers (no CORS headers), and there is nothing private in them.
        security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        app = server.streamable_http_app(
            streamable_http_path=MCP_PATH,
            stateless_http=True,
            json_response=True,
            max_request_body_size=MOST_BYTES,
            transport_security=security,
        )
        started = asyncio.Event()

        async def hold() -> None:
            async with server.session_manager.run():
                started.set()
                await asyncio.Event().wait()

        self._held = asyncio.create_task(hold())  # ends with the server's loop
        await started.wait()
        self._app = app


def _server(asker: Asker) -> MCPServer:
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError

    server = MCPServer("policy-kb", instructions=MCP_ABOUT, log_level="ERROR")

    def checked() -> None:
        if not asker.base.ready():
            raise ToolError(API_OPENING)

    def told(error: PolicyKBError) -> ToolError:
        return ToolError(API_MISSING if isinstance(error, NotFound) else str(error) or API_FAILED)

    @server.tool(description=MCP_ASK)
    def ask(
        question: Text, history: list[Text] | None = None, documents: Documents | None = None, as_of: date | None = None
    ) -> dict[str, Any]:
        checked()
        try:
            return asker.ask(Asked(question, tuple(history or ()), tuple(documents or ()), as_of)).to_json()
        except PolicyKBError as error:
            raise told(error) from error

    @server.tool(description=MCP_SEARCH)
    def search(
        text: Text, k: Annotated[int, Field(ge=1, le=50)] = 10, documents: Documents | None = None
    ) -> dict[str, Any]:
        checked()
        try:
            return {"hits": [hit_row(hit) for hit in asker.base.search(text, k, make_filter(documents))]}
        except PolicyKBError as error:
            raise told(error) from error

    @server.tool(description=MCP_CLAUSE)
    def clause(clause_id: Text) -> dict[str, Any]:
        checked()
        try:
            return found_clause(asker.base, clause_id)
        except PolicyKBError as error:
            raise told(error) from error

    return server
