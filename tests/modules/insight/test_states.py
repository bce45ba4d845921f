"""Time in states: what the events told in any order is what a stop-watch beside the house would have shown."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from qingfeng.contracts.base import Actor
from qingfeng.contracts.registry import event_of
from qingfeng.modules.insight import public as insight
from qingfeng.modules.insight import states
from qingfeng.modules.people import public as people
from tests.modules.insight.life import Life


async def test_time_in_states_is_that_of_a_stop_watch(new_life: Callable[[], Life]) -> None:
    life, chance = new_life(), random.Random(9)
    house = life.house
    begun = house.clock.now()
    state: dict[UUID, str] = {a.id: "ready" for a in life.agents if a.id is not None}
    spans: list[tuple[UUID, str, datetime, datetime]] = []
    for _ in range(120):
        before = house.clock.now()
        house.later(chance.choice([0.25, 30, 700]))
        spans += [(id_, was, before, house.clock.now()) for id_, was in state.items()]
        id_ = chance.choice(list(state))
        wanted = chance.choice(["ready", "break", "offline"])
        async with house.work.tx(house.tenant) as tx:
            if chance.random() < 0.3:
                if await people.missed(tx, id_, 3):
                    state[id_] = "break"
            else:
                await people.set_presence(tx, id_, wanted, None, Actor("agent", id_))  # type: ignore[arg-type]
                state[id_] = wanted
    events = [(event_of(e), e.at) for e in life.kept.envelopes if e.type == "PresenceChanged"]
    events += events[:20]
    chance.shuffle(events)
    for i in range(0, len(events), 16):
        async with house.work.tx(house.tenant) as tx:
            await insight.note(tx, [(event, at) for event, at in events[i : i + 16] if event is not None])
    now = house.clock.now()
    for since, until in ((begun, now), (begun + timedelta(seconds=4000), begun + timedelta(seconds=9000))):
        right: dict[tuple[UUID, str], float] = defaultdict(float)
        for id_, was, start, end in spans:
            right[id_, was] += max(0.0, (min(end, until) - max(start, since)).total_seconds())
        async with house.db.reading(house.tenant) as conn:
            found = await states.times(conn, since, until, now, None)
            (one,) = await states.times(conn, since, until, now, found[0].agent_id)
        assert one == found[0]
        told = {(f.agent_id, s): v for f in found for s, v in (("ready", f.ready), ("break", f.on_break), ("offline", f.offline))}  # fmt: skip
        assert {k: round(v, 3) for k, v in told.items() if v} == {k: round(v, 3) for k, v in right.items() if v}
