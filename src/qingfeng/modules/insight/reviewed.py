"""What people said of the bot's answers that were drawn at random: read from its reviews, as they stand.

A verdict may be changed or taken back, so that its marks come and go. They are written under a lock of the conversation, by
what is there after the lock was got: of two who are told at a time the later one writes what holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from qingfeng.kernel.uow import Tx
from qingfeng.modules.bot import public as bot
from qingfeng.modules.insight.marks import Change, Mark

SAMPLED = "bot_sampled"
MEASURES = {"wrong": "bot_wrong", "unhelpful": "bot_unhelpful"}
"""By verdict, beside `SAMPLED`."""
_MARKS = (
    "SELECT conversation_id, measure, no, at, queue_id, channel, agent_id, value FROM insight.marks"
    " WHERE conversation_id = ANY($1) AND measure = ANY($2)"
)


async def changes(tx: Tx, conversations: Sequence[UUID]) -> list[Change]:
    """What has to change for these conversations, of which a verdict was told."""
    if not conversations:
        return []
    ids = sorted(set(conversations))
    await tx.fetch(
        "SELECT pg_advisory_xact_lock(hashtextextended('insight review ' || id, 0)) FROM unnest($1::text[]) AS id",
        [str(id_) for id_ in ids],
    )
    stand = await bot.judged(tx.conn, ids)
    places = {
        row["conversation_id"]: (row["queue_id"], row["channel"] or "")
        for row in await tx.fetch(
            "SELECT conversation_id, queue_id, channel FROM insight.contacts WHERE conversation_id = ANY($1)", ids
        )
    }
    before: dict[UUID, dict[tuple[str, int], Mark]] = {}
    for row in await tx.fetch(_MARKS, ids, [SAMPLED, *MEASURES.values()]):
        its = {name: row[name] for name in Mark.__struct_fields__}
        before.setdefault(row["conversation_id"], {})[row["measure"], row["no"]] = Mark(**its)
    found: list[Change] = []
    for id_ in {one.conversation_id for one in stand}:  # of what was erased since, the figures stay
        old = before.get(id_, {})
        new: dict[tuple[str, int], Mark] = {}
        for one in stand:
            if one.conversation_id != id_ or one.verdict is None:
                continue
            known = old.get((SAMPLED, one.seq))  # where it was counted first it stays
            queue, channel = (known.queue_id, known.channel) if known else places.get(id_, (None, ""))
            for measure in (SAMPLED, *filter(None, [MEASURES.get(one.verdict)])):
                new[measure, one.seq] = Mark(measure, one.seq, one.at, queue, channel, None, 0)
        if old != new:
            found.append((id_, old, new))
    return found
