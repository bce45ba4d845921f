"""Call-backs: offered to who is to wait long, promised, due at their moment, and what came of them.

The rules are routing's (`callbacks`), the promise is the ledger's; here a customer's choice becomes one and the other. A hold
ends by a durable timer (`held_end`), so that a process that dies loses nobody.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from qingfeng.contracts.messages import CallBack, Row
from qingfeng.flow import desk
from qingfeng.flow.deferral import HELD
from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Step, Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels.public import Hours
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.customers import public as customers
from qingfeng.modules.routing import public as routing
from qingfeng.ports.channel import CallBackChoice, CallBackForm, CallBackWindow

WAITING = ("queued", "offered")
Outcome = Literal["reached", "not_reached"]


# ------------------------------------------------------------------ the customer's side
async def offered(conn: Connection, conv: Conversation, place: int, waited: float, now: datetime) -> bool:
    """Whether somebody at this place of their queue, who has waited so many seconds, is offered one. The green channel and
    the fast lane never are: they are not to wait."""
    if conv.queue_id is None or conv.green or conv.fast or conv.left_message or conv.callback is not None:
        return False
    queue = await routing.queue_by_id(conn, conv.queue_id)
    if queue is None:
        return False
    moved = await routing.surge_levers(conn)
    if queue.policy.callback_minutes == 0 and moved.callback_minutes == 0:
        return False
    wait = await routing.estimate(conn, conv.queue_id, place, now)
    return routing.callbacks.offered(wait.low_minutes, waited, queue.policy, moved)


async def form(conn: Connection, conv: Conversation, now: datetime) -> CallBackForm:
    """What may be chosen now; nothing at all where none is offered."""
    if not await _may(conn, conv, now):
        return CallBackForm(kept_until=None, windows=[], phone=None)
    hours, queue = await _rules(conn, conv)
    phone = await _known_phone(conn, conv.customer_id)
    return CallBackForm(
        kept_until=await _kept_until(conn, conv, hours, now),
        windows=[
            CallBackWindow(starts_at=one.starts_at, ends_at=one.ends_at)
            for one in routing.callbacks.windows(hours, queue.policy, await _booked(conn, conv, now), now)
        ],
        phone=customers.masked("phone", phone) if phone else None,
    )


async def book(tx: Tx, conv: Conversation, choice: CallBackChoice) -> None:
    """Promise a customer's locked conversation what they chose; the same choice again is harmless.

    Raises Conflict `callback_not_offered`, `callback_stands` and `window_full`, and Invalid for a number that is none.
    """
    if conv.callback is not None and conv.phase in WAITING:
        if _same(conv.callback, choice):
            return
        raise Conflict("callback_stands", "A call-back is promised already; take it back first.")
    if not await _may(tx.conn, conv, tx.now):
        raise Conflict("callback_not_offered", "No call-back is offered now; somebody will be here soon.")
    phone = await _phone(tx, conv, choice)
    starts, ends = await _promised(tx, conv, choice.starts_at)
    await routing.record_wait(tx, conv, "called_back")
    if await routing.withdraw(tx, conv, "callback"):
        await conversations.unoffer(tx, conv)
    await conversations.callbacks.promise(
        tx,
        conv,
        conversations.callbacks.Promise(
            way=choice.way, phone=phone, kept_place=choice.starts_at is None, starts_at=starts, ends_at=ends
        ),
    )
    code = "callback_kept" if choice.starts_at is None else "callback_window"
    await conversations.system_line(
        tx, conv, code, public=True, way=choice.way, start=starts.isoformat(), end=ends.isoformat()
    )
    if conv.held_until is not None:
        tx.at(Step(HELD, str(conv.id), conv.held_until))


async def wait_again(tx: Tx, conv: Conversation) -> None:
    """The customer would rather wait: at the place of the moment they queued. Nothing promised is no error."""
    if conv.callback is None or conv.phase not in WAITING:
        return
    if await routing.withdraw(tx, conv, "callback"):
        await conversations.unoffer(tx, conv)
    tx.cancel(HELD, str(conv.id))
    await conversations.callbacks.wait_again(tx, conv)
    await conversations.system_line(tx, conv, "callback_withdrawn", public=True)


async def _may(conn: Connection, conv: Conversation, now: datetime) -> bool:
    if conv.phase not in WAITING:
        return False
    waited = (now - (conv.queued_at or now)).total_seconds()
    return await offered(conn, conv, await routing.position(conn, conv), waited, now)


async def _rules(conn: Connection, conv: Conversation) -> tuple[Hours | None, routing.Queue]:
    assert conv.queue_id is not None
    queue = await routing.queue_by_id(conn, conv.queue_id)
    if queue is None:
        raise NotFound("not_found", "There is no such queue.", field="queue_id")
    return await routing.hours_of(conn, conv.queue_id), queue


async def _kept_until(conn: Connection, conv: Conversation, hours: Hours | None, now: datetime) -> datetime | None:
    assert conv.queue_id is not None
    wait = await routing.estimate(conn, conv.queue_id, await routing.position(conn, conv), now)
    return routing.callbacks.kept_until(wait.high_minutes, hours, now)


async def _booked(conn: Connection, conv: Conversation, now: datetime) -> dict[datetime, int]:
    assert conv.queue_id is not None
    return await conversations.callbacks.booked(conn, conv.queue_id, now)


async def _promised(tx: Tx, conv: Conversation, wanted: datetime | None) -> tuple[datetime, datetime]:
    """From when until when; of two who want the last place of a window one gets it."""
    hours, queue = await _rules(tx.conn, conv)
    if wanted is None:
        until = await _kept_until(tx.conn, conv, hours, tx.now)
        if until is None:
            raise Conflict("callback_not_offered", "Nobody is here for so long; choose a time instead.")
        return tx.now, until
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('callbacks'), hashtext($1))", str(queue.id))
    for one in routing.callbacks.windows(hours, queue.policy, await _booked(tx.conn, conv, tx.now), tx.now):
        if one.starts_at == wanted:
            return one.starts_at, one.ends_at
    raise Conflict("window_full", "This time is taken meanwhile; choose another.", field="starts_at")


async def _phone(tx: Tx, conv: Conversation, choice: CallBackChoice) -> str | None:
    """The number to call: the one given, which is kept as a hint, else the one that is known."""
    if choice.way == "chat":
        return None
    if not choice.phone:
        known = await _known_phone(tx.conn, conv.customer_id)
        if known is None:
            raise Invalid("missing", "Say which number is to be called.", field="phone")
        return known
    spelled = customers.normal("phone", choice.phone)
    if spelled is None:
        raise Invalid("not_well_formed", "This is no phone; check it, or leave it out.", field="phone")
    customer = await customers.get(tx.conn, conv.customer_id)
    assert customer is not None
    await customers.add_hint(tx, customer, "phone", spelled)
    return spelled


async def _known_phone(conn: Connection, customer: UUID) -> str | None:
    """A number that somebody vouched for, else the last one typed."""
    phones = [one for one in await customers.known(conn, customer) if one.kind == "phone"]
    sure = [one for one in phones if one.verified] or phones[-1:]
    return sure[0].value if sure else None


def _same(stands: CallBack, choice: CallBackChoice) -> bool:
    start = None if stands.kept_place else stands.starts_at
    return stands.way == choice.way and start == choice.starts_at


# ------------------------------------------------------------------ its moment
async def held_end(spine: Spine, job: Job) -> None:
    """The moment has come until which nobody was offered it; it may have been taken up or put off before."""
    async with spine.work.tx(job.tenant) as tx:
        conv = await conversations.lock(tx, UUID(job.key))
        if await job.done(tx) and conv.phase == "queued" and conv.held_until and conv.held_until <= tx.now:
            await conversations.callbacks.due(tx, conv)


# ------------------------------------------------------------------ the agent's side
async def number(spine: Spine, caller: Caller, conversation: UUID) -> str:
    """The number to call, in full; who asked is written down. Raises NotFound."""
    async with spine.work.tx(caller.tenant) as tx:
        conv = await conversations.lock(tx, conversation)
        phone = await conversations.callbacks.phone_of(tx.conn, conv.callback.id) if conv.callback else None
        if phone is None:
            raise NotFound("not_found", "There is no number to call.", field="conversation_id")
        await access.audit(tx, caller.actor, "customer.revealed", str(conv.customer_id), kind="phone")
        return phone


async def outcome(spine: Spine, caller: Caller, conversation: UUID, what: Outcome) -> Row:
    """Note whether the customer was reached. Not reached, it is tried once more, or the customer is told and it is closed.

    Raises Conflict `not_owner`, `wrong_phase`, and `no_callback` when none stands (any more).
    """
    async with spine.work.tx(caller.tenant) as tx:
        conv = await conversations.lock(tx, conversation)
        conversations.check_owner(conv, caller.actor)
        if conv.callback is None:
            raise Conflict("no_callback", "No call-back stands here; its outcome is noted already.")
        if conv.phase != "with_agent":
            raise Conflict("wrong_phase", f"The conversation is {conv.phase}; nobody talks in it.", phase=conv.phase)
        tries = conv.callback.tries
        if what == "reached":
            await conversations.callbacks.reached(tx, conv)
            await conversations.system_line(tx, conv, "callback_reached", public=False, name=caller.name)
            await conversations.change(tx, conv, "callback")
        else:
            await _not_reached(tx, conv, caller)
        await access.audit(tx, caller.actor, "callback.outcome", str(conv.id), outcome=what, tries=tries + 1)
        return conv.row()


async def _not_reached(tx: Tx, conv: Conversation, caller: Caller) -> None:
    assert conv.callback is not None
    hours, queue = await _rules(tx.conn, conv)
    tries, holder = conv.callback.tries + 1, conv.agent_id
    if tries < queue.policy.callback_tries:
        starts, ends = routing.callbacks.retry(queue.policy, hours, tx.now)
        await conversations.callbacks.again(tx, conv, starts, ends)
        tx.at(Step(HELD, str(conv.id), starts))
        await conversations.system_line(
            tx, conv, "callback_missed", public=False, name=caller.name, n=tries, at=starts.isoformat()
        )
    else:
        await conversations.callbacks.ended(tx, conv, "unreached")
        await conversations.system_line(tx, conv, "callback_unreached", public=True, n=tries)
        await conversations.close(tx, conv, reason="unreached", codes=[])
    await desk.freed(tx, holder)
