"""Surge mode of a house: its rules, how it stands, what a supervisor orders. Everything that `surge` decides is kept here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.base import SYSTEM, Actor
from qingfeng.contracts.routing import SurgeChanged
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Invalid
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import store, surge
from qingfeng.modules.routing.surge import CALM, WINDOW, Expectation, Levers, SurgePolicy, SurgeState

WEEKS = 4
LONGEST_WAIT = timedelta(hours=4)
"""Who waited longer is counted no more among those who came in a window."""
HOLD_MINUTES = (5, 720)
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How it stands. `arrivals`, `expected`: of the last window that was counted."""

    state: SurgeState = CALM
    levers: Levers = Levers()
    window_at: datetime | None = None
    arrivals: int | None = None
    expected: Expectation | None = None


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The rules in force; who made them (empty: nobody by hand), and when."""

    policy: SurgePolicy
    by_name: str = ""
    at: datetime | None = None


class PastSurge(msgspec.Struct, frozen=True, kw_only=True):
    """A surge that there would have been. `until` None: it would last still. `peak`: the most, by what was expected."""

    since: datetime
    until: datetime | None
    peak: float


class SurgePreview(msgspec.Struct, frozen=True, kw_only=True):
    """`windows`: of the last seven days, of which so many could be held against earlier weeks (`known`)."""

    windows: int
    known: int
    surges: list[PastSurge]


# ------------------------------------------------------------------ reads
async def rules(conn: Connection) -> Rules:
    row = await conn.fetchrow("SELECT policy, by_name, at FROM routing.surge_policies ORDER BY version DESC LIMIT 1")
    return Rules(policy=SurgePolicy()) if row is None else msgspec.convert(dict(row), Rules)


async def standing(conn: Connection) -> Standing:
    row = await conn.fetchrow("SELECT situation AS state, levers, window_at, arrivals, expected FROM routing.surge")
    return Standing() if row is None else msgspec.convert(dict(row), Standing)


async def levers(conn: Connection) -> Levers:
    """What is moved now."""
    found = await conn.fetchval("SELECT levers FROM routing.surge")
    return Levers() if found is None else msgspec.convert(found, Levers)


# ------------------------------------------------------------------ looking
def window_of(now: datetime) -> datetime:
    """The end of the last window that is over."""
    return _EPOCH + (now - _EPOCH) // WINDOW * WINDOW


async def look(tx: Tx, by: Actor = SYSTEM) -> Standing:
    """Count the window that has ended, if one has since the last look, and move what follows. Repeats are harmless."""
    await _lock(tx)
    kept, policy = await standing(tx.conn), (await rules(tx.conn)).policy
    return await _moved(tx, kept, kept.state, policy, by)


async def _moved(tx: Tx, kept: Standing, state: SurgeState, policy: SurgePolicy, by: Actor) -> Standing:
    normal = [q.id for q in await store.queues(tx.conn) if q.active and q.kind == "normal"]
    ended = window_of(tx.now)
    arrivals, expected = kept.arrivals, kept.expected
    counted = kept.window_at is not None and kept.window_at < ended
    if counted:
        arrivals = await _arrivals(tx.conn, normal, ended - WINDOW)
        expected = await _expected(tx.conn, normal, ended - WINDOW)
    waiting = await conversations.demand(tx.conn, normal)
    state, moved = surge.step(state, arrivals if counted else None, expected, waiting, tx.now, policy)
    now = Standing(state=state, levers=moved, window_at=ended, arrivals=arrivals, expected=expected)
    if now != kept:
        await _write(tx, now)
    if (kept.state.on, kept.levers) != (state.on, moved):
        await _tell(tx, kept, now, waiting, by)
    return now


async def _tell(tx: Tx, before: Standing, now: Standing, waiting: int, by: Actor) -> None:
    on = now.state.on
    what = "surge.levers" if before.state.on == on else "surge.began" if on else "surge.ended"
    known = now.expected.mean if now.expected else None
    moved = now.levers
    await access.audit(
        tx,
        by,
        what,
        "surge",
        arrivals=now.arrivals,
        expected=known,
        waiting=waiting,
        lent_teams=len(moved.pool_teams),
        wrap_up_seconds=moved.wrap_up_seconds,
        pinned=[one.title for one in await knowledge.named_articles(tx.conn, moved.pinned, tx.now)],
        ai_first=moved.ai_first,
        message_minutes=moved.message_minutes,
        callback_minutes=moved.callback_minutes,
        defer_minutes=moved.defer_minutes,
    )
    tx.emit(
        SurgeChanged(
            tenant_id=tx.tenant,
            on=on,
            since=now.state.since,
            by_hand=now.state.by_hand,
            ratio=now.state.ratio,
            pool_teams=now.levers.pool_teams,
            wrap_up_seconds=now.levers.wrap_up_seconds,
            pinned=moved.pinned,
            repinned=moved.pinned != before.levers.pinned,
            ai_first=moved.ai_first,
            message_minutes=moved.message_minutes,
            reoffered=_offers(moved) != _offers(before.levers),
            callback_minutes=moved.callback_minutes,
            defer_minutes=moved.defer_minutes,
        )
    )


def _offers(moved: Levers) -> tuple[int, int]:
    """What those who wait are offered instead."""
    return moved.message_minutes, moved.callback_minutes


async def _arrivals(conn: Connection, queues: list[UUID], start: datetime) -> int:
    """How many came to these queues in a window: those whose wait is over, and those who wait still."""
    over = await _over(conn, queues, [start])
    return over.get(start, 0) + await conversations.demand(conn, queues, start, start + WINDOW)


async def _expected(conn: Connection, queues: list[UUID], start: datetime) -> Expectation | None:
    """From the same window, and those before and after it, of the weeks for which there is a record."""
    first: datetime | None = await conn.fetchval("SELECT min(at) FROM routing.waits")
    starts = [at for at in earlier(start) if first is not None and first <= at]
    over = await _over(conn, queues, starts)
    return surge.expectation([over.get(at, 0) for at in starts])


def earlier(start: datetime) -> list[datetime]:
    """The windows of earlier weeks that a window is held against."""
    return [start - timedelta(weeks=week) + n * WINDOW for week in range(1, WEEKS + 1) for n in (-1, 0, 1)]


async def _over(conn: Connection, queues: list[UUID], starts: Sequence[datetime]) -> dict[datetime, int]:
    """Of waits that are over: how many began in each of these windows."""
    rows = await conn.fetch(
        "SELECT s.start, count(*) AS n FROM unnest($1::timestamptz[]) AS s (start) JOIN routing.waits w"
        " ON w.queue_id = ANY($2) AND w.at >= s.start AND w.at < s.start + $4::interval"
        " AND w.at - make_interval(secs => w.seconds) >= s.start"
        " AND w.at - make_interval(secs => w.seconds) < s.start + $3::interval GROUP BY s.start",
        list(starts),
        queues,
        WINDOW,
        LONGEST_WAIT,
    )
    return {r["start"]: r["n"] for r in rows}


async def _write(tx: Tx, now: Standing) -> None:
    await tx.execute(
        "INSERT INTO routing.surge (tenant_id, situation, levers, window_at, arrivals, expected) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (tenant_id) DO UPDATE SET situation = excluded.situation, levers = excluded.levers,"
        " window_at = excluded.window_at, arrivals = excluded.arrivals, expected = excluded.expected",
        tx.tenant,
        now.state,
        now.levers,
        now.window_at,
        now.arrivals,
        now.expected,
    )


async def _lock(tx: Tx) -> None:
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('routing.surge'), hashtext($1))", str(tx.tenant))


# ------------------------------------------------------------------ orders
async def hold(tx: Tx, by: Actor, what: Literal["on", "off"], minutes: int) -> Standing:
    """Keep it on, or off, for so long, whatever is counted. Raises Invalid (field `minutes`)."""
    least, most = HOLD_MINUTES
    if not least <= minutes <= most:
        message = f"A surge is held for {least} to {most} minutes; choose a number between."
        raise Invalid("out_of_range", message, field="minutes", min=least, max=most)
    until = tx.now + timedelta(minutes=minutes)
    await access.audit(tx, by, "surge.held", what, minutes=minutes)
    return await _order(tx, by, what, until)


async def release(tx: Tx, by: Actor) -> Standing:
    """Let what is counted decide again: what was held on ends when the demand is near what was expected. Nothing held is
    no error."""
    if (await standing(tx.conn)).state.hold is not None:
        await access.audit(tx, by, "surge.released", "surge")
    return await _order(tx, by, None, None)


async def _order(tx: Tx, by: Actor, what: Literal["on", "off"] | None, until: datetime | None) -> Standing:
    await _lock(tx)
    kept, policy = await standing(tx.conn), (await rules(tx.conn)).policy
    return await _moved(tx, kept, replace(kept.state, hold=what, hold_until=until), policy, by)


async def pin(tx: Tx, by: Actor, articles: list[UUID]) -> Standing:
    """Offer these articles first for the rest of the surge that is on, instead of those of the rules; empty: none. Raises
    Invalid (field `pinned`), and Conflict `surge_off` when none is on."""
    await _lock(tx)
    kept, policy = await standing(tx.conn), (await rules(tx.conn)).policy
    if not kept.state.on:
        raise Conflict("surge_off", "Surge mode is not on; begin it first, then pin the answer.")
    articles = list(dict.fromkeys(articles))
    surge.check_pinned(articles, await _shown(tx.conn, articles, tx.now))
    if articles == kept.levers.pinned:
        return kept
    titles = [one.title for one in await knowledge.named_articles(tx.conn, articles, tx.now)]
    await access.audit(tx, by, "surge.pinned", "surge", pinned=titles)
    return await _moved(tx, kept, replace(kept.state, pinned=articles), policy, by)


async def set_policy(tx: Tx, by: Actor, wanted: SurgePolicy) -> Rules:
    """Other rules, in force at once; `wanted.version` is the one that was shown. Raises Invalid with the field, and Conflict
    `surge_changed` when there is a newer one."""
    await _lock(tx)
    present = await rules(tx.conn)
    if wanted.version != present.policy.version:
        message = "Somebody has changed these rules meanwhile; look at the present ones, then change those."
        raise Conflict("surge_changed", message, by=present.by_name, version=present.policy.version)
    await check(tx.conn, wanted, tx.now)
    if wanted == present.policy:
        return present
    made = replace(wanted, version=wanted.version + 1)
    await tx.execute(
        "INSERT INTO routing.surge_policies (tenant_id, version, policy, by_id, by_name, at) VALUES ($1, $2, $3, $4, $5, $6)",
        tx.tenant,
        made.version,
        made,
        by.id,
        by.name,
        tx.now,
    )
    names = [name for name in SurgePolicy.__struct_fields__ if name != "version"]
    changed = [name for name in names if getattr(made, name) != getattr(present.policy, name)]
    await access.audit(
        tx, by, "surge.rules", "surge", before=present.policy.version, after=made.version, changed=changed
    )
    kept = await standing(tx.conn)
    await _moved(tx, kept, kept.state, made, by)
    return await rules(tx.conn)


async def check(conn: Connection, policy: SurgePolicy, now: datetime) -> None:
    """Raises Invalid with the field."""
    teams = frozenset(team.id for team in await people.teams(conn))
    queues = [(q.kind, q.policy) for q in await store.queues(conn) if q.active]
    surge.check(policy, teams, queues, await _shown(conn, policy.pinned, now))


async def _shown(conn: Connection, articles: list[UUID], now: datetime) -> frozenset[UUID]:
    return frozenset(one.id for one in await knowledge.named_articles(conn, articles, now) if one.shown)


# ------------------------------------------------------------------ tried out
async def preview(conn: Connection, policy: SurgePolicy, now: datetime) -> SurgePreview:
    """When it would have been on in the last seven days, by their counts."""
    end = window_of(now)
    begin = end - timedelta(days=7)
    normal = [q.id for q in await store.queues(conn) if q.active and q.kind == "normal"]
    rows = await conn.fetch(
        "SELECT date_bin($4::interval, at - make_interval(secs => seconds), $5) AS start, count(*) AS n FROM routing.waits"
        " WHERE queue_id = ANY($1) AND at >= $2 AND at < $3 GROUP BY 1",
        normal,
        begin - timedelta(weeks=WEEKS, hours=1),
        end,
        WINDOW,
        _EPOCH,
    )
    counts = {r["start"]: r["n"] for r in rows}
    first = min(counts, default=None)
    windows = []
    for n in range((end - begin) // WINDOW):
        start = begin + n * WINDOW
        known = [counts.get(at, 0) for at in earlier(start) if first is not None and at >= first]
        windows.append((start + WINDOW, counts.get(start, 0), surge.expectation(known)))
    found = [
        PastSurge(since=since, until=until, peak=_peak(windows, since, until))
        for since, until in surge.replayed(windows, policy)
    ]
    return SurgePreview(windows=len(windows), known=sum(one[2] is not None for one in windows), surges=found)


def _peak(windows: list[tuple[datetime, int, Expectation | None]], since: datetime, until: datetime | None) -> float:
    """The most of a window by its expectation, from the one that began it on."""
    ratios = [n / e.mean for at, n, e in windows if e is not None and since <= at and (until is None or at <= until)]
    return round(max(ratios, default=0.0), 2)
