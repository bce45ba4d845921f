"""The self-service page over HTTP: documents that need no script, under /help, and what their script asks, beside the
chat's routes. Anybody may ask; what costs something is limited by the address it comes from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from qingfeng.adapters.channels.webchat import help_html as pages
from qingfeng.adapters.channels.webchat.api import Req, Webchat
from qingfeng.adapters.channels.webchat.help_markdown import plain
from qingfeng.adapters.channels.webchat.schemas import Done
from qingfeng.kernel.errors import NotFound, RateLimited, Refused, Unauthenticated
from qingfeng.kernel.http import Limiter, charge
from qingfeng.ports.channel import ChannelRef, Sender
from qingfeng.ports.selfcare import (
    HelpDesk,
    HelpHits,
    HelpLook,
    HelpMine,
    HelpPages,
    HelpProgress,
    HelpVisit,
    Lang,
)

POLICY = (
    "default-src 'self'; img-src 'self' data: blob: https:; media-src 'self' blob:; style-src 'self' 'unsafe-inline';"
    " font-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'self'"
)
KEPT = "public, max-age=30"
"""How long browsers and proxies show a page without asking: what is withdrawn is gone after that."""
Key = Annotated[str, QueryParameter(min_length=4, max_length=80)]
Words = Annotated[str, QueryParameter(max_length=200)]
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Page = Response[str]


class VisitIn(msgspec.Struct):
    """`visit`: a number that the page makes up for as long as its tab is open. `what`: `came`, `searched` for `q`, `read` the
    article `slug`, or said whether it was `helpful`."""

    channel: Annotated[str, msgspec.Meta(min_length=4, max_length=80)]
    visit: UUID
    lang: Lang
    what: Literal["came", "searched", "read", "judged"]
    q: Annotated[str, msgspec.Meta(max_length=200)] = ""
    slug: Annotated[str, msgspec.Meta(max_length=80)] = ""
    helpful: bool | None = None


class ProgressIn(msgspec.Struct):
    """`values`: by the names of the task's slots."""

    channel: Annotated[str, msgspec.Meta(min_length=4, max_length=80)]
    lang: Lang
    task: Short
    values: Annotated[dict[Short, Annotated[str, msgspec.Meta(max_length=80)]], msgspec.Meta(max_length=4)] = {}
    visit: UUID | None = None


class Help:
    """What the routes work with; limits are per process, by the address that asks."""

    def __init__(self, chat: Webchat, centre: HelpPages, shell: Callable[[], str | None], rate: float = 1.0) -> None:
        self.chat = chat
        self.centre = centre
        self.shell = shell
        self.pages = Limiter(chat.clock, 5 * rate, int(60 * rate))
        self.searches = Limiter(chat.clock, 5 * rate, int(40 * rate))
        self.counts = Limiter(chat.clock, 2 * rate, int(40 * rate))
        self.lookups = Limiter(chat.clock, rate / 20, max(1, int(10 * rate)))

    async def channel(self, key: str) -> ChannelRef:
        return await self.chat.channel_by_key(key, "")

    async def known(self, request: Req, channel: ChannelRef) -> Sender | None:
        """Whoever holds a visitor's token of this very chat; None for a token that is not good."""
        if "authorization" not in request.headers:
            return None
        try:
            visitor, own = await self.chat.visitor(request)
        except (Unauthenticated, NotFound):
            return None
        return visitor.sender if own.id == channel.id else None


def _from(request: Req) -> str:
    return request.client.host if request.client else ""


# ---------------------------------------------------------------- documents


def spoken(header: str) -> Lang | None:
    """The first of our languages that a browser asks for; None when there is none."""
    ranked: list[tuple[float, Lang]] = []
    for part in header[:500].split(","):
        name, _, rest = part.strip().partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest else 1.0
        except ValueError:
            weight = 0.0
        language = name.lower()
        if language.startswith("zh"):
            ranked.append((weight, "zh-CN"))
        elif language.startswith("en"):
            ranked.append((weight, "en"))
    return max(ranked, key=lambda one: one[0])[1] if ranked and max(ranked)[0] > 0 else None


async def _frame(help_: Help, request: Req, key: str, lang: str) -> tuple[pages.Frame, ChannelRef]:
    charge(request, help_.pages, _from(request))
    channel = await help_.channel(key)
    asked: Lang | None = "zh-CN" if lang == "zh-CN" else "en" if lang == "en" else None
    face, chosen = await help_.centre.face(channel, asked or spoken(request.headers.get("accept-language", "")))
    return pages.Frame(key=key, lang=chosen, asked=asked if asked == chosen else None, face=face), channel


def _document(help_: Help, request: Req, frame: pages.Frame, content: pages.Content, status: int = 200) -> Page:
    shell = help_.shell()
    if shell is None:
        return _plain(503, "The screens are not built yet; `make run` builds them.")
    html = pages.page(shell, frame, content)
    tag = f'"{hashlib.sha256(html.encode()).hexdigest()[:20]}"'
    headers = {"Vary": "Accept-Language", "ETag": tag, "Cache-Control": KEPT, "Content-Security-Policy": POLICY}
    if status != 200:
        headers["Cache-Control"] = "no-store"
    elif request.headers.get("if-none-match") == tag:
        return Response("", status_code=304, headers=headers, media_type="text/html")
    return Response(html, status_code=status, headers=headers, media_type="text/html; charset=utf-8")


