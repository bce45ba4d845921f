"""Task flows over HTTP: read with flows.read, written, published and tried with flows.write."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from qingfeng.contracts.flows import Flow
from qingfeng.kernel.db import Database
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.flows import actions, api_systems, store, written
from qingfeng.modules.flows.actions import Change
from qingfeng.modules.flows.faults import Fault
from qingfeng.modules.flows.model import KeptFlow

TAGS = ["flows"]
Yaml = Annotated[str, msgspec.Meta(max_length=written.LONGEST, description="YAML, or JSON.")]
Version = Annotated[int, msgspec.Meta(ge=0)]
Note = Annotated[str, msgspec.Meta(max_length=400)]
BODY = 1024 * 1024


class FlowIn(msgspec.Struct, forbid_unknown_fields=True):
    yaml: Yaml
    note: Note = ""


class FlowChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`version`: the one that was on the screen."""

    yaml: Yaml
    version: Version
    note: Note = ""


class FlowPublishIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`published`: the version that customers meet from now on; null: none. `version`: the latest, as it was on the screen."""

    published: Version | None
    version: Version


class FlowRestoreIn(msgspec.Struct, forbid_unknown_fields=True):
    """`to`: the version to take back; `version`: the present one, as it was on the screen."""

    to: Version
    version: Version


class JudgeIn(msgspec.Struct, forbid_unknown_fields=True):
    yaml: Yaml


class FlowLine(msgspec.Struct, frozen=True, kw_only=True):
    """`published`: the version that customers meet; null: none. `steps`, `phrases`: how many."""

    id: UUID
    name: str
    title_zh: str
    title_en: str
    about_zh: str
    about_en: str
    system: str
    steps: int
    phrases: list[str]
    version: int
    published: int | None
    updated_at: datetime
    by_name: str


class FlowsOut(msgspec.Struct):
    items: list[FlowLine]


class JudgedOut(msgspec.Struct):
    """`flow`: as data; `yaml`: the same, as it is written."""

    yaml: str
    flow: dict[str, Any]
    faults: list[Fault]


class FlowOut(FlowLine, frozen=True, kw_only=True):
    """`faults`: of the latest version, beside what its business system can do today."""

    yaml: str
    flow: dict[str, Any]
    faults: list[Fault]


class FlowVersionOut(msgspec.Struct):
    """`rehearsed`: whether it reached the house's floor at its last rehearsal; null: never rehearsed."""

    version: int
    yaml: str
    by_name: str
    at: datetime
    note: str
    restored: int | None
    rehearsed: bool | None


class FlowVersionsOut(msgspec.Struct):
    items: list[FlowVersionOut]


def _line(kept: KeptFlow) -> FlowLine:
    flow = kept.flow
    return FlowLine(
        id=kept.id,
        name=flow.name,
        title_zh=flow.title.zh,
        title_en=flow.title.en,
        about_zh=flow.about.zh,
        about_en=flow.about.en,
        system=flow.system,
        steps=len(flow.steps),
        phrases=flow.triggers.phrases,
        version=kept.version,
        published=kept.published,
        updated_at=kept.updated_at,
        by_name=kept.by_name,
    )


def plain(flow: Flow) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(flow)
    return found


async def _out(db: Database, tenant: UUID, kept: KeptFlow) -> FlowOut:
    async with db.reading(tenant) as conn:
        faults = await actions.judged(conn, kept.flow)
    line = msgspec.structs.asdict(_line(kept))
    return FlowOut(**line, yaml=written.write(kept.flow), flow=plain(kept.flow), faults=faults)


