"""The terminal application in a browser: textual-serve with a page of its own that needs nothing from outside.

Requests for another host name, or made by another site's page, are refused: a web page the reader happens to visit
must not be able to type into the application.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from textual_serve.server import Server

_LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class LocalServer(Server):
    """Serves one command to this machine."""

    def __init__(self, command: str, host: str, port: int, *, any_origin: bool) -> None:
        super().__init__(
            command, host=host, port=port, title="connecteur", templates_path=str(Path(__file__).with_name("templates"))
        )
        self._any_origin = any_origin

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._refuse_strangers)
        return app

    @web.middleware
    async def _refuse_strangers(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        name = urlsplit(f"//{request.host}").hostname
        origin = request.headers.get("Origin")
        foreign = origin is not None and urlsplit(origin).netloc != request.host
        if foreign or (not self._any_origin and name not in _LOOPBACK_NAMES):
            raise web.HTTPForbidden(text="connecteur answers this machine only")
        response = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = (
                "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
                "img-src 'self' data:; font-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'"
            )
        return response

    def initialize_logging(self) -> None:
        """Only what goes wrong is told; who looked when is not."""
        logging.basicConfig(level=logging.WARNING)
        logging.getLogger("aiohttp.access").setLevel(logging.WARNING)

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: the verb has said where to look."""


def serve(command: str, host: str, port: int, *, any_origin: bool) -> None:
    """Serve until interrupted.

    Args:
        command: what each visitor's terminal runs.
        host: address to listen on.
        port: port to listen on.
        any_origin: answer other host names too, as --expose allows.
    """
    LocalServer(command, host, port, any_origin=any_origin).serve()