def _plain(status: int, words: str) -> Page:
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY}
    return Response(words + "\n", status_code=status, headers=headers, media_type="text/plain; charset=utf-8")


def _refused(error: Refused) -> Page:
    if isinstance(error, RateLimited):
        return _plain(429, "操作有点快，请稍等几秒再试。 Too many requests; wait a few seconds.")
    return _plain(error.status, "没有这个帮助页。 There is no such help page.")


@get("/help/{key:str}", include_in_schema=False)
async def home(
    help_centre: NamedDependency[Help],
    request: Req,
    key: FromPath[str],
    q: Words = "",
    c: Words = "",
    lang: Annotated[str, QueryParameter(max_length=10)] = "",
) -> Page:
    """The front page; with `q` what a search finds; with `c` a category."""
    try:
        frame, channel = await _frame(help_centre, request, key, lang)
    except Refused as error:
        return _refused(error)
    words = " ".join(q.replace("\x00", "").split())
    if words:
        charge(request, help_centre.searches, _from(request))
        hits = await help_centre.centre.search(channel, frame.lang, words)
        return _document(help_centre, request, frame, pages.results(frame, words, hits.items))
    if c:
        try:
            label, lines = await help_centre.centre.shelf(channel, frame.lang, c)
        except NotFound:
            return _document(help_centre, request, frame, pages.missing(frame), 404)
        return _document(help_centre, request, frame, pages.shelf(frame, label, lines))
    found = await help_centre.centre.home(channel, frame.lang)
    return _document(help_centre, request, frame, pages.home(frame, found.hot, found.shelves, found.tasks))


@get("/help/{key:str}/a/{slug:str}", include_in_schema=False)
async def article(
    help_centre: NamedDependency[Help],
    request: Req,
    key: FromPath[str],
    slug: FromPath[str],
    lang: Annotated[str, QueryParameter(max_length=10)] = "",
) -> Page:
    """One article at an address of its own."""
    try:
        frame, channel = await _frame(help_centre, request, key, lang)
    except Refused as error:
        return _refused(error)
    try:
        found = await help_centre.centre.article(channel, frame.lang, slug.replace("\x00", ""))
    except NotFound:
        return _document(help_centre, request, frame, pages.missing(frame), 404)
    return _document(help_centre, request, frame, pages.article(frame, found, plain(found.body)))


# ---------------------------------------------------------------- what the script asks


@get("/search")
async def search(
    help_centre: NamedDependency[Help], request: Req, channel: Key, lang: FromQuery[Lang], q: Words = ""
) -> HelpHits:
    """Articles for what is being typed, the likeliest first."""
    charge(request, help_centre.searches, _from(request))
    there = await help_centre.channel(channel)
    return await help_centre.centre.search(there, lang, q)


@get("/desk")
async def desk(help_centre: NamedDependency[Help], request: Req, channel: Key, lang: FromQuery[Lang]) -> HelpDesk:
    """Whether people are there now, and how long one would wait for them."""
    charge(request, help_centre.counts, _from(request))
    return await help_centre.centre.desk(await help_centre.channel(channel), lang)


@get("/mine")
async def mine(help_centre: NamedDependency[Help], request: Req, channel: Key) -> HelpMine:
    """What is open of a visitor's own, for the token of the chat on this page."""
    charge(request, help_centre.counts, _from(request))
    there = await help_centre.channel(channel)
    sender = await help_centre.known(request, there)
    if sender is None:
        await help_centre.centre.face(there, None)
        return HelpMine(known=False, conversation=None, orders=[])
    return await help_centre.centre.mine(there, sender)


@post("/progress", status_code=200)
async def progress(help_centre: NamedDependency[Help], request: Req, data: JSONBody[ProgressIn]) -> HelpProgress:
    """Where an order or a parcel is: by its number and the digits that go with it, or for who is vouched for by the number
    alone. A wrong number and wrong digits give one answer; after five of them the number rests for 15 minutes."""
    charge(request, help_centre.lookups, _from(request))
    channel = await help_centre.channel(data.channel)
    sender = await help_centre.known(request, channel)
    look = HelpLook(task=data.task, values=data.values, visit=data.visit)
    return await help_centre.centre.progress(channel, data.lang, look, sender)


@post("/visit", status_code=200)
async def visit(help_centre: NamedDependency[Help], request: Req, data: JSONBody[VisitIn]) -> Done:
    """Count what was done, without saying by whom."""
    charge(request, help_centre.counts, _from(request))
    channel, who = await help_centre.channel(data.channel), HelpVisit(id=data.visit, lang=data.lang)
    if data.what == "came":
        await help_centre.centre.came(channel, who)
    elif data.what == "searched":
        await help_centre.centre.searched(channel, who, data.q)
    else:
        helpful = data.helpful if data.what == "judged" else None
        await help_centre.centre.has_read(channel, who, data.slug.replace("\x00", ""), helpful)
    return Done()


def routes(centre: Help) -> list[Router]:
    """The documents, and what their script asks under /webchat/v1/help."""
    given = {"help_centre": Provide(lambda: centre, sync_to_thread=False)}
    opt = {"public": True}
    return [
        Router("/", route_handlers=[home, article], dependencies=given, opt=opt),
        Router(
            "/webchat/v1/help",
            route_handlers=[search, desk, mine, progress, visit],
            dependencies=given,
            tags=["self-service page"],
            opt=opt,
        ),
    ]
