"""Where a process tells its figures: `/metrics` beside the pages of a web process, a small server of its own elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from qingfeng.app.settings import Settings
from qingfeng.app.wiring import House
from qingfeng.kernel import log, metrics, trace
from qingfeng.kernel.auth import same
from qingfeng.kernel.socket import Receive, Scope, Send, client_of, header

logger = log.get(__name__)
PATH = "/metrics"
FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-real-ip", b"via")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def allowed(settings: Settings, scope: Scope) -> bool:
    """With a token, who bears it; else a program of this machine where that was asked for. Whatever a proxy passes on
    comes from this machine too: it is refused by the headers that proxies add."""
    if settings.metrics_token:
        return same(header(scope, b"authorization"), f"Bearer {settings.metrics_token}")
    if not settings.metrics_loopback or any(header(scope, name) for name in FORWARDED):
        return False
    with suppress(ValueError):
        return ipaddress.ip_address(client_of(scope)).is_loopback
    return False


async def tell(settings: Settings, scope: Scope, send: Send) -> None:
    """Answer `/metrics`; 404 to whoever may not know that there is such a thing."""
    if scope["method"] not in ("GET", "HEAD") or not allowed(settings, scope):
        await _answer(send, 404, b"not found\n", "text/plain; charset=utf-8")
    else:
        await _answer(send, 200, generate_latest(), CONTENT_TYPE_LATEST)


async def _answer(send: Send, status: int, body: bytes, kind: str) -> None:
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Measured:
    """Around a web process's HTTP: how long each route takes to answer, with which status."""

    def __init__(self, monotonic: Any) -> None:
        self._monotonic = monotonic

    async def __call__(self, inside: Any, scope: Scope, receive: Receive, send: Send) -> None:
        began, status = self._monotonic(), 500

        async def sending(message: dict[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            with trace.first("http", path=_first_word(scope["path"])):
                await inside(scope, receive, sending)
        finally:
            method = scope["method"] if scope["method"] in METHODS else "other"
            # Only what routing found: an address that somebody made up names no series.
            route = scope.get("path_template") or _first_word(scope["path"])
            metrics.HTTP.labels(method, route, str(status)).observe(self._monotonic() - began)


def _first_word(path: str) -> str:
    for word in ("api", "open", "webchat", "files", "assets"):
        if path.startswith(f"/{word}/"):
            return f"/{word}/*"
    return "page"


class _Quiet(uvicorn.Server):
    """A second server of a process: signals are the process's own business."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def beside(made: House, port: int) -> AsyncIterator[None]:
    """Serve figures and health of a process without a web server, when it was given a port (0: none)."""
    if not port:
        yield
        return
    settings = made.settings

    async def answer(scope: Scope, _: Receive, send: Send) -> None:
        if scope["path"] == PATH:
            await tell(settings, scope, send)
        elif scope["path"] == "/health/live":
            await _answer(send, 200, b'{"status":"ok"}', "application/json")
        elif scope["path"] == "/health/ready":
            ok = await _record_answers(made)
            await _answer(send, 200 if ok else 503, b'{"status":"%s"}' % (b"ok" if ok else b"away"), "application/json")
        else:
            await _answer(send, 404, b"not found\n", "text/plain; charset=utf-8")

    config = uvicorn.Config(
        answer, host=settings.metrics_host, port=port, log_config=None, lifespan="off", ws="none", access_log=False,
        server_header=False, proxy_headers=False,
    )  # fmt: skip
    server = _Quiet(config)
    task = asyncio.create_task(_served(server), name="metrics")
    try:
        yield
    finally:
        server.should_exit = True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(task, 1)


async def _served(server: uvicorn.Server) -> None:
    try:
        await server.serve()
    except SystemExit:  # uvicorn's way to say that the port is taken: no reason to stop working
        logger.error("metrics port not opened", port=server.config.port)


async def _record_answers(made: House) -> bool:
    try:
        async with asyncio.timeout(3):
            await made.db.system.fetchval("SELECT 1")
    except Exception as error:  # noqa: BLE001  # whatever it is, the record does not answer
        logger.debug("not ready", error=type(error).__name__)
        return False
    return True
