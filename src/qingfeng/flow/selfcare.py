"""The self-service page: what it shows, put together from articles, looks, hours and queues, and what is counted there.

Implements `ports.selfcare.HelpPages`; progress is in `selfcare_progress`, what is carried into a talk in `selfcare_talk`.
"""

from __future__ import annotations

from datetime import timedelta

from qingfeng.flow import article_files, looks, pinning, selfcare_progress
from qingfeng.flow.customer_door import Door
from qingfeng.flow.spine import Settings, Spine
from qingfeng.kernel import text
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import NotFound
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import Look
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.customers import public as customers
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.routing import public as routing
from qingfeng.modules.selfcare import public as selfcare
from qingfeng.modules.selfcare.public import SelfcarePage
from qingfeng.modules.understanding import public as understanding
from qingfeng.ports.channel import ChannelRef, Sender
from qingfeng.ports.selfcare import (
    Face,
    HelpArticle,
    HelpDesk,
    HelpHit,
    HelpHits,
    HelpLine,
    HelpLook,
    HelpMine,
    HelpOrder,
    HelpProgress,
    HelpShelf,
    HelpVisit,
    Home,
    Lang,
)

HOT = 6
HOT_DAYS = timedelta(days=7)
FOUND = 8
MARKS = 12
ASKED, SURE = 3, 0.6
"""Topics that are looked up for the front page, and how sure an article must be to answer one."""
ORDERS = 5
LONGEST = 100
"""Characters of a search that are looked at."""
_TITLE = {"zh-CN": "帮助中心", "en": "Help centre"}
_INTRO = {
    "zh-CN": "先搜一搜，多数问题这里就有答案。",
    "en": "Search first: most questions are answered here.",
}


def _off() -> NotFound:
    return NotFound("no_help_page", "There is no such help page.", field="channel")


