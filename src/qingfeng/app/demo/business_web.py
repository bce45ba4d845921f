"""The demo's business system as a process of its own: HTTP and JSON on this machine, described by an OpenAPI document.

`POST /admin/faults` makes it fail on demand: `{"mode": "down" | "slow" | "lose" | "late" | "ok", "seconds": 5, "operation": ""}`.
`lose`: the work is done and the answer is not given; `late`: it is given so many seconds after the work.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote
from zoneinfo import ZoneInfo

import msgspec
import uvicorn

from qingfeng.app.demo.business_data import Books, seeded
from qingfeng.app.demo.business_shop import Shop
from qingfeng.app.settings import Settings
from qingfeng.kernel import log
from qingfeng.kernel.auth import same
from qingfeng.kernel.clock import Clock, SystemClock

CODE = "business"
HEADER = "X-Shop-Key"
TITLE = "知夏商城业务系统"
MOST_BYTES = 64 * 1024
ZONE = ZoneInfo("Asia/Shanghai")
REHEARSAL = "/rehearsal"
"""Behind it each rehearsal has books of its own, as they are at the beginning; nothing real happens."""
REHEARSALS = 200
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_ORDER = {"number": "订单号", "tail": "下单手机号后四位"}
_VISIT = {**_ORDER, "day": "日期 YYYY-MM-DD", "part": "morning 或 afternoon"}
_ROUTES: tuple[tuple[str, str, str, str, dict[str, str], set[str]], ...] = (
    # operation, method, path, summary, fields, those that may be left out
    ("find_order", "get", "/orders/{number}", "查订单", _ORDER, set()),
    ("find_parcel", "get", "/parcels/{number}", "查物流（运单号或订单号）", _ORDER, set()),
    ("list_coupons", "get", "/orders/{number}/coupons", "查优惠券", _ORDER, set()),
    (
        "make_return",
        "post",
        "/returns",
        "申请退货退款",
        {**_ORDER, "reason": "broken、wrong、dislike 或 other", "opened": "是否已拆封使用"},
        {"opened"},
    ),
    ("drop_return", "delete", "/returns/{number}", "撤销退货", {"number": "退货单号"}, set()),
    ("book_pickup", "post", "/pickups", "预约上门取件", {"return_number": "退货单号"}, set()),
    (
        "make_invoice",
        "post",
        "/invoices",
        "开电子发票",
        {**_ORDER, "kind": "personal 或 company", "title": "抬头", "tax_number": "税号", "email": "接收邮箱"},
        {"tax_number", "email"},
    ),
    ("book_installation", "post", "/installations", "预约安装", _VISIT, {"part"}),
    ("make_repair", "post", "/repairs", "报修", {**_VISIT, "fault": "故障现象"}, {"part"}),
    ("change_address", "put", "/orders/{number}/address", "修改收货地址", {**_ORDER, "address": "新地址"}, set()),
)


def document() -> dict[str, Any]:
    """Its OpenAPI description."""
    paths: dict[str, Any] = {}
    for name, method, path, summary, fields, free in _ROUTES:
        said: dict[str, Any] = {"operationId": name, "summary": summary, "parameters": [], "responses": {"200": {}}}
        body = {}
        for field, about in fields.items():
            place = "path" if f"{{{field}}}" in path else "query"
            if place == "query" and method in ("post", "put"):
                body[field] = {"description": about}
            else:
                said["parameters"].append(
                    {"name": field, "in": place, "required": field not in free, "description": about}
                )
        if method != "get":
            said["parameters"].append({"name": "Idempotency-Key", "in": "header"})
        if body:
            schema = {"type": "object", "properties": body, "required": [n for n in body if n not in free]}
            said["requestBody"] = {"content": {"application/json": {"schema": schema}}}
        paths.setdefault(path, {})[method] = said
    return {"openapi": "3.1.0", "info": {"title": TITLE, "version": "1"}, "paths": paths}


def key_of(secret: bytes) -> str:
    """What a caller has to show; made from the installation's key."""
    return hmac.new(secret, b"qingfeng.demo-business", hashlib.sha256).hexdigest()[:32]


class Faults(msgspec.Struct, forbid_unknown_fields=True):
    """What goes wrong from now on. `operation`: only there; empty: everywhere. `count`: so many times; 0: until told."""

    mode: str = "ok"
    seconds: float = 5.0
    operation: str = ""
    count: int = 0


