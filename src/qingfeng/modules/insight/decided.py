"""What the bot decided in contacts that are over, read from its own record and kept in their tallies.

A decision is written under the lock of its conversation, so that all are there when its end is told of; afterwards none is
added. The record is swept after a month: what was read stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from qingfeng.kernel.db import Connection
from qingfeng.modules.bot import public as bot
from qingfeng.modules.insight.model import Decided

LEFT_OPEN = ("unknown", "asked")
"""Outcomes after which the customer still has no answer."""
ASIDE = ("talk", "closed")
"""Those that are of no substance."""


async def of(conn: Connection, conversations: Sequence[UUID]) -> dict[UUID, Decided]:
    """For each of them, also where nothing is recorded."""
    if not conversations:
        return {}
    found = await bot.turns(conn, conversations)
    return {id_: decided(found.get(id_, ())) for id_ in conversations}


def decided(turns: Sequence[bot.Meant]) -> Decided:
    """Of all decisions of a contact, in their order. Pure."""
    of_substance = [turn for turn in turns if turn.outcome not in ASIDE]
    last = of_substance[-1] if of_substance else None
    return Decided(
        by=dict(sorted(Counter(turn.means for turn in turns).items())),
        sourced=sum(turn.sourced for turn in turns),
        unknown=sum(turn.outcome == "unknown" for turn in turns),
        last="" if last is None else last.means,
        unmet=any(turn.outcome == "refused" for turn in turns) or (last is not None and last.outcome in LEFT_OPEN),
    )
