"""How far a new house has been set up, told by what is there: nothing is ticked off, so nothing is ticked off wrongly."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Phase
from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import public as channels
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing

DISMISSED = "setup_dismissed"
"""The setting by which a house says that it wants no list of what is left."""
CHAT = "webchat"
LOOKED_AT = 60


class LatestChat(msgspec.Struct, frozen=True):
    """The web chat that began last. `said`: what the customer wrote last; `agent`: who has it; `answered`: an agent has
    written in it."""

    conversation_id: UUID
    customer: str
    said: str
    phase: Phase
    agent: str | None
    answered: bool


class SetupOut(msgspec.Struct, frozen=True):
    """What is there. `second_factor`: of whoever asks; `people`: somebody takes conversations;
    `latest`: null also for whoever may not read conversations; `listed`: what is left is
    shown among the settings."""

    second_factor: bool
    people: bool
    hours: bool
    queue: bool
    chat: bool
    latest: LatestChat | None
    article: bool
    timezone: str
    dismissed: bool
    listed: bool


async def progress(conn: Connection, caller: Caller, now: datetime) -> SetupOut:
    """How far the caller's house is."""
    tenant = await access.tenant_by_id(conn, caller.tenant)
    assert tenant is not None
    own = await access.account(conn, caller.user_id, now)
    dismissed = tenant.settings.get(DISMISSED) is True
    found = SetupOut(
        second_factor=own is not None and own.second_factor,
        people=bool(await people.roster(conn)),
        hours=await channels.hours(conn) is not None,
        queue=any(queue.active for queue in await routing.queues(conn)),
        chat=any(chat.enabled for chat, _ in await channels.web_chats(conn)),
        latest=await _latest(conn) if caller.may("conversations.read") else None,
        article=await knowledge.is_any_found(conn, now),
        timezone=tenant.zone.key,
        dismissed=dismissed,
        listed=False,
    )
    done = (found.people, found.hours, found.queue, found.chat, found.latest, found.article)
    return msgspec.structs.replace(found, listed=not (tenant.demo or dismissed or all(done)))


async def dismiss(tx: Tx, caller: Caller, *, dismissed: bool) -> None:
    """Show what is left among the settings, or no more."""
    held = await access.hold_settings(tx)
    if (held.get(DISMISSED) is True) != dismissed:
        await access.change_settings(tx, {DISMISSED: dismissed})
        await access.audit(tx, caller.actor, "setup.dismissed", DISMISSED, dismissed=dismissed)


async def _latest(conn: Connection) -> LatestChat | None:
    conv = await conversations.latest_of(conn, CHAT)
    if conv is None:
        return None
    messages, _ = await conversations.messages(conn, conv, public=True, limit=LOOKED_AT)
    said = [message.text for message in messages if message.author.kind == "customer"]
    return LatestChat(
        conversation_id=conv.id,
        customer=conv.customer_name,
        said=said[-1] if said else "",
        phase=conv.phase,
        agent=conv.agent_name,
        answered=any(message.author.kind == "agent" for message in messages),
    )
