"""A message written in one exchange on what a process knows: the ledger and the facts are those of the long way, and
whatever the process has not heard of keeps its message from being written twice, out of order or to somebody else."""

from __future__ import annotations

import asyncio
import copy
import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from qingfeng.contracts.base import Envelope
from qingfeng.contracts.messages import Author, Message
from qingfeng.flow import desk, schemas
from qingfeng.flow.customer_door import Door
from qingfeng.flow.spine import Spine
from qingfeng.flow.table import steps
from qingfeng.kernel.bus import Bus
from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.live import LiveHub
from qingfeng.kernel.uow import Work
from qingfeng.modules.channels.public import FileLinks
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Draft, Held, Known
from qingfeng.ports.channel import ChannelRef, Inbound, Receipt, Sender
from tests.ports.house import NOBODY, House, open_house

SAID = ("好的", "我再看看 😀", "还是不行！！太慢了", "ＡＢＣ１２３", "繁體中文也可以", "ok, thanks", "第一行\n第二行")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Talk:
    """A customer and their agent at one house, through one or two processes that hear of each other, or do not."""

    def __init__(self, house: House, spines: list[Spine], channel: ChannelRef) -> None:
        self.house, self.spines, self.channel = house, spines, channel
        self.doors = [Door(spine) for spine in spines]
        self.sender = Sender(kind="visitor", id=str(house.db.ids.new()), name="林悦")
        self.conversation = UUID(int=0)
        self.facts: list[Envelope] = []
        self.deaf = False
        for spine in {id(s): s for s in spines}.values():
            spine.live.listen(self._heard)
        self._written = 0

    def _heard(self, tenant: UUID, envelopes: list[Envelope]) -> None:
        self.facts.extend(envelopes)
        for spine in [] if self.deaf else self.spines:
            spine.held.committed(tenant, envelopes)

    async def begin(self) -> None:
        self.conversation = (await self.write(0, "空调不制冷")).conversation_id
        await self.house.take(self.conversation)

    async def write(self, at: int, text: str, page: str = "") -> Receipt:
        self._written += 1
        context = {"page": page} if page else {}
        external = f"{self.sender.id}:{self._written}"
        inbound = Inbound(external_id=external, sender=self.sender, kind="text", text=text, context=context)
        return await self.doors[at].receive(self.channel, inbound)

    async def answer(self, at: int, text: str, kind: Any = "text") -> Message:
        self._written += 1
        data = schemas.MessageIn(client_id=f"a-{self._written}", kind=kind, text=text)
        return await desk.reply(self.spines[at], self.house.agent, self.conversation, data)

    async def ledger(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The conversation's row and its messages, with every id alike."""
        async with self.house.db.reading(self.house.tenant) as conn:
            conv = await conn.fetchrow("SELECT * FROM conversations.conversations WHERE id = $1", self.conversation)
            rows = await conn.fetch(
                "SELECT * FROM conversations.messages WHERE conversation_id = $1 ORDER BY seq", self.conversation
            )
        return _plain(dict(conv)), [_plain(dict(row)) for row in rows]

    def told(self) -> list[Any]:
        return [(e.type, _plain(msgspec.json.decode(e.body))) for e in self.facts]


def _plain(value: Any) -> Any:
    return msgspec.json.decode(_UUID.sub("id", msgspec.json.encode(msgspec.to_builtins(value)).decode()))


@asynccontextmanager
async def another_process(database_url: str, house: House) -> AsyncIterator[Spine]:
    db = await Database.open(database_url, house.clock, house.db.ids, size=5)
    live = LiveHub(Bus(NOBODY, "other", house.clock), db, "other")
    try:
        yield Spine(Work(db, steps, live), live, FileLinks(b"k" * 32, house.clock))
    finally:
        await db.close()


@pytest.fixture
async def pair(database_url: str) -> AsyncIterator[tuple[Talk, Talk]]:
    """One that goes at once where it can, through two processes; one that always takes the long way."""
    async with AsyncExitStack() as stack:
        swift, plain = [await stack.enter_async_context(open_house(database_url)) for _ in range(2)]
        other = await stack.enter_async_context(another_process(database_url, swift))
        plain.spine.held = Held(keep=0)
        at_once = Talk(swift, [swift.spine, other], await swift.channel("webchat"))
        long_way = Talk(plain, [plain.spine, plain.spine], await plain.channel("webchat"))
        for talk in (at_once, long_way):
            await talk.begin()
        yield at_once, long_way


def script(seed: int) -> list[Callable[[Talk], Awaitable[Any]]]:
    """What happens in a talk, at random."""
    dice = random.Random(seed)
    acts: list[Callable[[Talk], Awaitable[Any]]] = []
    for _ in range(24):
        at, text = dice.randrange(2), dice.choice(SAID)
        page = dice.choice(("", "", "/cart", "/order/8"))
        acts.append(
            dice.choice(
                (
                    lambda t, at=at, text=text, page=page: t.write(at, text, page),
                    lambda t, at=at, text=text: t.write(at, text),
                    lambda t, at=at, text=text: t.answer(at, text),
                    lambda t, at=at, text=text: t.answer(at, text),
                    lambda t, at=at, text=text: t.answer(at, text, "note"),
                    lambda t, at=at: t.doors[at].read(t.channel, t.sender, t.conversation, 999),
                    lambda t, at=at: t.doors[at].delivered(t.house.tenant, {t.conversation: 999}),
                    lambda t, at=at: desk.read(t.spines[at], t.house.agent, t.conversation, 999),
                    lambda t: _turn_deaf(t),
                )
            )
        )
    return acts


async def _turn_deaf(talk: Talk) -> None:
    talk.deaf = not talk.deaf


@pytest.mark.parametrize("seed", range(6))
async def test_whichever_way_a_message_goes_the_ledger_and_the_facts_are_the_same(
    pair: tuple[Talk, Talk], seed: int
) -> None:
    for act in script(seed):
        for talk in pair:
            talk.house.clock.advance(3)
            await act(talk)
    swift, plain = pair
    assert await swift.ledger() == await plain.ledger()
    assert swift.told() == plain.told()


class Counted(Work):
    """Counts what went in one exchange."""

    gone = 0

    async def at_once(self, *args: Any) -> bool:
        done = await super().at_once(*args)
        self.gone += done
        return done


async def test_most_go_at_once(pair: tuple[Talk, Talk]) -> None:
    swift, _ = pair
    counted = [Counted(spine.db, steps, spine.live) for spine in swift.spines]
    for spine, work in zip(swift.spines, counted, strict=True):
        spine.work = work
    for n in range(10):
        await swift.write(0, f"第 {n} 句")
        await swift.answer(1, f"第 {n} 答")
    assert sum(work.gone for work in counted) == 18  # the first of each process reads the conversation


async def test_of_those_who_come_to_what_has_changed_one_reads_it_anew(pair: tuple[Talk, Talk]) -> None:
    """Were all of them to read it, those who come meanwhile would be refused again, and so on for as long as many come."""
    swift, _ = pair
    await swift.write(0, "在吗")
    work = swift.spines[0].work = Counted(swift.spines[0].db, steps, swift.spines[0].live)
    swift.deaf = True
    await swift.write(1, "换一台设备说")
    swift.deaf = False
    await asyncio.gather(
        *(swift.write(0, f"问 {n}") for n in range(6)), *(swift.answer(0, f"答 {n}") for n in range(6))
    )
    assert work.gone == 11
    _, messages = await swift.ledger()
    assert [m["seq"] for m in messages] == list(range(1, len(messages) + 1))


async def test_both_sides_at_the_same_moment_keep_their_order(pair: tuple[Talk, Talk]) -> None:
    swift, _ = pair
    for n in range(5):
        await asyncio.gather(
            *(swift.write(at, f"{n} 问 {at}") for at in (0, 1)), *(swift.answer(at, f"{n} 答 {at}") for at in (0, 1))
        )
    conv, messages = await swift.ledger()
    assert [m["seq"] for m in messages] == list(range(1, len(messages) + 1))
    assert conv["last_seq"] == len(messages)
    said = [m["text"] for m in messages if m["kind"] == "text" and m["text"][:1].isdigit()]
    assert sorted(said) == sorted(f"{n} {what} {at}" for n in range(5) for what in ("问", "答") for at in (0, 1))
    seqs = [e.body for e in swift.facts if e.type == "MessageAppended"]
    assert len(seqs) == len(messages)


async def test_the_same_message_twice_is_kept_once(pair: tuple[Talk, Talk]) -> None:
    swift, _ = pair
    await swift.write(0, "在吗")
    inbound = Inbound(external_id="same", sender=swift.sender, kind="text", text="还在吗")
    first = await swift.doors[0].receive(swift.channel, inbound)
    again = await swift.doors[0].receive(swift.channel, inbound)
    assert (again.id, again.seq, again.duplicate) == (first.id, first.seq, True)
    data = schemas.MessageIn(client_id="same", kind="text", text="在的")
    answers = [await desk.reply(swift.spines[0], swift.house.agent, swift.conversation, data) for _ in range(2)]
    assert answers[0].id == answers[1].id
    _, messages = await swift.ledger()
    assert [m["text"] for m in messages][-2:] == ["还在吗", "在的"]


async def test_a_line_that_was_cut_fails_nobody(pair: tuple[Talk, Talk], database_url: str) -> None:
    """The database fell and came back: the connections that lie in the pool are dead, and nobody needs to know."""
    swift, _ = pair
    await asyncio.gather(*(swift.write(at, "在吗") for at in (0, 0, 0, 1)))
    await swift.answer(0, "在的")
    admin = await asyncpg.connect(database_url)
    for say in (
        lambda: swift.write(0, "断线之后"),
        lambda: swift.answer(0, "我也在"),
        lambda: swift.doors[0].view(swift.channel, swift.sender),
        lambda: swift.answer(0, "记一笔", "note"),
    ):
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND datname = current_database()"
        )
        await say()
    await admin.close()
    _, messages = await swift.ledger()
    assert [m["text"] for m in messages][-3:] == ["断线之后", "我也在", "记一笔"]
    assert [m["seq"] for m in messages] == list(range(1, len(messages) + 1))


