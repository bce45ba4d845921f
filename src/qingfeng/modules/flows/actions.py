"""Verbs of flows: make, change, publish, take back, remove. What has a fault is not kept."""

from __future__ import annotations

from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.contracts.flows import Flow
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.flows import store, store_calls
from qingfeng.modules.flows.faults import Fault
from qingfeng.modules.flows.judging import judge
from qingfeng.modules.flows.model import MOST_FLOWS, FlowVersion, KeptFlow

MAX_NOTE = 200


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Who changes a flow, why, and which version was on their screen."""

    by: Actor
    version: int
    note: str = ""


async def judged(conn: Connection, flow: Flow) -> list[Fault]:
    """Its faults, beside what its business system can do today."""
    system = await store_calls.system(conn, flow.system)
    asks = any(type(step).__struct_config__.tag == "call" for step in flow.steps)
    if system is None:
        return judge(flow, {} if asks else None)
    return judge(flow, {one.name: one for one in system.operations})


async def make_flow(tx: Tx, flow: Flow, by: Actor, note: str = "") -> KeptFlow:
    """A new flow, not published. Raises Invalid (flow_faults), Conflict: the name is taken, or there are too many."""
    await _check(tx.conn, flow)
    note = _note(note)
    if await store.count(tx.conn) >= MOST_FLOWS:
        raise Conflict("too_many_flows", f"There are {MOST_FLOWS} flows already; remove one first.", max=MOST_FLOWS)
    id_ = await store.insert(tx, flow.name, by)
    if id_ is None:
        raise Conflict("flow_name_taken", "There is a flow of this name already.", field="yaml")
    await store.put_version(tx, id_, flow, by, note=note)
    await access.audit(tx, by, "flow.made", str(id_), name=flow.name, title=flow.title.zh)
    return await held(tx, id_)


async def change_flow(tx: Tx, id_: UUID, flow: Flow, change: Change, *, restored: int | None = None) -> KeptFlow:
    """Another version; customers meet it once it is published. Its name stays.

    Raises NotFound, Invalid (flow_faults, flow_renamed), Conflict when it was changed meanwhile.
    """
    old = await held(tx, id_)
    _check_fresh(old, change)
    if flow.name != old.flow.name:
        raise Invalid("flow_renamed", f"A flow keeps its name: {old.flow.name}.", field="yaml", name=old.flow.name)
    await _check(tx.conn, flow)
    if flow == old.flow and restored is None:
        return old
    await store.put_version(tx, id_, flow, change.by, note=_note(change.note), restored=restored)
    act = "flow.changed" if restored is None else "flow.restored"
    await access.audit(tx, change.by, act, str(id_), name=flow.name, version=old.version + 1)
    return await held(tx, id_)


async def restore_flow(tx: Tx, id_: UUID, wanted: int, change: Change) -> KeptFlow:
    """Take an earlier version back, as a new one. Raises as `change_flow`."""
    return await change_flow(tx, id_, (await _version(tx, id_, wanted)).flow, change, restored=wanted)


async def publish_flow(tx: Tx, id_: UUID, wanted: int | None, change: Change) -> KeptFlow:
    """Let customers meet this version, or none. Runs that have begun go on as they began. Raises as `change_flow`, Conflict
    (rehearsal_failed) where the house refuses what fell below the floor."""
    old = await held(tx, id_)
    _check_fresh(old, change)
    if wanted is not None:
        found = await _version(tx, id_, wanted)
        await _check(tx.conn, found.flow)
        if found.rehearsed is False and wanted != old.published and await store.gate(tx.conn) == "refuse":
            raise Conflict(
                "rehearsal_failed", "This version fell below the floor at its last rehearsal.", version=wanted
            )
    if wanted != old.published:
        await store.publish(tx, id_, wanted)
        act = "flow.published" if wanted is not None else "flow.hidden"
        await access.audit(tx, change.by, act, str(id_), name=old.flow.name, version=wanted or 0)
    return await held(tx, id_)


async def remove_flow(tx: Tx, id_: UUID, change: Change) -> None:
    """With all its versions. A published one is hidden first. Raises as `change_flow`, Conflict (flow_in_use)."""
    old = await held(tx, id_)
    _check_fresh(old, change)
    if old.published is not None:
        raise Conflict("flow_in_use", "Customers meet this flow; hide it first.")
    await store.delete(tx, id_)
    await access.audit(tx, change.by, "flow.removed", str(id_), name=old.flow.name)


async def put_flow(tx: Tx, flow: Flow, by: Actor) -> KeptFlow:
    """As it is shipped: made and published, or, while nobody but the system wrote it, brought up to date."""
    known = next((one for one in await store.flows(tx.conn) if one.flow.name == flow.name), None)
    if known is None:
        known = await make_flow(tx, flow, by)
    elif known.by_name != by.name or known.flow == flow:
        return known
    else:
        known = await change_flow(tx, known.id, flow, Change(by=by, version=known.version))
    return await publish_flow(tx, known.id, known.version, Change(by=by, version=known.version))


async def held(tx: Tx, id_: UUID) -> KeptFlow:
    """Until commit nobody else changes it. Raises NotFound."""
    found = await store.flow(tx.conn, id_, hold=True)
    if found is None:
        raise NotFound("not_found", "There is no such flow.", field="flow_id")
    return found


async def _version(tx: Tx, id_: UUID, wanted: int) -> FlowVersion:
    found = await store.version(tx.conn, id_, wanted)
    if found is None:
        raise NotFound("not_found", "There is no such version.", field="version")
    return found


async def _check(conn: Connection, flow: Flow) -> None:
    faults = await judged(conn, flow)
    if faults:
        first = faults[0]
        raise Invalid(
            "flow_faults",
            f"{len(faults)} faults; the first: {first.step or flow.name}: {first.why} {first.do}",
            field="yaml",
            count=len(faults),
            step=first.step,
            fault=first.code,
        )


def _check_fresh(old: KeptFlow, change: Change) -> None:
    if old.version != change.version:
        raise Conflict("conflict", "Somebody else has just changed this; load it again.", by=old.by_name)


def _note(note: str) -> str:
    plain = " ".join(note.split())
    if len(plain) > MAX_NOTE or "\x00" in plain:
        raise Invalid("too_long", f"One line of at most {MAX_NOTE} characters.", field="note", max=MAX_NOTE)
    return plain
