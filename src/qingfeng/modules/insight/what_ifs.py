"""What-if studies of a house: asked for, simulated in the background, kept, named, shared by their address, deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Step, Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.ports.whatif import HouseSeen, Order, WhatIfAnswer, WhatIfEvent, WhatIfLibrary, WhatIfVariant

STEP = "what_if"
AT_ONCE = 2
"""So many of a house may wait or run."""
MOST_KEPT = 100
LISTED = 50
"""Of those that are not kept, besides all that are."""
GONE_AFTER = timedelta(days=7)
"""So long after its end does one stay that nobody keeps."""
FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)
MOST_VARIANTS = 4
MOST_WEEKS = 12
MOST_LOAD = 5.0
LEAST_TIMES, MOST_TIMES = 5, 40
LEVERS: dict[str, tuple[float, float]] = {
    "demand": (0.1, 10.0),
    "agents": (0.1, 10.0),
    "handling": (0.2, 5.0),
    "patience": (0.1, 10.0),
    "contains": (0.0, 0.95),
    "ring_seconds": (0, 600),
}
"""How far each may be moved."""

State = Literal["waiting", "running", "done", "failed", "cancelled"]
Name = Annotated[str, msgspec.Meta(max_length=80)]


class WhatIfDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked. Without `family`: the house itself, as its last `weeks` were on `weekdays` (1: Monday). The first of
    `variants` is what the others are held against. `replications`: so often each is simulated."""

    name: Name
    weeks: int = 4
    weekdays: list[int] = msgspec.field(default_factory=lambda: [1, 2, 3, 4, 5])
    family: str | None = None
    load: float = 1.0
    event: WhatIfEvent | None = None
    variants: list[WhatIfVariant]
    replications: int = 10

    def order(self, seen: HouseSeen | None, seed: int) -> Order:
        """As it is simulated."""
        return Order(
            seen=seen,
            family=self.family,
            load=self.load,
            sudden=self.event,
            variants=self.variants,
            replications=self.replications,
            seed=seed,
        )


class WhatIfEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One in the list. `done` of `total` replications. `error`: why there is no answer, a code; `error_field`: of the
    draft, where it lies with that. `expires_at` None: kept."""

    id: UUID
    name: str
    state: State
    draft: WhatIfDraft
    done: int
    total: int
    error: str | None
    error_field: str | None
    asked_by_name: str
    asked_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None


class WhatIfStudy(WhatIfEntry, frozen=True, kw_only=True):
    """The whole of it. `seen`: what the world was made of; without it, a shipped family."""

    seen: HouseSeen | None
    answer: WhatIfAnswer | None


_ENTRY = "id, name, state, draft, done, total, error, error_field, asked_by_name, asked_at, ended_at, expires_at"
_WHOLE = f"SELECT {_ENTRY}, seen, answer FROM insight.what_ifs"


def _fields(row: Record) -> dict[str, Any]:
    found: dict[str, Any] = dict(row)
    found["draft"] = msgspec.convert(found["draft"], WhatIfDraft)
    if found["expires_at"] >= FOR_EVER:
        found["expires_at"] = None
    return found


def _study(row: Record) -> WhatIfStudy:
    found = _fields(row)
    try:
        for name, type_ in (("seen", HouseSeen), ("answer", WhatIfAnswer)):
            found[name] = None if found[name] is None else msgspec.convert(found[name], type_)
    except msgspec.ValidationError:  # kept since an older version that told other things
        found |= {"seen": None, "answer": None, "error": "older_version"}
    return WhatIfStudy(**found)


# ------------------------------------------------------------------ what may be asked
def _within(field: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise Invalid("out_of_range", f"A number from {least:g} to {most:g}.", field=field, min=least, max=most)


def named(text: str, field: str = "name") -> str:
    """A name as it is kept. Raises Invalid."""
    text = " ".join(text.split())
    if not text or not text.isprintable():
        raise Invalid("bad_title", "A name has 1 to 80 characters.", field=field, max=80)
    return text


def check_draft(draft: WhatIfDraft, known: WhatIfLibrary) -> WhatIfDraft:
    """As it may be simulated. Raises Invalid with the field."""
    _within("weeks", draft.weeks, 1, MOST_WEEKS)
    if not draft.weekdays or set(draft.weekdays) - set(range(1, 8)):
        raise Invalid("bad_weekdays", "Choose days of the week, 1 (Monday) to 7.", field="weekdays")
    if draft.family is not None and draft.family not in {one.code for one in known.families}:
        raise Invalid("unknown_family", "There is no such family of worlds.", field="family")
    _within("load", draft.load, 0.1, MOST_LOAD)
    if draft.event is not None:
        if draft.event.code not in {one.code for one in known.events}:
            raise Invalid("unknown_event", "There is no such event in the library.", field="event.code")
        _within("event.at", draft.event.at, 0, 23.75)
    _within("replications", draft.replications, LEAST_TIMES, MOST_TIMES)
    if not 1 <= len(draft.variants) <= MOST_VARIANTS:
        raise Invalid("out_of_range", f"One to {MOST_VARIANTS} variants.", field="variants", min=1, max=MOST_VARIANTS)
    variants = [_lever(one, f"variants[{n}]") for n, one in enumerate(draft.variants)]
    names = [one.name for one in variants]
    for n, name in enumerate(names):
        if name in names[:n]:
            raise Invalid("name_taken", "Two variants have the same name.", field=f"variants[{n}].name")
    return msgspec.structs.replace(draft, name=named(draft.name), variants=variants)


def _lever(one: WhatIfVariant, field: str) -> WhatIfVariant:
    for name, (least, most) in LEVERS.items():
        value = getattr(one, name)
        if value is not None:
            _within(f"{field}.{name}", value, least, most)
    if len(one.name) > 40:
        raise Invalid("bad_title", "A variant's name has 1 to 40 characters.", field=f"{field}.name", max=40)
    return msgspec.structs.replace(one, name=named(one.name, f"{field}.name"))


# ------------------------------------------------------------------ verbs
async def ask(tx: Tx, caller: Caller, draft: WhatIfDraft, known: WhatIfLibrary) -> WhatIfStudy:
    """Begin one. Raises Invalid, Conflict (too many at a time)."""
    draft = check_draft(draft, known)
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('insight.what_ifs'), hashtext($1))", str(tx.tenant))
    going = await tx.value("SELECT count(*) FROM insight.what_ifs WHERE state IN ('waiting', 'running')")
    if going >= AT_ONCE:
        message = f"{going} simulations wait or run; wait for one to end, or cancel it."
        raise Conflict("too_many_what_ifs", message, max=AT_ONCE)
    row = await tx.row(
        "INSERT INTO insight.what_ifs (tenant_id, id, name, draft, total, asked_by, asked_by_name, asked_at, expires_at)"
        f" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING {_ENTRY}, seen, answer",
        tx.tenant,
        tx.new_id(),
        draft.name,
        msgspec.to_builtins(draft),
        draft.replications,
        str(caller.actor),
        caller.name,
        tx.now,
        tx.now + GONE_AFTER,
    )
    assert row is not None
    tx.at(Step(STEP, str(row["id"]), tx.now))
    await access.audit(
        tx,
        caller.actor,
        "insight.what_if_asked",
        str(row["id"]),
        name=draft.name,
        variants=[one.name for one in draft.variants],
    )
    return _study(row)


async def listed(conn: Connection) -> list[WhatIfEntry]:
    """Those that are kept, and the latest others; the latest first."""
    rows = await conn.fetch(
        f"(SELECT {_ENTRY} FROM insight.what_ifs WHERE expires_at >= $1)"
        f" UNION (SELECT {_ENTRY} FROM insight.what_ifs WHERE expires_at < $1 ORDER BY id DESC LIMIT {LISTED})"
        " ORDER BY id DESC",
        FOR_EVER,
    )
    return [WhatIfEntry(**_fields(row)) for row in rows]


async def one(conn: Connection, id_: UUID) -> WhatIfStudy:
    """Raises NotFound."""
    return _found(await conn.fetchrow(f"{_WHOLE} WHERE id = $1", id_))


async def hold(tx: Tx, id_: UUID) -> WhatIfStudy:
    """The same, locked until commit."""
    return _found(await tx.row(f"{_WHOLE} WHERE id = $1 FOR UPDATE", id_))


def _found(row: Record | None) -> WhatIfStudy:
    if row is None:
        raise NotFound("not_found", "There is no such simulation.", field="what_if_id")
    return _study(row)


def is_going(one: WhatIfEntry) -> bool:
    return one.state in ("waiting", "running")


async def change(tx: Tx, caller: Caller, id_: UUID, name: str | None, kept: bool | None) -> WhatIfStudy:
    """Give it another name, keep it, or keep it no longer. Raises NotFound, Invalid, Conflict."""
    held = await hold(tx, id_)
    expires = FOR_EVER if held.expires_at is None else held.expires_at
    if kept is True and held.expires_at is not None:
        count = await tx.value("SELECT count(*) FROM insight.what_ifs WHERE expires_at >= $1", FOR_EVER)
        if count >= MOST_KEPT:
            raise Conflict("too_many_kept", f"{MOST_KEPT} are kept; delete one first.", max=MOST_KEPT)
        expires = FOR_EVER
    elif kept is False:
        expires = tx.now + GONE_AFTER
    called = held.name if name is None else named(name)
    await tx.execute("UPDATE insight.what_ifs SET name = $2, expires_at = $3 WHERE id = $1", id_, called, expires)
    await access.audit(
        tx, caller.actor, "insight.what_if_changed", str(id_), name=called, kept=expires >= FOR_EVER
    )  # fmt: skip
    return await one(tx.conn, id_)


async def cancel(tx: Tx, caller: Caller, id_: UUID) -> WhatIfStudy:
    """Simulate it no further. Raises NotFound, Conflict when it has ended."""
    held = await hold(tx, id_)
    if not is_going(held):
        raise Conflict("what_if_ended", "This simulation has ended already.", state=held.state)
    await end(tx, id_, "cancelled")
    tx.cancel(STEP, str(id_))
    await access.audit(tx, caller.actor, "insight.what_if_cancelled", str(id_), done=held.done)
    return await one(tx.conn, id_)


async def drop(tx: Tx, caller: Caller, id_: UUID) -> None:
    """Delete it, whatever its state. Raises NotFound."""
    held = await hold(tx, id_)
    tx.cancel(STEP, str(id_))
    await tx.execute("DELETE FROM insight.what_ifs WHERE id = $1", id_)
    await access.audit(tx, caller.actor, "insight.what_if_deleted", str(id_), name=held.name)


# ------------------------------------------------------------------ what the worker writes
async def begin(tx: Tx, id_: UUID, seen: HouseSeen | None) -> None:
    await tx.execute(
        "UPDATE insight.what_ifs SET state = 'running', seen = $2, done = 0 WHERE id = $1",
        id_,
        None if seen is None else msgspec.to_builtins(seen),
    )


async def advance(tx: Tx, id_: UUID, done: int) -> bool:
    """How far it is. False: nobody wants the rest."""
    status = await tx.execute("UPDATE insight.what_ifs SET done = $2 WHERE id = $1 AND state = 'running'", id_, done)
    return status == "UPDATE 1"


async def finish(tx: Tx, id_: UUID, answer: WhatIfAnswer) -> None:
    """It is done, unless nobody wants it any longer."""
    await tx.execute(
        "UPDATE insight.what_ifs SET state = 'done', answer = $2, done = $3, ended_at = $4,"
        " expires_at = greatest(expires_at, $5) WHERE id = $1 AND state = 'running'",
        id_,
        msgspec.to_builtins(answer),
        answer.replications,
        tx.now,
        tx.now + GONE_AFTER,
    )


async def end(tx: Tx, id_: UUID, state: Literal["failed", "cancelled"], error: str | None = None, field: str | None = None) -> None:  # fmt: skip
    await tx.execute(
        "UPDATE insight.what_ifs SET state = $2, error = $3, error_field = $4, ended_at = $5"
        " WHERE id = $1 AND state IN ('waiting', 'running')",
        id_,
        state,
        error,
        field,
        tx.now,
    )
