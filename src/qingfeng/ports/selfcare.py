"""The port of the self-service page: what a page in a customer's browser may ask of the house. `flow` implements it.

Languages are `zh-CN` or `en`. Nothing here names who looks, but for `mine` and `progress` with a sender.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Attachment, ConvView
from qingfeng.ports.channel import ChannelRef, Sender

Lang = Literal["zh-CN", "en"]


class Face(msgspec.Struct, frozen=True, kw_only=True):
    """How the page looks. `languages`: those offered, the usual one first. `listed`: search engines may keep it."""

    brand: str
    color: str
    logo_url: str | None
    theme: Literal["auto", "light", "dark"]
    languages: list[Lang]
    title: str
    intro: str
    listed: bool


class HelpLine(msgspec.Struct, frozen=True, kw_only=True):
    """A way to an article; without `slug`, words to search for."""

    title: str
    slug: str | None = None


class HelpShelf(msgspec.Struct, frozen=True, kw_only=True):
    """A category. `name` stands in addresses, `label` is read."""

    name: str
    label: str
    articles: int


class HelpSlot(msgspec.Struct, frozen=True, kw_only=True):
    """Something to type in. `digits`: exactly so many; 0: whatever the number is like."""

    name: str
    label: str
    digits: int


class HelpTask(msgspec.Struct, frozen=True, kw_only=True):
    """Progress that can be looked up."""

    name: str
    title: str
    slots: list[HelpSlot]


class Home(msgspec.Struct, frozen=True, kw_only=True):
    face: Face
    hot: list[HelpLine]
    shelves: list[HelpShelf]
    tasks: list[HelpTask]


class HelpHit(msgspec.Struct, frozen=True, kw_only=True):
    """`marks`: what of title and snippet was looked for, as it is written there."""

    slug: str
    title: str
    snippet: str
    category: str
    marks: list[str]


class HelpHits(msgspec.Struct, frozen=True, kw_only=True):
    items: list[HelpHit]


class HelpArticle(msgspec.Struct, frozen=True, kw_only=True):
    """`lang`: the language it is there in. `body`: light Markdown. `files`: those it names, with links."""

    slug: str
    lang: Lang
    title: str
    category: str
    label: str
    body: str
    updated_at: datetime
    related: list[HelpLine]
    files: list[Attachment] = []


class HelpDesk(msgspec.Struct, frozen=True, kw_only=True):
    """Whether people are there, and how long one would wait for them now; without figures where too little is known, or
    where the queue does not tell."""

    open: bool
    opens_at: datetime | None
    low_minutes: int | None
    high_minutes: int | None


class HelpProgress(msgspec.Struct, frozen=True, kw_only=True):
    """`found` False: no such order with these digits, whichever of the two is wrong. `away`: the system does not answer."""

    found: bool
    away: bool = False
    say: list[str] = []


class HelpOrder(msgspec.Struct, frozen=True, kw_only=True):
    no: str
    at: datetime
    items: list[str]


class HelpMine(msgspec.Struct, frozen=True, kw_only=True):
    """What is open of a visitor's own. `known`: their site or their number vouches for who they are."""

    known: bool
    conversation: ConvView | None
    orders: list[HelpOrder]


class HelpLook(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for progress. `values`: by the names of the task's slots."""

    task: str
    values: dict[str, str]
    visit: UUID | None = None


class HelpVisit(msgspec.Struct, frozen=True, kw_only=True):
    """`id`: made up by the page."""

    id: UUID
    lang: Lang


class HelpPages(Protocol):
    """Raises NotFound `no_help_page` where the house has not switched it on."""

    async def face(self, channel: ChannelRef, lang: Lang | None) -> tuple[Face, Lang]: ...
    async def home(self, channel: ChannelRef, lang: Lang) -> Home: ...
    async def shelf(self, channel: ChannelRef, lang: Lang, name: str) -> tuple[str, list[HelpLine]]: ...
    async def article(self, channel: ChannelRef, lang: Lang, slug: str) -> HelpArticle: ...
    async def search(self, channel: ChannelRef, lang: Lang, words: str) -> HelpHits: ...
    async def desk(self, channel: ChannelRef, lang: Lang) -> HelpDesk: ...
    async def mine(self, channel: ChannelRef, sender: Sender) -> HelpMine: ...
    async def progress(
        self, channel: ChannelRef, lang: Lang, look: HelpLook, sender: Sender | None
    ) -> HelpProgress: ...
    async def came(self, channel: ChannelRef, visit: HelpVisit) -> None: ...
    async def searched(self, channel: ChannelRef, visit: HelpVisit, words: str) -> None: ...
    async def has_read(self, channel: ChannelRef, visit: HelpVisit, slug: str, helpful: bool | None) -> None: ...
