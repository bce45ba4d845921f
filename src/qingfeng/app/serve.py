"""The web process: HTTP, the two kinds of sockets, and the screens' files."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import uvicorn
from litestar import Litestar, Router, get
from litestar.di import NamedDependency, Provide
from litestar.openapi import OpenAPIConfig

from qingfeng import __version__
from qingfeng.adapters.channels.open import api as open_api
from qingfeng.adapters.channels.webchat import api as webchat_api
from qingfeng.adapters.channels.webchat import help as webchat_help
from qingfeng.adapters.channels.webchat.socket import WebchatSocket
from qingfeng.app import api_demo, api_parked, metrics_door, wiring
from qingfeng.app.description import JsonPlugin, described
from qingfeng.app.settings import Settings
from qingfeng.app.socket_protocol import SocketProtocol
from qingfeng.app.static import Pages, help_shell
from qingfeng.app.wiring import House
from qingfeng.flow import (
    api_article_files,
    api_ask,
    api_audit,
    api_bundle,
    api_callbacks,
    api_conversation_files,
    api_customer_files,
    api_customers,
    api_desk,
    api_looks,
    api_model,
    api_privacy,
    api_reviews,
    api_selfcare,
    api_setup,
    api_surveys,
    api_texts,
    desk_links,
    desk_macros,
    desk_notices,
    desk_recall,
    desk_search,
    desk_tags,
    desk_views,
    floor_api,
    gaps,
    translate,
    understand,
)
from qingfeng.flow.article_files import Pictures
from qingfeng.flow.desk_socket import DeskSocket
from qingfeng.flow.outbound import TypingRelay
from qingfeng.flow.selfcare import HelpCentre
from qingfeng.kernel import log, metrics, text
from qingfeng.kernel.clock import Clock, SystemClock
from qingfeng.kernel.http import HANDLERS, Limiter, one_after_another, tell_rate
from qingfeng.kernel.idempotency import IdempotencyKeys, keep_answer
from qingfeng.kernel.socket import Receive, Scope, Send
from qingfeng.modules.access import api as access_api
from qingfeng.modules.access.public import token_limiter
from qingfeng.modules.channels import api as channels_api
from qingfeng.modules.channels import public as channels
from qingfeng.modules.cocreation import api as cocreation_api
from qingfeng.modules.flows import api as flows_api
from qingfeng.modules.insight import api as insight_api
from qingfeng.modules.knowledge import api as knowledge_api
from qingfeng.modules.people import api as people_api
from qingfeng.modules.rehearsal import api as rehearsal_api
from qingfeng.modules.routing import api as routing_api
from qingfeng.modules.understanding import api as understanding_api

logger = log.get(__name__)
BODY_LIMIT = 256 * 1024
DESCRIPTION = OpenAPIConfig(
    title="Qingfeng 清风",
    version=__version__,
    path="/api",
    render_plugins=[JsonPlugin(path="/openapi.json")],
)
OFFICE = [
    *api_ask.handlers,
    *gaps.handlers,
    *api_audit.handlers,
    *api_bundle.handlers,
    *api_callbacks.handlers,
    *api_conversation_files.handlers,
    *api_customer_files.handlers,
    *api_article_files.handlers,
    *api_looks.handlers,
    *api_model.handlers,
    *api_privacy.handlers,
    *api_reviews.handlers,
    *api_selfcare.handlers,
    *api_setup.handlers,
    *api_surveys.handlers,
    *api_texts.handlers,
    *translate.handlers,
]
"""What administrators and editors ask of the flow."""
DESK = [
    *desk_search.handlers,
    *desk_tags.handlers,
    *desk_views.handlers,
    *desk_links.handlers,
    *desk_macros.handlers,
    *desk_notices.handlers,
    *desk_recall.handlers,
    *understand.handlers,
]
"""What desks ask of it, besides the conversation itself."""
FAREWELL_SECONDS = 0.1
STOP_SECONDS = 2
"""How long requests that are being answered may go on when the process is told to stop."""


@get("/health/live", tags=["health"], opt={"public": True})
async def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok", "version": __version__}


@get("/health/ready", tags=["health"], opt={"public": True})
async def ready(made: NamedDependency[House]) -> dict[str, str]:
    """The record answers too; 503 until it does. The broker may be away: then live updates are a second late."""
    async with asyncio.timeout(3):
        await made.db.system.fetchval("SELECT 1")
    return {"status": "ok", "broker": "up" if made.bus.up else "away"}


def http(made: House, chat: webchat_api.Webchat) -> Litestar:
    """The HTTP application of one process."""
    app = Litestar(
        route_handlers=_handlers(made, chat),
        dependencies=_dependencies(made),
        exception_handlers=HANDLERS,
        before_send=[tell_rate, keep_answer],
        request_max_body_size=BODY_LIMIT,
        openapi_config=DESCRIPTION,
        logging_config=None,
        debug=False,
    )
    return described(one_after_another(app))


def _handlers(made: House, chat: webchat_api.Webchat) -> list[Any]:
    return [
        alive,
        ready,
        *access_api.handlers,
        *people_api.handlers,
        *api_desk.handlers,
        *api_customers.handlers,
        *OFFICE,
        *DESK,
        *floor_api.handlers,
        *cocreation_api.handlers,
        *knowledge_api.handlers,
        *flows_api.handlers,
        *rehearsal_api.handlers,
        *understanding_api.handlers,
        *channels_api.handlers,
        *routing_api.handlers,
        *insight_api.handlers,
        *api_parked.handlers,
        *api_demo.handlers,
        *_customers(made, chat),
    ]


def _dependencies(made: House) -> dict[str, Provide]:
    """What routes may ask for by name."""
    limit = Limiter(made.clock, 0.5 * made.settings.rate_factor, int(20 * made.settings.rate_factor))

    def give(value: Any) -> Provide:
        return Provide(lambda: value, sync_to_thread=False)

    return {
        "caller": Provide(access_api.provide_caller),
        "db": give(made.db),
        "sessions": give(made.sessions),
        "factors": give(made.factors),
        "sso": give(made.sso),
        "idempotency": give(IdempotencyKeys(made.db, made.settings.secret_key)),
        "work": give(made.work),
        "spine": give(made.spine),
        "connector": give(made.spine.connector),
        "links": give(made.links),
        "made": give(made),
        "webhooks": give(made.open_channel),
        "watchers": give(wiring.WATCHERS),
        "what_if": give(made.what_if),
        "reader": give(wiring.READER),
        "documents_reader": give(made.documents),
        "pictures_keeper": give(Pictures()),
        "meanings": give(wiring.MEANINGS),
        "sign_in_limit": give(limit),
        "wall_limit": give(Limiter(made.clock, made.settings.rate_factor, int(30 * made.settings.rate_factor))),
        "token_limit": give(token_limiter(made.clock, made.settings.rate_factor)),
    }


def _customers(made: House, chat: webchat_api.Webchat) -> list[Router]:
    """What customers and their channels ask."""
    centre = HelpCentre(made.spine, made.door)
    rate = made.settings.rate_factor
    return [
        webchat_api.routes(chat),
        *webchat_help.routes(webchat_help.Help(chat, centre, help_shell, rate)),
        open_api.routes(made.door, partial(channels.channel_of_token, made.db), made.clock, rate),
    ]


class Web:
    """One ASGI application: sockets to their gateways, pages to the files, everything else to the routes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pages = Pages(settings)
        self._measured = metrics_door.Measured(SystemClock().monotonic)
        self._http: Litestar | None = None
        self._desk: DeskSocket | None = None
        self._chat: WebchatSocket | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = scope["type"]
        if kind == "lifespan":
            await self._lifespan(receive, send)
        elif self._http is None or self._desk is None or self._chat is None:
            raise RuntimeError("not started")
        elif kind == "websocket":
            await self._socket(scope, receive, send)
        elif scope["path"] == metrics_door.PATH:
            await metrics_door.tell(self._settings, scope, send)
        else:
            await self._measured(partial(self._answer, self._http), scope, receive, send)

    async def _answer(self, routes: Litestar, scope: Scope, receive: Receive, send: Send) -> None:
        await self._pages(scope, receive, send, routes)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        gateway = {"/api/v1/live": self._desk, "/webchat/v1/ws": self._chat}.get(scope["path"])
        if gateway is None:
            await receive()
            await send({"type": "websocket.close", "code": 4404, "reason": "not found"})
        else:
            await gateway(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()  # lifespan.startup
        try:
            async with self._running():
                await send({"type": "lifespan.startup.complete"})
                await receive()  # lifespan.shutdown
        except Exception as error:
            logger.exception("start failed")
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.shutdown.complete"})

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[None]:
        async with wiring.house(self._settings, "serve") as made:
            chat = wiring.webchat(made)
            feeds = wiring.feeds(made)
            self._desk = DeskSocket(made.spine, made.sessions)
            self._chat = WebchatSocket(chat, feeds)
            self._http = http(made, chat)
            metrics.SOCKETS.labels("desk").set_function(partial(_open, self._desk))
            metrics.SOCKETS.labels("customer").set_function(partial(_open, self._chat))
            await made.live.start()
            made.bus.on_change(back=self._desk.resync, away=lambda: None)
            typing = TypingRelay(made.spine, {"open": made.open_channel})
            made.live.listen_said(typing.heard)
            feeds.start()
            self._desk.start()
            text.warm()  # the first customer shall not wait for it
            _spare_what_stays()
            try:
                yield
            finally:
                self.going_away()
                feeds.stop()
                typing.stop()

    def going_away(self) -> None:
        """Tell every socket to come back elsewhere."""
        if self._desk is not None and self._chat is not None:
            self._chat.going_away()
            self._desk.stop()


def _open(gateway: DeskSocket | WebchatSocket) -> float:
    return float(len(gateway))


class Server(uvicorn.Server):
    """uvicorn's, which says farewell to sockets before it closes them."""

    def __init__(self, config: uvicorn.Config, web: Web, clock: Clock) -> None:
        super().__init__(config)
        self._web = web
        self._clock = clock

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()  # whoever comes back at once must not come to us
        self._web.going_away()
        await self._clock.sleep(FAREWELL_SECONDS)
        await super().shutdown(sockets)


def _spare_what_stays() -> None:
    """What exists once the process has started is never garbage. Without this the collector walks over all of it, and
    over ten thousand sockets, again and again while customers wait."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def server_config(web: Any, settings: Settings) -> uvicorn.Config:
    """How the web server runs. What a proxy says of who asks is taken from those that the settings trust, from nobody else."""
    return uvicorn.Config(
        web,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws=SocketProtocol,
        ws_per_message_deflate=False,
        ws_max_size=64 * 1024,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=STOP_SECONDS,
    )


def run(settings: Settings) -> None:
    """Serve until told to stop."""
    log.configure(settings.log_level, settings.log_format)
    web = Web(settings)
    config = server_config(web, settings)
    Server(config, web, SystemClock()).run()
