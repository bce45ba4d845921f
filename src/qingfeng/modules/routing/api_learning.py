"""What outcomes have taught the router, over HTTP: looked at, and told how far it may steer (permission routing.manage)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from litestar import get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from qingfeng.kernel.db import Connection, Database
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import learning_actions, learning_store, store
from qingfeng.modules.routing.learning_judge import Range, Verdict, verdict
from qingfeng.modules.routing.learning_store import Learning

TAGS = ["routing"]
Z = 1.96


class LearningChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`explore`: at most this share is tried. `hold_out`: the share of quarters of an hour left to the default while it
    steers. `version`: the one that was shown."""

    version: int
    mode: Literal["off", "observe", "steer"]
    explore: float
    hold_out: float


class CellOut(msgspec.Struct, kw_only=True):
    """What is expected of an agent in a queue: the share resolved, with its 95 % interval; `count`: outcomes of this very
    agent and queue, older ones counting less. Of those who have left nothing is told."""

    agent_id: UUID
    agent: str
    queue_id: UUID
    name_zh: str
    name_en: str
    resolved: float
    low: float
    high: float
    count: float


class LearningOut(msgspec.Struct, kw_only=True):
    """`learned`: outcomes so far, up to `learned_until`. `judged`: choices that were judged, `overlap` of which count as tried;
    `gain`: what the learned match gives beyond the default, as a share resolved, with its 95 % interval. `stopped`: what it
    did worse when it stopped steering by itself."""

    version: int
    mode: Literal["off", "observe", "steer"]
    explore: float
    hold_out: float
    learned: int
    learned_until: datetime | None
    verdict: Verdict
    judged: int
    overlap: float
    gain: Range | None
    steers_since: datetime | None
    stopped: str | None
    cells: list[CellOut]


@get("/api/v1/routing/learning", tags=TAGS)
async def shown(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> LearningOut:
    """Who does well with what, and whether the router may go by it."""
    caller.need("routing.manage")
    async with db.reading(caller.tenant) as conn:
        return await _out(conn, await learning_store.read(conn))


@put("/api/v1/routing/learning", tags=TAGS)
async def change(
    caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[LearningChange]
) -> LearningOut:
    """Switch learning off, let it observe, or let it steer, once it was judged fit to."""
    caller.need("routing.manage")
    async with work.tx(caller.tenant) as tx:
        wish = learning_actions.Change(
            by=caller.actor, version=data.version, mode=data.mode, explore=data.explore, hold_out=data.hold_out
        )
        return await _out(tx.conn, await learning_actions.change_learning(tx, wish))


async def _out(conn: Connection, kept: Learning) -> LearningOut:
    judged = kept.judged
    return LearningOut(
        version=kept.version,
        mode=kept.mode,
        explore=kept.explore,
        hold_out=kept.hold_out,
        learned=kept.learned,
        learned_until=kept.learned_until,
        verdict="too_few" if judged is None else verdict(judged, learning_actions.RULE),
        judged=0 if judged is None else judged.count,
        overlap=0.0 if judged is None else round(judged.overlap, 1),
        gain=None if judged is None else judged.gain["robust"],
        steers_since=kept.steers_since,
        stopped=kept.stopped,
        cells=await _cells(conn, kept),
    )


async def _cells(conn: Connection, kept: Learning) -> list[CellOut]:
    """Of agents and queues that met; by queue, the best first."""
    known = kept.known()
    if not known.count:
        return []
    known.fit()
    agents = await people.roster_of(conn, [UUID(int=agent) for agent in known.agents])
    found = []
    for queue in await store.queues(conn):
        if queue.code not in known.segments:
            continue
        here = [(agent, known.of(agent.id, queue.code, "resolved")) for agent in agents]
        for agent, one in sorted(here, key=lambda pair: (-pair[1].mean, pair[0].id)):
            if one.n > 0:
                found.append(
                    CellOut(
                        agent_id=agent.id,
                        agent=agent.name,
                        queue_id=queue.id,
                        name_zh=queue.name_zh,
                        name_en=queue.name_en,
                        resolved=round(one.mean, 4),
                        low=round(max(0.0, one.mean - Z * one.deviation), 4),
                        high=round(min(1.0, one.mean + Z * one.deviation), 4),
                        count=round(one.n, 1),
                    )
                )
    return found


handlers = [shown, change]