class HelpCentre:
    """What the pages in customers' browsers ask. One for all tenants; the channel says whose page it is."""

    def __init__(self, spine: Spine, door: Door) -> None:
        self._spine = spine
        self._door = door

    # ------------------------------------------------------------ pages

    async def _page(self, conn: Connection) -> SelfcarePage:
        page = (await selfcare.page(conn)).page
        if not page.on:
            raise _off()
        return page

    async def face(self, channel: ChannelRef, lang: Lang | None) -> tuple[Face, Lang]:
        """The face in this language, or in the usual one where it is not offered; and which that is."""
        async with self._spine.db.reading(channel.tenant) as conn:
            page = await self._page(conn)
            _, settings = await self._spine.tenant(channel.tenant, conn)
            look, _ = await looks.look_of(self._spine, conn, channel)
        chosen: Lang = lang if lang in look.languages else look.languages[0]
        return self._face(channel, page, look, settings, chosen), chosen

    def _face(self, channel: ChannelRef, page: SelfcarePage, look: Look, settings: Settings, lang: Lang) -> Face:
        zh = lang == "zh-CN"
        return Face(
            brand=look.name,
            color=look.color,
            logo_url=looks.logo_url(self._spine, channel.tenant, look, settings),
            theme=look.theme,
            languages=list(look.languages),
            title=(page.title_zh if zh else page.title_en) or _TITLE[lang],
            intro=(page.intro_zh if zh else page.intro_en) or _INTRO[lang],
            listed=page.listed,
        )

    async def home(self, channel: ChannelRef, lang: Lang) -> Home:
        face, lang = await self.face(channel, lang)
        async with self._spine.db.reading(channel.tenant) as conn:
            page = await self._page(conn)
            look, _ = await looks.look_of(self._spine, conn, channel)
            hot = await self._hot(conn, page, look, lang)
            shelves = await self._shelves(conn, page, lang)
            tasks = await selfcare_progress.tasks(self._spine, conn, page, lang)
        return Home(face=face, hot=hot, shelves=shelves, tasks=tasks)

    async def _hot(self, conn: Connection, page: SelfcarePage, look: Look, lang: Lang) -> list[HelpLine]:
        """What is pinned, what the house chose, what is asked now more than usual, what was read most in the last days, its quick
        questions."""
        now = self._spine.db.clock.now()
        pinned = await knowledge.slugs_of(conn, await pinning.pinned(conn, now))
        read = await selfcare.read_most(conn, now - HOT_DAYS, locale=lang, least=selfcare.LEAST_READS, limit=HOT)
        slugs = [*pinned, *page.hot, *await self._asked_now(conn, lang), *(one.slug for one in read)]
        found = [
            HelpLine(title=line.title, slug=line.slug)
            for line in await knowledge.open_lines(conn, slugs, lang, now)
            if line.locale == lang
        ]
        quick = look.questions.zh if lang == "zh-CN" else look.questions.en
        return [*found, *(HelpLine(title=one) for one in quick)][:HOT]

    async def _asked_now(self, conn: Connection, lang: Lang) -> list[str]:
        """Articles that surely answer what customers write about now more than usual."""
        now, found = self._spine.db.clock.now(), []
        for theme in await understanding.hot_themes(conn, now, ASKED):
            wanted = knowledge.Wanted(now=now, locale=lang, audience="customer", limit=1)
            hits = await knowledge.find(conn, theme.example, wanted, self._spine.meanings)
            found += [hit.slug for hit in hits if hit.score >= SURE]
        return found

    async def _shelves(self, conn: Connection, page: SelfcarePage, lang: Lang) -> list[HelpShelf]:
        there = dict(await knowledge.shelves(conn, lang, self._spine.db.clock.now()))
        chosen = page.shelves or [selfcare.SelfcareShelf(name) for name in there]
        return [
            HelpShelf(name=one.name, label=_label(one, lang), articles=there[one.name])
            for one in chosen
            if one.name in there
        ]

    async def shelf(self, channel: ChannelRef, lang: Lang, name: str) -> tuple[str, list[HelpLine]]:
        """What a category is called, and what is in it. Raises NotFound for one that is not shown."""
        async with self._spine.db.reading(channel.tenant) as conn:
            page = await self._page(conn)
            shown = {one.name: one.label for one in await self._shelves(conn, page, lang)}
            lines = await knowledge.on_shelf(conn, name, lang, self._spine.db.clock.now()) if name in shown else []
        if not lines:
            raise NotFound("not_found", "There is no such category.", field="c")
        return shown[name], [HelpLine(title=one.title, slug=one.slug) for one in lines]

    async def article(self, channel: ChannelRef, lang: Lang, slug: str) -> HelpArticle:
        """Raises NotFound for what customers may not read now."""
        now = self._spine.db.clock.now()
        async with self._spine.db.reading(channel.tenant) as conn:
            page = await self._page(conn)
            found = await knowledge.open_article(conn, slug, lang, now)
            if found is None:
                raise NotFound("not_found", "There is no such article.", field="slug")
            related = await knowledge.open_lines(conn, found.related, lang, now)
            named, _ = await self._spine.tenant(channel.tenant, conn)
            files = await article_files.named(conn, found.body)
        shelf = next(
            (one for one in page.shelves if one.name == found.category), selfcare.SelfcareShelf(found.category)
        )
        return HelpArticle(
            slug=found.slug,
            lang="en" if found.locale == "en" else "zh-CN",
            title=found.title,
            category=found.category,
            label=_label(shelf, lang),
            body=found.body,
            updated_at=found.updated_at.astimezone(named.zone),
            related=[HelpLine(title=one.title, slug=one.slug) for one in related],
            files=[self._spine.links.attachment(channel.tenant, one) for one in files],
        )

    async def search(self, channel: ChannelRef, lang: Lang, words: str) -> HelpHits:
        words = words.replace("\x00", "")[:LONGEST]
        async with self._spine.db.reading(channel.tenant) as conn:
            await self._page(conn)
            return HelpHits(items=await self._found(conn, lang, words))

    async def _found(self, conn: Connection, lang: Lang, words: str) -> list[HelpHit]:
        now = self._spine.db.clock.now()
        wanted = knowledge.Wanted(now=now, locale=lang, audience="customer", limit=FOUND)
        hits = await knowledge.find(conn, words, wanted, self._spine.meanings)
        return [
            HelpHit(
                slug=hit.slug,
                title=hit.title,
                snippet=hit.snippet,
                category=hit.category,
                marks=marks(words, f"{hit.title}\n{hit.snippet}"),
            )
            for hit in hits
        ]

    # ------------------------------------------------------------ people

    async def desk(self, channel: ChannelRef, lang: Lang) -> HelpDesk:
        """As the chat tells it: the house's hours, and what the usual queue announces to who would join it now."""
        now = self._spine.db.clock.now()
        async with self._spine.db.reading(channel.tenant) as conn:
            await self._page(conn)
            _, settings = await self._spine.tenant(channel.tenant, conn)
            hours = await channels.hours(conn)
            if hours is not None and not hours.is_open(now):
                return HelpDesk(open=False, opens_at=hours.opens_at(now), low_minutes=None, high_minutes=None)
            place = await routing.place(conn, settings.queue_for(None, lang), tier="regular", urgent=False)
            line = (await conversations.lines(conn)).get(place.queue_id)
            wait = await routing.announced(conn, place.queue_id, 1 + (line.ahead if line else 0), now)
        return HelpDesk(open=True, opens_at=None, low_minutes=wait.low_minutes, high_minutes=wait.high_minutes)

    async def mine(self, channel: ChannelRef, sender: Sender) -> HelpMine:
        """The open conversation of whoever holds this token; orders only for one who is vouched for."""
        async with self._spine.db.reading(channel.tenant) as conn:
            await self._page(conn)
            customer = await self._door.customer_of(conn, sender)
            if customer is None:
                return HelpMine(known=False, conversation=None, orders=[])
            conv = await conversations.current_of(conn, customer)
            view = await self._door.view_of(conn, conv) if conv is not None and conv.phase != "closed" else None
            known = sender.verified
            orders = await customers.orders(conn, customer) if known else []
        return HelpMine(
            known=known,
            conversation=view,
            orders=[
                HelpOrder(no=one.no, at=one.at, items=[item.name for item in one.items]) for one in orders[:ORDERS]
            ],
        )

    async def progress(self, channel: ChannelRef, lang: Lang, look: HelpLook, sender: Sender | None) -> HelpProgress:
        async with self._spine.db.reading(channel.tenant) as conn:
            page = await self._page(conn)
            customer = await self._door.customer_of(conn, sender) if sender is not None and sender.verified else None
        return await selfcare_progress.look_up(self._spine, channel, page, lang, look, customer)

    # ------------------------------------------------------------ counting

    async def came(self, channel: ChannelRef, visit: HelpVisit) -> None:
        async with self._spine.work.tx(channel.tenant) as tx:
            await self._page(tx.conn)
            await selfcare.count_visit(tx, _visit(channel, visit))

    async def searched(self, channel: ChannelRef, visit: HelpVisit, words: str) -> None:
        """A search somebody settled on. Whether it finds anything is looked up here: a page's word is not taken."""
        words = words.replace("\x00", "")[:LONGEST]
        async with self._spine.db.reading(channel.tenant) as conn:
            await self._page(conn)
            found = bool(await self._found(conn, visit.lang, words))
        async with self._spine.work.tx(channel.tenant) as tx:
            await selfcare.count_search(tx, _visit(channel, visit), understanding.mask_personal(words), found=found)

    async def has_read(self, channel: ChannelRef, visit: HelpVisit, slug: str, helpful: bool | None) -> None:
        """Raises NotFound for what customers may not read now: only what was there to read is counted."""
        async with self._spine.work.tx(channel.tenant) as tx:
            await self._page(tx.conn)
            if await knowledge.open_article(tx.conn, slug, visit.lang, tx.now) is None:
                raise NotFound("not_found", "There is no such article.", field="slug")
            await selfcare.count_read(tx, _visit(channel, visit), slug, helpful)


def _visit(channel: ChannelRef, visit: HelpVisit) -> selfcare.Visit:
    return selfcare.Visit(id=visit.id, channel=channel.id, locale=visit.lang)


def _label(shelf: selfcare.SelfcareShelf, lang: Lang) -> str:
    return (shelf.en or shelf.name) if lang == "en" else shelf.name


def marks(words: str, shown: str) -> list[str]:
    """What of a search stands in a text, as it is written there, the longest first: whole runs of what was typed, else
    its words and pairs of characters."""
    plain = text.simplify(shown).lower()
    typed = text.simplify(text.fold(words))
    wanted = [typed, *typed.split(), *(one for one in text.tokens(words) if len(one) > 1)]
    found: dict[str, None] = {}
    for one in sorted(dict.fromkeys(wanted), key=len, reverse=True):
        letter = len(one) == 1 and one.isascii()  # marks half the page and says nothing
        at = -1 if letter or not one else plain.find(one)
        if at >= 0 and len(plain) == len(shown):
            found.setdefault(shown[at : at + len(one)])
    return list(found)[:MARKS]