async def test_nobody_writes_to_what_was_closed_or_passed_on_unheard(pair: tuple[Talk, Talk]) -> None:
    swift, _ = pair
    await swift.write(0, "你好")
    await swift.write(1, "你好")
    swift.deaf = True
    await swift.house.close(swift.conversation)  # the other process has not heard of it
    assert (await swift.write(1, "还有一件事")).conversation_id != swift.conversation
    with pytest.raises(Conflict):
        await swift.answer(1, "请讲")


async def test_an_identity_that_moved_writes_to_nobody_elses(pair: tuple[Talk, Talk]) -> None:
    """The version alone would not tell: the conversation stays as it was, its writer has become somebody else."""
    swift, _ = pair
    await swift.write(0, "你好")
    known = swift.spines[0].held.get(swift.house.tenant, swift.conversation)
    assert known is not None
    draft = Draft(author=(await swift.house.thread(swift.conversation))[0].author, kind="text", text="不是我")
    stranger = ("visitor", "somebody-else")
    said = await conversations.append_known(swift.house.work, swift.house.tenant, known, draft, owner=stranger)
    assert said is None
    _, messages = await swift.ledger()
    assert messages[-1]["text"] == "你好"


async def test_another_tenant_writes_nothing(pair: tuple[Talk, Talk]) -> None:
    swift, plain = pair
    await swift.write(0, "你好")
    known = swift.spines[0].held.get(swift.house.tenant, swift.conversation)
    assert known is not None
    assert plain.house.spine.held.get(plain.house.tenant, swift.conversation) is None
    draft = Draft(author=(await swift.house.thread(swift.conversation))[0].author, kind="text", text="偷偷")
    assert await conversations.append_known(plain.house.work, plain.house.tenant, known, draft) is None
    _, messages = await swift.ledger()
    assert messages[-1]["text"] == "你好"


