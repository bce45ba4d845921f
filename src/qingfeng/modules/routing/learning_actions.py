"""A house learns, is judged, and is told how far what it learned may steer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.base import SYSTEM, Actor
from qingfeng.kernel.errors import Conflict, Invalid
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.routing import learning_store, store
from qingfeng.modules.routing.learning import Outcome
from qingfeng.modules.routing.learning_judge import Guard, Logged, Rule, judge, verdict
from qingfeng.modules.routing.learning_match import held_out
from qingfeng.modules.routing.learning_store import Learning

EXPLORE, HOLD_OUT = (0.0, 0.05), (0.02, 0.5)
RULE = Rule()


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """A contact that an agent has ended. `resolved`: nobody came again with it in time; `score`: 1 to 5."""

    conversation: UUID
    agent: UUID
    queue: UUID
    at: datetime
    resolved: bool
    score: int | None = None
    seconds: float | None = None


class Window(msgspec.Struct, frozen=True):
    """A quarter of an hour that is over: its beginning, and the part of those offered that was answered in time."""

    start: datetime
    met: float


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """How it is wanted. `version`: the one that was shown."""

    by: Actor
    version: int
    mode: Literal["off", "observe", "steer"]
    explore: float
    hold_out: float


async def learned_until(tx: Tx) -> datetime | None:
    """Up to when outcomes are in what was learned; None: there are none. Nobody else learns until commit."""
    return (await learning_store.hold(tx)).learned_until


async def learn(tx: Tx, ended: Sequence[Ended], windows: Sequence[Window], until: datetime) -> None:
    """Learn from contacts that ended up to a moment; judge anew, and stop what does harm. The caller holds the row."""
    kept = await learning_store.hold(tx)
    if kept.mode == "off":
        await learning_store.write(tx, replace(kept, learned_until=until))
        return
    codes = {queue.id: queue.code for queue in await store.queues(tx.conn)}
    estimates = kept.known()
    for one in ended:
        if one.queue in codes:
            estimates.note(_outcome(one, codes[one.queue]))
    estimates.fit()
    news = await learning_store.tell(tx, {(one.conversation, one.agent): float(one.resolved) for one in ended})
    logged = await learning_store.logged(tx.conn)
    kept = replace(
        kept,
        estimates=learning_store.packed(estimates),
        learned=estimates.count,
        learned_until=until,
        judged=judge(logged) if logged else None,
    )
    if kept.mode == "steer":
        kept = await _guarded(tx, kept, news, windows)
    await learning_store.write(tx, kept)


async def _guarded(tx: Tx, kept: Learning, news: Sequence[Logged], windows: Sequence[Window]) -> Learning:
    """Watch what steers beside what is left to the default; what does worse steers no longer."""
    guard = kept.guard or Guard()
    for one in news:
        guard = guard.decided(one)
    for window in windows:
        since = kept.steers_since
        if since is not None and window.start >= since:
            mine = held_out(kept.terms, window.start.timestamp())
            guard = guard.window(window.met, held_out=mine, share=kept.hold_out)
    harm = guard.harm
    if harm is None:
        return replace(kept, guard=guard)
    await access.audit(tx, SYSTEM, "learning.stopped", "routing", harm=harm)
    return replace(kept, guard=guard, mode="observe", steers_since=None, stopped=harm, version=kept.version + 1)


async def change_learning(tx: Tx, change: Change) -> Learning:
    """Raises Invalid with the field, and Conflict: `learning_changed` when somebody else was first, `not_judged_fit` when it
    is to steer and has not shown that it may."""
    _in_range("explore", change.explore, EXPLORE)
    _in_range("hold_out", change.hold_out, HOLD_OUT)
    kept = await learning_store.hold(tx)
    if kept.version != change.version:
        raise Conflict("learning_changed", "Somebody has changed this meanwhile; look at it as it is now.")
    if change.mode == "steer" and kept.mode != "steer":
        found = "too_few" if kept.judged is None else verdict(kept.judged, RULE)
        if found != "fit":
            raise Conflict("not_judged_fit", "It has not shown yet that it does no harm; let it observe.", reason=found)
    new = replace(kept, mode=change.mode, explore=change.explore, hold_out=change.hold_out)
    if new == kept:
        return kept
    new = replace(new, version=kept.version + 1)
    if change.mode == "steer" and kept.mode != "steer":
        new = replace(new, steers_since=tx.now, stopped=None, guard=None)
    elif change.mode != "steer":
        new = replace(new, steers_since=None, guard=None)
    await learning_store.write(tx, new)
    fields = ("mode", "explore", "hold_out")
    before, after = ({name: getattr(one, name) for name in fields} for one in (kept, new))
    await access.audit(tx, change.by, "learning.changed", "routing", before=before, after=after)
    return new


def _in_range(field: str, value: float, span: tuple[float, float]) -> None:
    low, high = span
    if not low <= value <= high:
        raise Invalid(
            "out_of_range",
            f"{value} is outside {low} to {high}; choose a share between.",
            field=field,
            min=low,
            max=high,
        )


def _outcome(one: Ended, segment: str) -> Outcome:
    return Outcome(
        agent=one.agent,
        segment=segment,
        day=one.at.toordinal(),
        resolved=one.resolved,
        satisfied=None if one.score is None else (one.score - 1) / 4,
        seconds=one.seconds,
    )
