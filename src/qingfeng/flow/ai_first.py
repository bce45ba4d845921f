"""AI first: in a surge that wants it, the bot asks once more before it hands over for want of an answer.

Only then: who asks for a person, is angry or in danger, complains, or has a matter for a business system is handed over as ever,
and so is who would wait in the green channel or a fast lane, or is a customer of a high tier.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from msgspec.structs import replace

from qingfeng.contracts.bot import AskHuman, BotSnapshot, Decision
from qingfeng.contracts.routing import HandoverDeferred
from qingfeng.flow.spine import Settings
from qingfeng.kernel.db import Database
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.routing import public as routing

HIGH_TIERS = ("gold", "black")


@dataclass(frozen=True, slots=True)
class Deferred:
    """What the bot is shown instead, and what is told if it asks indeed: an impatient customer is handed over all the same."""

    snapshot: BotSnapshot
    event: HandoverDeferred


async def once_more(
    db: Database, tenant: UUID, snapshot: BotSnapshot, decision: Decision, settings: Settings
) -> Deferred | None:
    """None: what was decided stands."""
    if not isinstance(decision, AskHuman) or decision.reason != "low_confidence" or decision.urgent:
        return None
    async with db.reading(tenant) as conn:
        if not (await routing.surge_levers(conn)).ai_first:
            return None
        conv = await conversations.get(conn, snapshot.conversation_id)
        if conv is None or conv.customer_tier in HIGH_TIERS:
            return None
        wanted = settings.queue_for(decision.queue, conv.locale)
        place = await routing.place(conn, wanted, tier=conv.customer_tier, urgent=False)
    if place.fast or place.green:
        return None
    event = HandoverDeferred(
        conversation_id=conv.id, seq=snapshot.seq, queue_id=place.queue_id, confidence=decision.confidence
    )
    return Deferred(replace(snapshot, once_more=True), event)
