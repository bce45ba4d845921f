"""Replies: how long the customer waited for an agent's word after the first one. They are read from the ledger.

A message gets its place under the lock of its conversation, so that all that lies before it is there when it is told of:
what it answered never changes, nor do the queue and the channel the conversation was in at that moment, which its own event
tells. Each reply is one mark, numbered by the message's seq and written once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from qingfeng.contracts.base import Event
from qingfeng.contracts.conversations import MessageAppended
from qingfeng.kernel.uow import Tx
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.insight.marks import Mark, ms_between

REPLY = "reply"


async def found(tx: Tx, events: Iterable[Event]) -> list[tuple[UUID, Mark]]:
    """The marks of the replies among the messages that were told, by one query; those known already too."""
    answers: dict[tuple[UUID, int], MessageAppended] = {}
    for event in events:
        if isinstance(event, MessageAppended) and event.public and event.message.author.kind == "agent":
            answers[event.message.conversation_id, event.message.seq] = event
    if not answers:
        return []
    turns = await conversations.turns(tx.conn, sorted(answers))
    return [(turn.conversation_id, _mark(answers[turn.conversation_id, turn.seq], turn)) for turn in turns]


def _mark(event: MessageAppended, turn: conversations.Turn) -> Mark:
    said, row = event.message, event.row
    return Mark(REPLY, said.seq, said.at, row.queue_id, row.channel, said.author.id, ms_between(turn.asked_at, said.at))


_KEEP = """
INSERT INTO insight.marks (tenant_id, conversation_id, measure, no, at, queue_id, channel, agent_id, value)
SELECT $1, m.* FROM unnest($2::uuid[], $3::text[], $4::int[], $5::timestamptz[], $6::uuid[], $7::text[], $8::uuid[],
  $9::bigint[]) AS m ON CONFLICT DO NOTHING RETURNING conversation_id, no
"""


async def keep(tx: Tx, marks: Sequence[tuple[UUID, Mark]]) -> list[tuple[UUID, Mark]]:
    """Write those that are not there; gives these, by which alone the figures grow."""
    if not marks:
        return []
    rows = [(id_, m.measure, m.no, m.at, m.queue_id, m.channel, m.agent_id, m.value) for id_, m in marks]
    new = {
        (r["conversation_id"], r["no"]) for r in await tx.fetch(_KEEP, tx.tenant, *map(list, zip(*rows, strict=True)))
    }
    return [(id_, m) for id_, m in marks if (id_, m.no) in new]