@get("/api/v1/flows", tags=TAGS)
async def listed(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> FlowsOut:
    """All flows of the house, by name."""
    caller.need("flows.read")
    async with db.reading(caller.tenant) as conn:
        return FlowsOut([_line(one) for one in await store.flows(conn)])


@post("/api/v1/flows/judge", tags=TAGS, status_code=200, request_max_body_size=BODY)
async def judge(caller: NamedDependency[Caller], db: NamedDependency[Database], data: JSONBody[JudgeIn]) -> JudgedOut:
    """What is wrong with a flow, at which step, why, and what to do; nothing is kept. 422 when it cannot be read at all."""
    caller.need("flows.read")
    flow = written.read(data.yaml)
    async with db.reading(caller.tenant) as conn:
        faults = await actions.judged(conn, flow)
    return JudgedOut(written.write(flow), plain(flow), faults)


@post("/api/v1/flows", tags=TAGS, status_code=201, request_max_body_size=BODY)
async def make(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    data: JSONBody[FlowIn],
) -> FlowOut:
    """A new flow, not published yet. 422 `flow_faults` when something is wrong with it, 409 `flow_name_taken`."""
    caller.need("flows.write")
    flow = written.read(data.yaml)
    async with work.tx(caller.tenant) as tx:
        made = await actions.make_flow(tx, flow, caller.actor, data.note)
    return await _out(db, caller.tenant, made)


@get("/api/v1/flows/{flow_id:uuid}", tags=TAGS)
async def one(caller: NamedDependency[Caller], db: NamedDependency[Database], flow_id: FromPath[UUID]) -> FlowOut:
    """One flow: its latest version."""
    caller.need("flows.read")
    return await _out(db, caller.tenant, await api_systems.found(db, caller.tenant, flow_id))


@put("/api/v1/flows/{flow_id:uuid}", tags=TAGS, request_max_body_size=BODY)
async def change(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    flow_id: FromPath[UUID],
    data: JSONBody[FlowChange],
) -> FlowOut:
    """Another version; customers meet it once it is published. 409 when somebody else was quicker."""
    caller.need("flows.write")
    flow = written.read(data.yaml)
    how = Change(by=caller.actor, version=data.version, note=data.note)
    async with work.tx(caller.tenant) as tx:
        changed = await actions.change_flow(tx, flow_id, flow, how)
    return await _out(db, caller.tenant, changed)


@put("/api/v1/flows/{flow_id:uuid}/published", tags=TAGS)
async def publish(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    flow_id: FromPath[UUID],
    data: JSONBody[FlowPublishIn],
) -> FlowOut:
    """Let customers meet a version (an earlier one rolls back), or none. Runs that have begun go on as they began.
    409 `rehearsal_failed` where the house refuses what fell below the floor of its rehearsals."""
    caller.need("flows.write")
    how = Change(by=caller.actor, version=data.version)
    async with work.tx(caller.tenant) as tx:
        changed = await actions.publish_flow(tx, flow_id, data.published, how)
    return await _out(db, caller.tenant, changed)


@get("/api/v1/flows/{flow_id:uuid}/versions", tags=TAGS)
async def versions(
    caller: NamedDependency[Caller], db: NamedDependency[Database], flow_id: FromPath[UUID]
) -> FlowVersionsOut:
    """Who changed a flow, when and why; the latest first."""
    caller.need("flows.read")
    await api_systems.found(db, caller.tenant, flow_id)
    async with db.reading(caller.tenant) as conn:
        found = await store.versions(conn, flow_id)
    return FlowVersionsOut(
        [
            FlowVersionOut(v.version, written.write(v.flow), v.by_name, v.at, v.note, v.restored, v.rehearsed)
            for v in found
        ]
    )


@post("/api/v1/flows/{flow_id:uuid}/restore", tags=TAGS, status_code=200)
async def restore(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    flow_id: FromPath[UUID],
    data: JSONBody[FlowRestoreIn],
) -> FlowOut:
    """Take an earlier version back, as a new one."""
    caller.need("flows.write")
    how = Change(by=caller.actor, version=data.version)
    async with work.tx(caller.tenant) as tx:
        changed = await actions.restore_flow(tx, flow_id, data.to, how)
    return await _out(db, caller.tenant, changed)


@delete("/api/v1/flows/{flow_id:uuid}", tags=TAGS, status_code=204)
async def remove(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    flow_id: FromPath[UUID],
    version: FromQuery[int],
) -> None:
    """Remove a flow with all its versions. 409 `flow_in_use` while it is published."""
    caller.need("flows.write")
    async with work.tx(caller.tenant) as tx:
        await actions.remove_flow(tx, flow_id, Change(by=caller.actor, version=version))


handlers = [listed, judge, make, one, change, publish, versions, restore, remove, *api_systems.handlers]