class BusinessWeb:
    """One ASGI application."""

    def __init__(self, shop: Shop, key: str, clock: Clock) -> None:
        self._shop = shop
        self._key = key
        self._clock = clock
        self.faults = Faults()
        self.asked: list[str] = []
        self._rehearsals: OrderedDict[str, Shop] = OrderedDict()
        self._beginning: tuple[date, bytes] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return None
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        body = bytearray()
        more = True
        while more and len(body) <= MOST_BYTES:
            part = await receive()
            body += part.get("body", b"")
            more = part.get("more_body", False)
        path, method = scope["path"], scope["method"].lower()
        if path == "/health/ready":
            return await _tell(send, 200, {"status": "ok"})
        if path == "/openapi.json":
            return await _tell(send, 200, document())
        if not same(headers.get(HEADER.lower(), ""), self._key):
            return await _tell(send, 401, {"code": "unauthorised"})
        if path == "/admin/faults" and method == "post":
            return await self._set_faults(bytes(body), send)
        raw = scope["raw_path"].split(b"?")[0].decode("ascii")
        rehearsed = raw.startswith(f"{REHEARSAL}/")
        found = _found(method, raw.removeprefix(REHEARSAL) if rehearsed else raw)
        if found is None:
            return await _tell(send, 404, {"code": "no_such_operation"})
        name, given = found
        try:
            said = msgspec.json.decode(bytes(body)) if body else {}
        except msgspec.DecodeError:
            return await _tell(send, 400, {"code": "bad_json"})
        given |= dict(parse_qsl(scope["query_string"].decode("latin-1")))
        given |= said if isinstance(said, dict) else {}
        key = headers.get("idempotency-key", "") if method != "get" else ""
        if rehearsed:
            return await _tell(send, *self._rehearsal(headers.get("x-rehearsal", "")).answer(name, given, key))
        return await self._do(name, given, key, send)

    def _rehearsal(self, name: str) -> Shop:
        shop = self._rehearsals.get(name)
        if shop is None:
            today = self._shop.today()
            if self._beginning is None or self._beginning[0] != today:
                self._beginning = (today, msgspec.json.encode(seeded(today)))
            books = msgspec.json.decode(self._beginning[1], type=Books)
            shop = self._rehearsals[name] = Shop(None, self._shop.today, books)
            if len(self._rehearsals) > REHEARSALS:
                self._rehearsals.popitem(last=False)
        return shop

    async def _do(self, name: str, given: dict[str, Any], key: str, send: Send) -> None:
        self.asked.append(name)
        mode = self._mode(name)
        if mode == "down":
            return await _tell(send, 503, {"code": "down"})
        if mode == "slow":
            await self._clock.sleep(self.faults.seconds)
        status, answer = self._shop.answer(name, given, key)
        if mode == "late":
            await self._clock.sleep(self.faults.seconds)
        if mode == "lose":
            return await _tell(send, 502, {"code": "lost"})
        return await _tell(send, status, answer)

    def _mode(self, name: str) -> str:
        if self.faults.operation not in ("", name):
            return "ok"
        mode = self.faults.mode
        if self.faults.count and mode != "ok":
            self.faults.count -= 1
            if not self.faults.count:
                self.faults.mode = "ok"
        return mode

    async def _set_faults(self, body: bytes, send: Send) -> None:
        try:
            self.faults = msgspec.json.decode(body, type=Faults)
        except (msgspec.DecodeError, msgspec.ValidationError):
            return await _tell(send, 422, {"code": "bad_faults"})
        return await _tell(send, 200, msgspec.to_builtins(self.faults))


def _found(method: str, path: str) -> tuple[str, dict[str, Any]] | None:
    parts = path.split("/")
    for name, its_method, pattern, *_ in _ROUTES:
        wanted = pattern.split("/")
        if its_method != method or len(wanted) != len(parts):
            continue
        given = {w[1:-1]: unquote(p) for w, p in zip(wanted, parts, strict=True) if w.startswith("{")}
        if all(w.startswith("{") or w == p for w, p in zip(wanted, parts, strict=True)):
            return name, given
    return None


async def _tell(send: Send, status: int, body: dict[str, Any]) -> None:
    content = msgspec.json.encode(body)
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def folder(data_dir: Path) -> Path:
    """Where it keeps its books, apart from ours."""
    return data_dir / "demo-business"


def run(settings: Settings) -> None:
    """Serve until told to stop."""
    log.configure(settings.log_level, settings.log_format)
    clock = SystemClock()

    def today() -> date:
        return clock.now().astimezone(ZONE).date()

    folder(settings.data_dir).mkdir(parents=True, exist_ok=True)
    shop = Shop(folder(settings.data_dir) / "books.json", today)
    app = BusinessWeb(shop, key_of(settings.secret_key), clock)
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=settings.demo_business_port,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=1,
    )
