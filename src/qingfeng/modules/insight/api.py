"""Figures over HTTP. Supervisors and administrators see all; agents their own."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, JSONBody, QueryParameter

from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.http import Cursor, Limit
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.insight import alerts, api_displays, api_history, api_what_ifs, behind, boards, floor
from qingfeng.modules.insight.behind import Page
from qingfeng.modules.insight.boards import Ask, Board, By
from qingfeng.modules.insight.export import FORMATS, Locale
from qingfeng.modules.insight.floor import LiveOut
from qingfeng.modules.insight.kpi import KPIS
from qingfeng.modules.insight.schemas import AlertLimits, AlertRules, DrillOut, KpisOut, kpi_out, rules_out


class Filters(msgspec.Struct, frozen=True):
    queue: UUID | None
    channel: str | None
    team: UUID | None
    agent: UUID | None


def provide_filters(
    queue: FromQuery[UUID | None] = None,
    channel: Annotated[str | None, QueryParameter(max_length=40)] = None,
    team: FromQuery[UUID | None] = None,
    agent: FromQuery[UUID | None] = None,
) -> Filters:
    if channel is not None and "\x00" in channel:
        raise Invalid("bad_text", "A channel's kind holds no NUL.", field="channel")
    return Filters(queue, channel, team, agent)


def provide_ask(
    caller: NamedDependency[Caller],
    filters: NamedDependency[Filters],
    since: Annotated[date, QueryParameter(name="from")],
    until: Annotated[date, QueryParameter(name="to")],
    by: FromQuery[By] = "day",
    kpis: Annotated[str, QueryParameter(max_length=1200)] = "",
) -> Ask:
    """`from` and `to`: days of the house, both included; `kpis`: codes with commas between, all when empty."""
    agent = filters.agent
    if not caller.may("insight.read"):
        caller.need("desk.use")
        agent = caller.user_id
    codes = tuple(code.strip() for code in kpis.split(",") if code.strip())
    return Ask(
        from_=since,
        to=until,
        by=by,
        kpis=codes,
        queue=filters.queue,
        channel=filters.channel,
        team=filters.team,
        agent=agent,
    )


_ASK = {
    "filters": Provide(provide_filters, sync_to_thread=False),
    "ask": Provide(provide_ask, sync_to_thread=False),
}


@get("/api/v1/insight/kpis", tags=["insight"])
async def kpis(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> KpisOut:
    """Every figure and its definition, and the time zone the days of figures are cut by."""
    caller.need("desk.use")
    async with db.reading(caller.tenant) as conn:
        when = await boards.asked_at(conn, caller.tenant, db.clock.now())
    return KpisOut([kpi_out(kpi) for kpi in KPIS.values()], when.zone.key, when.now.astimezone(when.zone).date())


@get("/api/v1/insight/board", tags=["insight"], dependencies=_ASK)
async def board(caller: NamedDependency[Caller], db: NamedDependency[Database], ask: NamedDependency[Ask]) -> Board:
    """Figures of a range of days, by hour, day, queue, channel, team or agent. Agents see their own, by day."""
    async with db.reading(caller.tenant) as conn:
        return await boards.board(conn, caller.tenant, ask, db.clock.now())


def provide_page(
    measure: Annotated[str, QueryParameter(max_length=40)],
    key: Annotated[str | None, QueryParameter(max_length=64)] = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page:
    """`key`: of one row of the board (`none`: the row of no queue, channel or team); without it, of its total."""
    if key is not None and "\x00" in key:
        raise Invalid("bad_key", "No row of this board has this key.", field="key")
    return Page(measure=measure, key=key, after=cursor, limit=limit)


@get(
    "/api/v1/insight/drill",
    tags=["insight"],
    dependencies={**_ASK, "page": Provide(provide_page, sync_to_thread=False)},
)
async def drill(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    ask: NamedDependency[Ask],
    page: NamedDependency[Page],
) -> DrillOut:
    """The conversations behind a figure: exactly what was counted of one of its measures, earliest first."""
    async with db.reading(caller.tenant) as conn:
        found = await behind.drill(conn, caller.tenant, ask, page, db.clock.now())
    return DrillOut(found.items, found.next)


@get("/api/v1/insight/export", tags=["insight"], dependencies=_ASK)
async def export(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    ask: NamedDependency[Ask],
    format_: Annotated[Literal["csv", "xlsx"], QueryParameter(name="format")] = "csv",
    locale: FromQuery[Locale] = "zh-CN",
) -> Response[bytes]:
    """The board as a file that spreadsheets open as it is."""
    async with db.reading(caller.tenant) as conn:
        made = await boards.board(conn, caller.tenant, ask, db.clock.now())
    write, media = FORMATS[format_]
    name = f"qingfeng-{ask.by}-{ask.from_}-{ask.to}.{format_}"
    return Response(
        write(made, [KPIS[code] for code in made.kpis], locale),
        media_type=media,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@get("/api/v1/insight/live", tags=["insight"])
async def live(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> LiveOut:
    """The floor now: who waits, who is there, today's figures, and what to look at."""
    caller.need("insight.read")
    async with db.reading(caller.tenant) as conn:
        return await floor.floor(conn, caller.tenant, db.clock.now())


@get("/api/v1/insight/alerts", tags=["insight"])
async def alert_rules(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> AlertRules:
    """The rules by which the floor tells what to look at, with their limits."""
    caller.need("insight.read")
    async with db.reading(caller.tenant) as conn:
        return rules_out(await alerts.limits(conn))


@put("/api/v1/insight/alerts", tags=["insight"])
async def set_alert_rules(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    data: JSONBody[AlertLimits],
) -> AlertRules:
    """Set limits; rules that are not named stay as they are. Audited."""
    caller.need("insight.manage")
    async with work.tx(caller.tenant) as tx:
        before = await alerts.limits(tx.conn)
        await alerts.set_limits(tx, data.items)
        for one in data.items:
            if before[one.code] != one:
                await access.audit(tx, caller.actor, "insight.alert", one.code, limit=one.limit, enabled=one.enabled)
    async with db.reading(caller.tenant) as conn:
        return rules_out(await alerts.limits(conn))


handlers = [
    kpis,
    board,
    drill,
    export,
    live,
    alert_rules,
    set_alert_rules,
    *api_history.handlers,
    *api_displays.handlers,
    *api_what_ifs.handlers,
]
