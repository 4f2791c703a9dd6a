"""The outermost layer of each request: headers, log line, metrics, unknown errors."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics

LOG = logging.getLogger("kkmgis.web")

TILE_PATTERN = "/tiles/{layer}/{z}/{x}/{y}.mvt"

UnknownErrorPage = Callable[[Request, str], Awaitable[Response]]


def security_headers(basemap_url: str | None) -> dict[str, str]:
    """Make the headers that every answer carries.

    Parameters
    ----------
    basemap_url : str or None
        The one other host that a browser may ask, for images only.
    """
    images = "'self' data: blob:"
    if basemap_url:
        parts = urlsplit(basemap_url)
        images += f" {parts.scheme}://{parts.netloc.replace('{s}', '*')}"
    policy = (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        f"img-src {images}",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
    return {
        "content-security-policy": "; ".join(policy),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), payment=()",
    }


class Edge:
    """ASGI layer around everything.

    The log line holds the path without its query, which may be a search for a
    person. An error nobody expected is logged under an id, and only that is shown.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        headers: dict[str, str],
        metrics: Metrics,
        unknown_error: UnknownErrorPage,
    ) -> None:
        self._app = app
        self._headers = headers
        self._metrics = metrics
        self._unknown_error = unknown_error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if "cache-control" not in headers:
                    # Pages and answers are for the person who asked, and for now.
                    headers["cache-control"] = "private, no-store"
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:
            reference = secrets.token_hex(6)
            LOG.exception("unexpected error %s", reference)
            if status:
                raise
            page = await self._unknown_error(Request(scope), reference)
            await page(scope, receive, send_with_headers)
        finally:
            seconds = time.perf_counter() - started
            route = _pattern(scope)
            self._metrics.count(scope["method"], route, status, seconds)
            # A map asks for hundreds of tiles: the metrics count them.
            LOG.log(
                logging.DEBUG if route == TILE_PATTERN else logging.INFO,
                "%s %s %d %.1f ms",
                scope["method"],
                scope["path"],
                status,
                seconds * 1000,
            )


def _pattern(scope: Scope) -> str:
    """Tell the pattern of the route that answered; a path may name a parcel."""
    route = getattr(scope.get("route"), "path", None)
    if route is not None:
        return str(route)
    return TILE_PATTERN if scope["path"].endswith(".mvt") else "(none)"
