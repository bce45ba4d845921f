"""Dialogues, runs and results, written and read."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx
from qingfeng.modules.rehearsal.model import Dialogue, Person, Played, Script, Verdict
from qingfeng.modules.rehearsal.scoring import RehearsalFigures

MOST_DIALOGUES = 2_000
MOST_RUNS = 50
"""That are kept; older ones go."""
State = Literal["waiting", "running", "done", "failed", "cancelled"]


class DialogueLine(msgspec.Struct, frozen=True, kw_only=True):
    """A dialogue in the list. `held_out`: not to be looked at while mending. `said`: its first words."""

    id: str
    topic: str
    mood: str
    held_out: bool
    said: str
    version: int
    updated_at: datetime
    by_name: str


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    """What a rehearsal must reach: the share of goals reached alone, at least; wrong statements and people too late or never,
    at most."""

    least_alone: float = 0.7
    most_wrong: float = 0.01
    most_late: float = 0.03

    def passed(self, of: RehearsalFigures) -> bool:
        return (
            of.alone_share >= self.least_alone and of.wrong_share <= self.most_wrong and of.late_share <= self.most_late
        )


class RehearsalRun(msgspec.Struct, frozen=True, kw_only=True):
    """`flow_name`, `flow_version`: rehearsed in place of the published one. `passed`: it reached the floor that was set then."""

    id: UUID
    state: State
    flow_id: UUID | None
    flow_name: str
    flow_version: int | None
    done: int
    total: int
    figures: RehearsalFigures | None
    passed: bool | None
    error: str
    asked_by_name: str
    asked_at: datetime
    ended_at: datetime | None


class RehearsalResult(msgspec.Struct, frozen=True, kw_only=True):
    """`played`: turn by turn, where it failed."""

    verdict: Verdict
    played: Played | None


# ---------------------------------------------------------------- dialogues


async def script(conn: Connection) -> Script:
    people = await conn.fetch("SELECT key, person FROM rehearsal.people ORDER BY key")
    dialogues = await conn.fetch("SELECT dialogue FROM rehearsal.dialogues ORDER BY topic, id")
    return Script(
        people={row["key"]: msgspec.convert(row["person"], Person) for row in people},
        dialogues=[msgspec.convert(row["dialogue"], Dialogue) for row in dialogues],
    )


async def lines(conn: Connection) -> list[DialogueLine]:
    rows = await conn.fetch(
        "SELECT id, topic, mood, dialogue, version, updated_at, by_name FROM rehearsal.dialogues ORDER BY topic, id"
    )
    return [_line(dict(row)) for row in rows]


def _line(row: dict[str, Any]) -> DialogueLine:
    dialogue = msgspec.convert(row.pop("dialogue"), Dialogue)
    first = dialogue.say[0]
    said = first if isinstance(first, str) else " / ".join(first)
    return DialogueLine(**row, held_out=dialogue.held_out, said=said[:80])


async def one(conn: Connection, id_: str, *, hold: bool = False) -> tuple[Dialogue, int] | None:
    row = await conn.fetchrow(
        f"SELECT dialogue, version FROM rehearsal.dialogues WHERE id = $1{' FOR UPDATE' if hold else ''}", id_
    )
    return None if row is None else (msgspec.convert(row["dialogue"], Dialogue), row["version"])


async def put(tx: Tx, dialogue: Dialogue, by_name: str) -> None:
    await tx.execute(
        "INSERT INTO rehearsal.dialogues (tenant_id, id, topic, mood, dialogue, updated_at, by_name)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, id) DO UPDATE SET topic = excluded.topic,"
        " mood = excluded.mood, dialogue = excluded.dialogue, updated_at = excluded.updated_at, by_name = excluded.by_name,"
        " version = rehearsal.dialogues.version + 1 WHERE rehearsal.dialogues.dialogue <> excluded.dialogue",
        tx.tenant,
        dialogue.id,
        dialogue.topic,
        dialogue.mood,
        msgspec.to_builtins(dialogue),
        tx.now,
        by_name,
    )


async def put_people(tx: Tx, people: dict[str, Person]) -> None:
    for key, person in people.items():
        await tx.execute(
            "INSERT INTO rehearsal.people (tenant_id, key, person) VALUES ($1, $2, $3)"
            " ON CONFLICT (tenant_id, key) DO UPDATE SET person = excluded.person",
            tx.tenant,
            key,
            msgspec.to_builtins(person),
        )


async def drop(tx: Tx, id_: str) -> None:
    await tx.execute("DELETE FROM rehearsal.dialogues WHERE id = $1", id_)


async def drop_all(tx: Tx) -> None:
    await tx.execute("DELETE FROM rehearsal.dialogues")
    await tx.execute("DELETE FROM rehearsal.people")


# ---------------------------------------------------------------- runs

_RUN = (
    "SELECT id, state, flow_id, flow_name, flow_version, done, total, figures, passed, error, asked_by_name, asked_at,"
    " ended_at FROM rehearsal.runs"
)


async def runs(conn: Connection) -> list[RehearsalRun]:
    """The latest first."""
    return [
        msgspec.convert(dict(r), RehearsalRun) for r in await conn.fetch(f"{_RUN} ORDER BY id DESC LIMIT {MOST_RUNS}")
    ]


async def run(conn: Connection, id_: UUID, *, hold: bool = False) -> RehearsalRun | None:
    row = await conn.fetchrow(f"{_RUN} WHERE id = $1{' FOR UPDATE' if hold else ''}", id_)
    return None if row is None else msgspec.convert(dict(row), RehearsalRun)


async def results(conn: Connection, id_: UUID) -> list[RehearsalResult]:
    """In order of topic and id."""
    rows = await conn.fetch("SELECT verdict, played FROM rehearsal.results WHERE run_id = $1 ORDER BY dialogue_id", id_)
    return [msgspec.convert(dict(row), RehearsalResult) for row in rows]


async def reached(conn: Connection, id_: UUID) -> dict[str, bool]:
    rows = await conn.fetch(
        "SELECT dialogue_id, (verdict->>'reached')::bool AS reached FROM rehearsal.results WHERE run_id = $1", id_
    )
    return {row["dialogue_id"]: row["reached"] for row in rows}


async def before(conn: Connection, id_: UUID) -> RehearsalRun | None:
    """The last one before it that was played to its end."""
    row = await conn.fetchrow(f"{_RUN} WHERE id < $1 AND state = 'done' ORDER BY id DESC LIMIT 1", id_)
    return None if row is None else msgspec.convert(dict(row), RehearsalRun)


async def going(conn: Connection) -> bool:
    return await conn.fetchval("SELECT 1 FROM rehearsal.runs WHERE state IN ('waiting', 'running')") is not None


async def ask(tx: Tx, flow: tuple[UUID, str, int] | None, total: int, by_name: str) -> UUID:
    id_ = tx.new_id()
    flow_id, name, version = flow or (None, "", None)
    await tx.execute(
        "INSERT INTO rehearsal.runs (tenant_id, id, flow_id, flow_name, flow_version, total, asked_by_name, asked_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        tx.tenant,
        id_,
        flow_id,
        name,
        version,
        total,
        by_name,
        tx.now,
    )
    await tx.execute(
        "DELETE FROM rehearsal.runs WHERE id NOT IN (SELECT id FROM rehearsal.runs ORDER BY id DESC LIMIT $1)",
        MOST_RUNS,
    )
    return id_


async def begin(tx: Tx, id_: UUID) -> None:
    await tx.execute("UPDATE rehearsal.runs SET state = 'running', done = 0 WHERE id = $1", id_)


async def advance(tx: Tx, id_: UUID, done: int) -> bool:
    """False: nobody wants the rest."""
    said = await tx.execute("UPDATE rehearsal.runs SET done = $2 WHERE id = $1 AND state = 'running'", id_, done)
    return said == "UPDATE 1"


async def finish(tx: Tx, id_: UUID, figures: RehearsalFigures, passed: bool, found: list[RehearsalResult]) -> bool:
    """False: nobody wants it any more."""
    said = await tx.execute(
        "UPDATE rehearsal.runs SET state = 'done', done = total, figures = $2, passed = $3, ended_at = $4"
        " WHERE id = $1 AND state = 'running'",
        id_,
        msgspec.to_builtins(figures),
        passed,
        tx.now,
    )
    if said != "UPDATE 1":
        return False
    for one_ in found:
        await tx.execute(
            "INSERT INTO rehearsal.results (tenant_id, run_id, dialogue_id, verdict, played) VALUES ($1, $2, $3, $4, $5)",
            tx.tenant,
            id_,
            one_.verdict.id,
            msgspec.to_builtins(one_.verdict),
            None if one_.played is None else msgspec.to_builtins(one_.played),
        )
    return True


async def end(tx: Tx, id_: UUID, state: Literal["failed", "cancelled"], error: str = "") -> None:
    await tx.execute(
        "UPDATE rehearsal.runs SET state = $2, error = $3, ended_at = $4 WHERE id = $1 AND state IN ('waiting', 'running')",
        id_,
        state,
        error,
        tx.now,
    )


# ---------------------------------------------------------------- floor


async def floor(conn: Connection) -> Floor:
    row = await conn.fetchrow("SELECT least_alone, most_wrong, most_late FROM rehearsal.floors")
    return Floor() if row is None else Floor(**dict(row))


async def put_floor(tx: Tx, floor_: Floor) -> None:
    await tx.execute(
        "INSERT INTO rehearsal.floors (tenant_id, least_alone, most_wrong, most_late) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (tenant_id) DO UPDATE SET least_alone = excluded.least_alone, most_wrong = excluded.most_wrong,"
        " most_late = excluded.most_late",
        tx.tenant,
        floor_.least_alone,
        floor_.most_wrong,
        floor_.most_late,
    )
