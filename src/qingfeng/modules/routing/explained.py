"""Why a conversation went where it went: what was decided about it, read from what was kept. SQL that only reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.routing import Why
from qingfeng.kernel.db import Connection
from qingfeng.modules.routing import store
from qingfeng.modules.routing.model import Alternative, Decision, KeptOffer
from qingfeng.modules.routing.record import Recorded, decision_of


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """One decision about a conversation: what, why, by which rules, and what came of it.

    `what`: offer, overflow or unservable. `queue_id`: where it waited; `fit` of the agent chosen, as that of the
    alternatives. `outcome` of an offer: open, accepted, declined, timed_out, withdrawn.
    """

    decision_id: UUID
    at: datetime
    what: str
    why: list[Why]
    policy_version: str
    digest: str
    seed: int
    queue_id: UUID | None = None
    agent_id: UUID | None = None
    ring: int | None = None
    fit: float | None = None
    alternatives: list[Alternative] = []
    outcome: str | None = None
    outcome_reason: str | None = None
    ended_at: datetime | None = None
    to_queue: UUID | None = None


async def explain(conn: Connection, conversation: UUID) -> list[Explained]:
    """Every decision about a conversation that was carried out, oldest first."""
    offers = {o.decision_id: o for o in await store.offers_of_conversation(conn, conversation)}
    found: list[Explained] = []
    for id_, at, kept in await store.decisions_about(conn, [conversation]):
        decision = decision_of(kept)
        if id_ not in offers:  # an offer that was not carried out was none
            decision = replace(decision, offers=[plan for plan in decision.offers if plan.contact != conversation])
        found += _explained(_blank(id_, at, kept), decision, conversation, offers.get(id_))
    return found


def explain_kept(id_: UUID, at: datetime, kept: Recorded, conversation: UUID) -> list[Explained]:
    """What one kept decision says of a conversation, when nothing is known of what came of it."""
    return list(_explained(_blank(id_, at, kept), decision_of(kept), conversation, None))


def _blank(id_: UUID, at: datetime, kept: Recorded) -> Explained:
    versions = {"policy_version": kept.policy_version, "digest": kept.digest, "seed": kept.seed}
    return msgspec.convert({"decision_id": id_, "at": at, "what": "", "why": [], **versions}, Explained)


def _explained(
    blank: Explained, decision: Decision, conversation: UUID, offer: KeptOffer | None
) -> Iterator[Explained]:
    for plan in decision.offers:
        if plan.contact == conversation:
            yield replace(
                blank,
                what="offer",
                why=plan.why,
                queue_id=plan.queue,
                agent_id=plan.agent,
                ring=plan.ring,
                fit=plan.fit,
                alternatives=plan.alternatives,
                outcome=offer.state if offer else None,
                outcome_reason=offer.end_reason if offer else None,
                ended_at=offer.ended_at if offer else None,
            )
    for move in decision.overflows:
        if move.contact == conversation:
            why = [Why("waited", {"seconds": move.waited})]
            yield replace(blank, what="overflow", why=why, queue_id=move.from_queue, to_queue=move.to_queue)
    for hopeless in decision.unservable:
        if hopeless.contact == conversation:
            yield replace(blank, what="unservable", why=[hopeless.reason], queue_id=hopeless.queue)


async def told_unservable(conn: Connection, conversations_: list[UUID]) -> set[tuple[UUID, UUID]]:
    """(conversation, queue) about which it was said already that nobody could serve it."""
    return {
        (u.contact, u.queue)
        for _, _, kept in await store.decisions_about(conn, conversations_)
        for u in decision_of(kept).unservable
    }
