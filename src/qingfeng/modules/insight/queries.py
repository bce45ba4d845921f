"""Reads of insight, and the facts computed anew from the ledger."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from qingfeng.contracts.messages import Message
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import NotFound
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.insight import model
from qingfeng.modules.insight.model import Assigned, Contact, Ended, HandedOver, Standing, Tally
from qingfeng.modules.routing import public as routing

PAGE = 500


async def recount(conn: Connection, conversation: UUID) -> Contact:
    """The facts of a contact as the ledger has them now: what the watcher comes to when it has seen every event.

    Reads the whole thread. Raises NotFound.
    """
    conv = await conversations.get(conn, conversation)
    if conv is None:
        raise NotFound("not_found", "There is no such conversation.", field="conversation_id")
    tally = Tally()
    async for message in _thread(conn, conv):
        tally = model.add_message(tally, message, conv.version)
    survey = await conversations.survey_of(conn, conversation)
    offers = await routing.offers_of_conversation(conn, conversation)
    return model.contact(
        conversation,
        Tally(
            standing=Standing(
                conv.version,
                conv.customer_id,
                conv.channel_kind,
                conv.queue_id,
                conv.opened_at,
                conv.queued_at,
                conv.emotion,
                conv.survey != "none",
            ),
            assigned=_assigned(conv),
            handed_over=HandedOver(conv.version, conv.handover.reason) if conv.handover else None,
            ended=_ended(conv),
            said=tally.said,
            transfers=tally.transfers,
            told_to_wait=tally.told_to_wait,
            joined=tally.joined,
            answered=tally.answered,
            offers={offer.id: offer.offered_at for offer in offers},
            outcomes={offer.id: offer.state for offer in offers if offer.state != "open"},
            score=survey.score if survey else None,
        ),
    )


def _assigned(conv: Conversation) -> Assigned | None:
    if conv.last_agent_id is None or conv.assigned_at is None:
        return None
    return Assigned(conv.version, conv.assigned_at, conv.last_agent_id)


def _ended(conv: Conversation) -> Ended | None:
    if conv.phase != "closed" or conv.closed_at is None:
        return None
    waiting = conv.agent_id is None and conv.queue_id is not None
    return Ended(conv.closed_at, conv.close_reason or "", conv.codes, waiting)


async def _thread(conn: Connection, conv: Conversation) -> AsyncIterator[Message]:
    """Every message, latest page first."""
    before: int | None = None
    more = True
    while more:
        page, more = await conversations.messages(conn, conv, public=False, before=before, limit=PAGE)
        for message in page:
            yield message
        before = page[0].seq if page else None
        more = more and before is not None
