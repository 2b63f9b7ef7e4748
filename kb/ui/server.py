"""The web server in the foreground: its port, its end, and work that goes on beside it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp

from kb.errors import SettingsError

_GOODBYE = 1  # seconds that open connections get when the server ends; pages keep one open each


def listen(host: str, port: int) -> socket.socket:
    """A socket at the address. Raises SettingsError when it cannot be used."""
    host = host.removeprefix("[").removesuffix("]")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except OSError as error:
        raise SettingsError(f"地址 {host} 不能使用；请换一个 POLICY_KB_HOST，如 127.0.0.1 或 0.0.0.0") from error
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise SettingsError(
            f"端口 {port} 不能使用，可能已被占用；请换一个 POLICY_KB_PORT，或停掉占用它的程序"
        ) from error


def run(site: ASGIApp, at: socket.socket, beside: Callable[[], None] | None = None) -> None:
    """Serves until interrupted. `beside` runs in a thread meanwhile; what it raises ends the server and is raised here."""
    server = uvicorn.Server(
        uvicorn.Config(site, log_level="warning", access_log=False, ws="none", timeout_graceful_shutdown=_GOODBYE)
    )
    failed: list[BaseException] = []

    def work() -> None:
        try:
            if beside is not None:
                beside()
        except BaseException as error:  # raised again where the command can report it
            failed.append(error)
            server.should_exit = True

    threading.Thread(target=work, daemon=True).start()
    with suppress(OSError):  # the socket was closed with the server
        server.run(sockets=[at])
    if failed:
        raise failed[0]
