"""A customer's own data: handed out as a copy, or erased. Asked for over HTTP, done by the step `privacy`.

Erasing: one transaction takes everything out of the record (customers, conversations, files, what platforms were told,
the bot's decisions, the machinery's events); then the event stream forgets them, bytes and all. What is kept: orders and
devices without a person (transactions are kept for three years by law), times, phases and codes of conversations, the
audit trail, all of it by ids that name nobody any more.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import msgspec

from qingfeng.contracts.base import SYSTEM
from qingfeng.flow import privacy_copy
from qingfeng.flow.spine import Spine
from qingfeng.kernel import forget
from qingfeng.kernel.bus import Bus
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Invalid, NotFound, Refused, Unavailable
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Step, Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.bot import public as bot
from qingfeng.modules.channels import public as channels
from qingfeng.modules.cocreation import public as cocreation
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.customers import public as customers
from qingfeng.modules.customers.public import PRIVACY as STEP
from qingfeng.modules.customers.public import Request, privacy
from qingfeng.modules.flows import public as flows
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.reasoning import public as reasoning
from qingfeng.modules.understanding import public as understanding

AGAIN = timedelta(seconds=5)
"""How soon it is tried again while events wait to be relayed, or the broker is away."""
Forget = Callable[[Tx, list[UUID], str], Awaitable[None]]
ERASED = {"zh": "已删除的客户", "en": "Erased customer"}


class Extent(msgspec.Struct, frozen=True):
    """What an erasure would take, and what it would leave (`orders_kept`). `going_on`: conversations to be closed first."""

    name: str
    conversations: int
    going_on: int
    files: int
    identities: int
    orders_kept: int


async def extent(conn: Connection, customer: UUID) -> Extent:
    """Raises NotFound, Conflict (merged away, erased already)."""
    people = await privacy.group(conn, customer)
    found = await customers.get(conn, customer)
    assert found is not None
    known = [one for person in people for one in await customers.known(conn, person)]
    talks = await conversations.privacy.of_customers(conn, people)
    return Extent(
        name=found.name,
        conversations=len(talks),
        going_on=await conversations.privacy.going_on(conn, people),
        files=len(await privacy_copy.files(conn, people, talks)),
        identities=len(known),
        orders_kept=sum([len(await customers.orders(conn, person)) for person in people]),
    )


async def ask_copy(spine: Spine, caller: Caller, customer: UUID) -> Request:
    """Begin to make a copy of everything. Raises NotFound, Conflict."""
    async with spine.work.tx(caller.tenant) as tx:
        await privacy.group(tx.conn, customer)
        asked = await privacy.ask(tx, customer, "export", caller.actor)
        await access.audit(tx, caller.actor, "customer.export_asked", str(customer), request=str(asked.id))
        return asked


async def ask_erasure(spine: Spine, caller: Caller, customer: UUID, confirm: str) -> Request:
    """Begin to erase. `confirm`: the customer's name, typed again.

    Raises NotFound, Invalid (field `confirm`), Conflict (`still_open`: a conversation goes on).
    """
    async with spine.work.tx(caller.tenant) as tx:
        await customers.hold(tx, customer)
        found = await extent(tx.conn, customer)
        if " ".join(confirm.split()) != " ".join(found.name.split()):
            raise Invalid("not_the_name", "This is not the customer's name; type it as it is shown.", field="confirm")
        if found.going_on:
            raise Conflict("still_open", "Close this customer's conversations first.", count=found.going_on)
        asked = await privacy.ask(tx, customer, "erasure", caller.actor)
        await access.audit(tx, caller.actor, "customer.erasure_asked", str(customer), request=str(asked.id))
        return asked


async def step(spine: Spine, bus: Bus, watchers_forget: Forget, job: Job) -> None:
    """What is due of a request: make the copy, erase, or delete a copy that was kept long enough.

    `watchers_forget`: takes names out of what watchers keep, whom the flow does not know.
    """
    async with spine.db.reading(job.tenant) as conn:
        asked = await privacy.request(conn, UUID(job.key))
    if asked.state in ("failed", "over") or (asked.state == "done" and asked.kind == "erasure"):
        async with spine.work.tx(job.tenant) as tx:
            await job.done(tx)
    elif asked.state == "done":
        await _drop_copy(spine, job, asked)
    elif asked.kind == "export":
        await _copy(spine, job, asked)
    else:
        await _erase(spine, bus, watchers_forget, job, asked)


async def _drop_copy(spine: Spine, job: Job, asked: Request) -> None:
    async with spine.work.tx(job.tenant) as tx:
        if asked.expires_at is not None and asked.expires_at > tx.now:
            tx.at(Step(STEP, job.key, asked.expires_at))
            return
        await channels.privacy.drop_files(tx, [asked.file_id] if asked.file_id else [])
        await privacy.over(tx, asked.id)
        await job.done(tx)


async def _copy(spine: Spine, job: Job, asked: Request) -> None:
    try:
        made = await privacy_copy.make(spine, job.tenant, asked)
    except Refused as refused:
        await _fail(spine, job, asked, refused)
        return
    async with spine.work.tx(job.tenant) as tx:
        held = await customers.hold(tx, asked.customer_id)
        if held is None or await customers.privacy.is_erased(tx.conn, held.id):  # meanwhile
            await privacy.failed(tx, asked.id, "erased")
            await job.done(tx)
            return
        file = await channels.privacy.keep_archive(tx, made.name, made.data, made.sha256, f"request:{asked.id}")
        expires = tx.now + timedelta(days=privacy.KEPT_DAYS)
        await privacy.done(tx, asked.id, counts=made.counts, file=file, expires=expires)
        await access.audit(tx, SYSTEM, "customer.exported", str(asked.customer_id), request=str(asked.id))


async def _fail(spine: Spine, job: Job, asked: Request, refused: Refused) -> None:
    async with spine.work.tx(job.tenant) as tx:
        await privacy.failed(tx, asked.id, refused.code)
        await job.done(tx)


async def _erase(spine: Spine, bus: Bus, watchers_forget: Forget, job: Job, asked: Request) -> None:
    try:
        keys = await _erase_record(spine, watchers_forget, job, asked)
        if keys is None:
            return
        await forget.forget_in_stream(bus, job.tenant, keys)
    except Unavailable:
        await _again(spine, job)
        return
    except (Conflict, NotFound) as refused:
        await _fail(spine, job, asked, refused)
        return
    await access.forget_words(spine.db, job.tenant, keys)
    async with spine.work.tx(job.tenant) as tx:
        await privacy.done(tx, asked.id)
        await job.done(tx)


async def _again(spine: Spine, job: Job) -> None:
    async with spine.work.tx(job.tenant) as tx:
        tx.at(Step(STEP, job.key, tx.now + AGAIN))


async def _erase_record(spine: Spine, watchers_forget: Forget, job: Job, asked: Request) -> list[str] | None:
    """Everything out of the record, in one transaction; gives the ids that named them. None: it is too early."""
    async with spine.work.tx(job.tenant) as tx:
        await customers.hold(tx, asked.customer_id)
        if asked.state == "running":  # the record is done already; the stream was away
            people = await privacy.records_of(tx.conn, asked.customer_id)
            return _ids(people, await conversations.privacy.of_customers(tx.conn, people))
        people = await privacy.group(tx.conn, asked.customer_id)
        for person in people:
            await customers.hold(tx, person)
        if await conversations.privacy.going_on(tx.conn, people):
            raise Conflict("still_open", "A conversation of this customer has begun meanwhile.")
        talks = await conversations.privacy.of_customers(tx.conn, people)
        keys = _ids(people, talks)
        if await forget.unrelayed(tx.conn, keys):
            tx.at(Step(STEP, job.key, tx.now + AGAIN))
            return None
        name = await _called(tx, spine)
        counts = await _take_out(tx, name, people, talks)
        await watchers_forget(tx, talks, name)
        counts["events"] = await forget.forget(tx, keys)
        await privacy.came_to(tx, asked.id, done=1, total=2, counts=counts)
        await access.audit(tx, SYSTEM, "customer.erased", str(asked.customer_id), request=str(asked.id), **counts)
        return keys


async def _called(tx: Tx, spine: Spine) -> str:
    """What an erased customer is called from now on."""
    tenant, _ = await spine.tenant(tx.tenant, tx.conn)
    return ERASED["zh" if tenant.locale.startswith("zh") else "en"]


async def _take_out(tx: Tx, name: str, people: list[UUID], talks: list[UUID]) -> dict[str, int]:
    files = await privacy_copy.files(tx.conn, people, talks)
    copies = await privacy.take_copies(tx, people)
    said = [await conversations.privacy.erase(tx, talk, name) for talk in talks]
    counts = await customers.privacy.erase(tx, people, name)
    await channels.privacy.erase_sent(tx, talks)
    await bot.forget(tx, talks)
    await understanding.forget(tx, talks)
    await knowledge.forget_questions(tx, talks)
    await cocreation.forget(tx, talks)
    await flows.forget(tx, talks)
    await reasoning.forget(tx, talks)
    return {
        **counts,
        "conversations": len(talks),
        "messages": sum(said),
        "files": await channels.privacy.drop_files(tx, files),
        "copies": await channels.privacy.drop_files(tx, copies),
    }


def _ids(people: list[UUID], talks: list[UUID]) -> list[str]:
    return [str(id_) for id_ in (*people, *talks)]
