"""The built screens: the console, the widget, the customer's page and the demo shop."""

from __future__ import annotations

import asyncio
import mimetypes
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from qingfeng.app.settings import Settings
from qingfeng.kernel.socket import Receive, Scope, Send

TOP = Path(__file__).resolve().parents[3]


def _built(name: str) -> Path:
    """Where the screens of a front end are: within a package that was installed, else where they are built."""
    within = Path(__file__).resolve().parents[1] / "screens" / name
    return within if within.is_dir() else TOP / name / "dist"


CONSOLE = _built("console")
WIDGET = _built("widget")

SAFE_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(self), geolocation=()"),
]
_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline';"
    " font-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'self'"
)
CONSOLE_POLICY = f"{_POLICY}; frame-ancestors 'none'".encode()
CHAT_POLICY = _POLICY.encode()
SHOP_POLICY = f"{_POLICY}; script-src 'self' 'unsafe-inline'".encode()  # a host page of its own, without users' content
PREVIEW_POLICY = f"{_POLICY}; frame-ancestors 'self'".encode()
_WIDGET_FILES = frozenset({"/widget.js", "/widget-chat.js", "/widget-help.js", "/widget-preview.js"})
_KEY = re.compile(r"^/chat/([A-Za-z0-9_-]{4,80})$")
DEMO_KEY = "demo-shop"


class Pages:
    """Answers what is a file; hands everything else to the routes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._kept: dict[Path, tuple[int, bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send, routes: Any) -> None:
        path = scope["path"]
        if path.startswith(("/api/", "/open/", "/health/", "/files/", "/help/")):
            await routes(scope, receive, _with_headers(send))
        elif path.startswith("/webchat/"):
            await _cors(scope, receive, send, routes)
        elif scope["method"] not in ("GET", "HEAD"):
            await _answer(send, 405, b"", [(b"allow", b"GET, HEAD")])
        else:
            await self._page(path, send, scope)

    async def _page(self, path: str, send: Send, scope: Scope) -> None:
        key = _KEY.match(path)
        if path in _WIDGET_FILES:
            headers = [(b"cache-control", b"public, max-age=300"), *_ANYBODY]
            await self._file(send, WIDGET / path.lstrip("/"), headers)
        elif key:
            await self._file(send, WIDGET / "chat.html", [(b"content-security-policy", CHAT_POLICY)], key[1])
        elif path == "/widget/preview":
            await self._file(send, WIDGET / "preview.html", [(b"content-security-policy", PREVIEW_POLICY)])
        elif path == "/demo/shop":
            await self._file(send, WIDGET / "shop.html", [(b"content-security-policy", SHOP_POLICY)], DEMO_KEY)
        elif path.startswith("/assets/"):
            await self._under(send, CONSOLE, path.removeprefix("/"))
        else:
            file = await asyncio.to_thread(_inside, CONSOLE, path.lstrip("/"))
            if file is not None:
                await self._file(send, file, [])
            else:
                headers = [(b"content-security-policy", CONSOLE_POLICY), (b"cache-control", b"no-cache")]
                await self._file(send, CONSOLE / "index.html", headers)

    async def _under(self, send: Send, folder: Path, name: str) -> None:
        file = await asyncio.to_thread(_inside, folder, name)
        if file is None:
            await _answer(send, 404, b"not found", [])
        else:
            await self._file(send, file, [(b"cache-control", b"public, max-age=31536000, immutable"), *_ANYBODY])

    def _read(self, file: Path) -> bytes:
        stamp = file.stat().st_mtime_ns
        kept = self._kept.get(file)
        if kept is None or kept[0] != stamp:
            kept = self._kept[file] = (stamp, file.read_bytes())
        return kept[1]

    async def _file(self, send: Send, file: Path, headers: list[tuple[bytes, bytes]], channel_key: str = "") -> None:
        try:
            body = await asyncio.to_thread(self._read, file)
        except OSError:
            await _answer(send, 503, b"The screens are not built yet; `make run` builds them.\n", [])
            return
        body = body.replace(b"__CHANNEL_KEY__", channel_key.encode()) if channel_key else body
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if kind.startswith("text/") or kind.endswith(("javascript", "json")):
            kind += "; charset=utf-8"
        await _answer(send, 200, body, [(b"content-type", kind.encode()), *headers])


def help_shell() -> str | None:
    """The built template of the self-service page, read anew when it was built anew; None while it is not there."""
    file = WIDGET / "help.html"
    try:
        return _shell(file, file.stat().st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=2)
def _shell(file: Path, stamp: int) -> str:
    return file.read_text("utf-8")


_ANYBODY = [(b"access-control-allow-origin", b"*"), (b"cross-origin-resource-policy", b"cross-origin")]


def _inside(folder: Path, name: str) -> Path | None:
    """The file of that name below the folder; None when there is none, or the name leads out of it."""
    try:
        file = (folder / name).resolve()
        return file if file.is_relative_to(folder.resolve()) and file.is_file() else None
    except (OSError, ValueError):  # a name too long for the disk, or with a NUL in it
        return None


async def _answer(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [length, *SAFE_HEADERS, *headers]})
    await send({"type": "http.response.body", "body": body})


def _with_headers(send: Send, extra: list[tuple[bytes, bytes]] | None = None) -> Send:
    async def sending(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            have = {name.lower() for name, _ in message["headers"]}
            added = [h for h in [*SAFE_HEADERS, *(extra or [])] if h[0] not in have]
            message = {**message, "headers": [*message["headers"], *added]}
        await send(message)

    return sending


async def _cors(scope: Scope, receive: Receive, send: Send, routes: Any) -> None:
    """The widget speaks from other sites' pages, with a bearer token and without cookies: anybody may ask."""
    headers = [
        (b"access-control-allow-origin", b"*"),
        (b"access-control-allow-headers", b"authorization, content-type"),
        (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
        (b"access-control-max-age", b"86400"),
    ]
    if scope["method"] == "OPTIONS":
        await _answer(send, 204, b"", headers)
    else:
        await routes(scope, receive, _with_headers(send, headers))
