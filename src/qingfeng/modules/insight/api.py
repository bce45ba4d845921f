"""Figures over HTTP. Supervisors and administrators see all; agents their own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, QueryParameter

from qingfeng.kernel.db import Connection, Database
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.insight import boards, states
from qingfeng.modules.insight.boards import Ask, Board, By
from qingfeng.modules.insight.kpi import KPIS
from qingfeng.modules.insight.schemas import DrillOut, KpisOut, LiveAgents, LiveOut, LiveQueue, StatesOut, kpi_out
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing


class Filters(msgspec.Struct, frozen=True):
    queue: UUID | None
    channel: str | None
    agent: UUID | None


def provide_filters(
    queue: FromQuery[UUID | None] = None,
    channel: Annotated[str | None, QueryParameter(max_length=40)] = None,
    agent: FromQuery[UUID | None] = None,
) -> Filters:
    if channel is not None and "\x00" in channel:
        raise Invalid("bad_text", "A channel's kind holds no NUL.", field="channel")
    return Filters(queue, channel, agent)


def provide_ask(
    caller: NamedDependency[Caller],
    filters: NamedDependency[Filters],
    since: Annotated[date, QueryParameter(name="from")],
    until: Annotated[date, QueryParameter(name="to")],
    by: FromQuery[By] = "day",
    kpis: Annotated[str, QueryParameter(max_length=600)] = "",
) -> Ask:
    """`from` and `to`: days of the house, both included; `kpis`: codes with commas between, all when empty."""
    agent = filters.agent
    if not caller.may("insight.read"):
        caller.need("desk.use")
        agent = caller.user_id
    codes = tuple(code.strip() for code in kpis.split(",") if code.strip())
    return Ask(from_=since, to=until, by=by, kpis=codes, queue=filters.queue, channel=filters.channel, agent=agent)


_ASK = {
    "filters": Provide(provide_filters, sync_to_thread=False),
    "ask": Provide(provide_ask, sync_to_thread=False),
}


@get("/api/v1/insight/kpis", tags=["insight"])
async def kpis(caller: NamedDependency[Caller]) -> KpisOut:
    """Every figure and its definition."""
    caller.need("desk.use")
    return KpisOut([kpi_out(kpi) for kpi in KPIS.values()])


@get("/api/v1/insight/board", tags=["insight"], dependencies=_ASK)
async def board(caller: NamedDependency[Caller], db: NamedDependency[Database], ask: NamedDependency[Ask]) -> Board:
    """Figures of a range of days, by hour, day, queue, channel, team or agent. Agents see their own, by day."""
    async with db.reading(caller.tenant) as conn:
        return await boards.board(conn, caller.tenant, ask)


@get("/api/v1/insight/drill", tags=["insight"], dependencies=_ASK)
async def drill(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    ask: NamedDependency[Ask],
    measure: Annotated[str, QueryParameter(max_length=40)],
    cursor: Annotated[str, QueryParameter(max_length=120)] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=500)] = 100,
) -> DrillOut:
    """The conversations behind a figure: exactly what was counted of one of its measures, earliest first."""
    async with db.reading(caller.tenant) as conn:
        found = await boards.drill(conn, caller.tenant, ask, measure, cursor, limit)
    return DrillOut(found.items, found.next)


@get("/api/v1/insight/export", tags=["insight"], dependencies=_ASK)
async def export(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    ask: NamedDependency[Ask],
    locale: FromQuery[Literal["zh-CN", "en"]] = "zh-CN",
) -> Response[bytes]:
    """The board as CSV that spreadsheets open as it is."""
    async with db.reading(caller.tenant) as conn:
        made = await boards.board(conn, caller.tenant, ask)
    names = [(code, KPIS[code].zh if locale == "zh-CN" else KPIS[code].en) for code in made.kpis]
    name = f"qingfeng-{ask.by}-{ask.from_}-{ask.to}.csv"
    return Response(
        boards.csv(made, names).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@get("/api/v1/insight/states", tags=["insight"], dependencies=_ASK)
async def state_times(
    caller: NamedDependency[Caller], db: NamedDependency[Database], ask: NamedDependency[Ask]
) -> StatesOut:
    """How long agents were ready, on a break or offline in a range of days, in seconds. Agents see their own."""
    boards.checked_range(ask)
    async with db.reading(caller.tenant) as conn:
        since, until = boards.span(ask.from_, ask.to, await boards.zone(conn, caller.tenant))
        return StatesOut(await states.times(conn, since, until, db.clock.now(), ask.agent))


@get("/api/v1/insight/live", tags=["insight"])
async def live(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> LiveOut:
    """The floor now: who waits, who is there, and today's figures."""
    caller.need("insight.read")
    now = db.clock.now()
    async with db.reading(caller.tenant) as conn:
        where = await boards.zone(conn, caller.tenant)
        today = now.astimezone(where).date()
        made = await boards.board(conn, caller.tenant, Ask(from_=today, to=today))
        return LiveOut(
            now=now,
            zone=where.key,
            queues=[
                LiveQueue(
                    id=str(card.id),
                    name_zh=card.name_zh,
                    name_en=card.name_en,
                    open=card.open,
                    waiting=card.waiting,
                    longest_wait_since=card.longest_wait_since,
                )
                for card in await routing.queue_cards(conn, now)
            ],
            agents=await _agents(conn, now),
            today=made.total,
        )


async def _agents(conn: Connection, now: datetime) -> LiveAgents:
    loads = await conversations.loads(conn)
    agents = await people.roster(conn)
    ready = [a for a in agents if a.presence.state == "ready"]
    there = [a for a in ready if a.connected(now)]
    return LiveAgents(
        ready=len(ready),
        connected=len(there),
        busy=sum(1 for a in there if loads.get(a.id, 0)),
        on_break=sum(1 for a in agents if a.presence.state == "break"),
        offline=sum(1 for a in agents if a.presence.state == "offline"),
        in_hand=sum(loads.values()),
    )


handlers = [kpis, board, drill, export, state_times, live]