async def known_in(talk: Talk) -> Known:
    """A copy of what the first process knows after it has written."""
    await talk.write(0, "你好")
    known = talk.spines[0].held.get(talk.house.tenant, talk.conversation)
    assert known is not None
    return Known(copy.deepcopy(known.conv))


def said_at_once(work: Work, tenant: UUID, known: Known) -> Awaitable[Message | None]:
    draft = Draft(author=Author("customer", known.conv.customer_id, "林悦"), kind="text", text="同时")
    return conversations.append_known(work, tenant, known, draft)


async def test_tenants_in_one_exchange_write_each_to_their_own(pair: tuple[Talk, Talk]) -> None:
    """The tenant that one statement has entered is not the next one's, which shares its transaction."""
    mine, theirs = pair
    theirs.spines[0].held = Held()
    await theirs.write(0, "在吗")
    here, there = await known_in(mine), await known_in(theirs)
    stolen = Known(copy.deepcopy(here.conv))
    a, b = mine.house.tenant, theirs.house.tenant
    work = mine.house.work
    got = await asyncio.gather(said_at_once(work, b, stolen), said_at_once(work, a, here), said_at_once(work, b, there))
    assert [message is not None for message in got] == [False, True, True]
    got = await asyncio.gather(said_at_once(work, a, here), said_at_once(work, b, Known(copy.deepcopy(here.conv))))
    assert [message is not None for message in got] == [True, False]
    for talk, times in ((mine, 2), (theirs, 1)):
        _, messages = await talk.ledger()
        assert [m["text"] for m in messages].count("同时") == times


async def test_a_conversation_that_somebody_changes_keeps_no_other_waiting(pair: tuple[Talk, Talk]) -> None:
    mine, theirs = pair
    theirs.spines[0].held = Held()
    await theirs.write(0, "在吗")
    here, there = await known_in(mine), await known_in(theirs)
    work = mine.house.work
    async with work.tx(mine.house.tenant) as tx:
        await tx.row("SELECT id FROM conversations.conversations WHERE id = $1 FOR UPDATE", mine.conversation)
        asked = said_at_once(work, mine.house.tenant, here), said_at_once(work, theirs.house.tenant, there)
        got = await asyncio.wait_for(asyncio.gather(*asked), 5)
    assert [message is not None for message in got] == [False, True]
