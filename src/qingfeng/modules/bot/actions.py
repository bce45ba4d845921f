"""Verbs of the bot: record what it decided."""

from __future__ import annotations

from uuid import UUID

import msgspec

from qingfeng.contracts.bot import BotSnapshot, Decision
from qingfeng.kernel.uow import Tx
from qingfeng.modules.bot import store
from qingfeng.modules.bot.meant import meant
from qingfeng.modules.bot.model import digest


async def record(tx: Tx, snapshot: BotSnapshot, decision: Decision, seed: int) -> UUID | None:
    """Keep a decision with what it was made from, so that it can be explained and made again.

    The id; None when this message was decided about before (nothing is written then).
    """
    return await store.insert(
        tx,
        msgspec.to_builtins(snapshot),
        msgspec.to_builtins(decision),
        meant=meant(snapshot, decision),
        digest=digest(snapshot),
        seed=seed,
    )
