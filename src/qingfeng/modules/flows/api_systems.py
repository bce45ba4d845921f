"""Business systems over HTTP: set up, tried, and what was called; and a flow tried against them or against made-up answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from qingfeng.contracts.flows import FlowState, Result, Said, Then
from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Invalid, NotFound, Unavailable
from qingfeng.kernel.http import Cursor, Limit
from qingfeng.kernel.pages import Moment, cursor_of, place_of
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.flows import connecting, engine, store, store_calls, written
from qingfeng.modules.flows.connecting import Asked, Connector, Setup
from qingfeng.modules.flows.model import CallLine, KeptFlow, KeptSystem, SystemDraft
from qingfeng.ports.business import Auth, Operation

TAGS = ["flows"]
Code = Annotated[str, msgspec.Meta(max_length=40)]
Given = dict[str, str | float | bool | None]


class SystemIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`secret`: a token, the header's value, or `user:password`; null leaves it as it is, empty takes it away.
    `rehearsal_path`: where on the same host it is asked in rehearsals, before the paths of its operations; empty: it is not."""

    title: Annotated[str, msgspec.Meta(max_length=200)]
    base_url: Annotated[str, msgspec.Meta(max_length=2000)]
    document_url: Annotated[str, msgspec.Meta(max_length=2000)]
    auth: Auth = "none"
    header: Annotated[str, msgspec.Meta(max_length=60)] = ""
    secret: str | None = None
    rehearsal_path: Annotated[str, msgspec.Meta(max_length=200)] = ""


class SystemOut(msgspec.Struct, frozen=True, kw_only=True):
    """`has_secret`: one is kept; it is never shown. `loopback`: it is the demo's own, on this machine."""

    code: str
    title: str
    base_url: str
    document_url: str
    auth: Auth
    header: str
    has_secret: bool
    loopback: bool
    operations: list[Operation]
    version: int
    read_at: datetime | None
    rehearsal_path: str


class SystemsOut(msgspec.Struct):
    items: list[SystemOut]


class SystemTryIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`changes`: said of an operation that has consequences, which it then really has."""

    operation: str
    give: Given = {}
    changes: bool = False


class SystemTryOut(msgspec.Struct, kw_only=True):
    """`error`: why there is no answer."""

    status: int
    data: dict[str, Any]
    error: str
    milliseconds: int


class CallsOut(msgspec.Struct):
    """`next`: pass it as `cursor` for the page after; null on the last."""

    items: list[CallLine]
    next: str | None


class MadeUp(msgspec.Struct, forbid_unknown_fields=True):
    """What a system is taken to answer in a dry run."""

    status: Annotated[int, msgspec.Meta(ge=0, le=599)] = 200
    data: dict[str, Any] = {}


class FlowTryIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`state`: as it came with the answer before; null begins anew. `answers`: by operation, for a dry run. `real`: the calls
    are made, and have their consequences."""

    yaml: Annotated[str, msgspec.Meta(max_length=written.LONGEST)]
    said: Annotated[str, msgspec.Meta(max_length=2000)]
    state: dict[str, Any] | None = None
    locale: Annotated[str, msgspec.Meta(max_length=20)] = "zh-CN"
    answers: dict[str, MadeUp] = {}
    real: bool = False


class TriedCall(msgspec.Struct, kw_only=True):
    step: str
    operation: str
    give: dict[str, Any]
    changes: bool
    status: int
    error: str
    data: dict[str, Any]


class FlowTryOut(msgspec.Struct, kw_only=True):
    """`trail`: the steps it went through, the last is where it is."""

    then: Then
    say: list[str]
    suggestions: list[str]
    reason: str
    trail: list[str]
    calls: list[TriedCall]
    state: dict[str, Any]


async def found(db: Database, tenant: UUID, flow_id: UUID) -> KeptFlow:
    """Raises NotFound."""
    async with db.reading(tenant) as conn:
        kept = await store.flow(conn, flow_id)
    if kept is None:
        raise NotFound("not_found", "There is no such flow.", field="flow_id")
    return kept


def _out(kept: KeptSystem) -> SystemOut:
    plain = {name: getattr(kept, name) for name in SystemOut.__struct_fields__ if name != "has_secret"}
    return SystemOut(**plain, has_secret=kept.secret is not None)


async def _kept(db: Database, tenant: UUID, code: str) -> KeptSystem | None:
    async with db.reading(tenant) as conn:
        return await store_calls.system(conn, code)


@get("/api/v1/business-systems", tags=TAGS)
async def systems(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> SystemsOut:
    """The systems that flows may ask, with what each can do."""
    caller.need("flows.read")
    async with db.reading(caller.tenant) as conn:
        return SystemsOut([_out(one) for one in await store_calls.systems(conn)])


@put("/api/v1/business-systems/{code:str}", tags=TAGS)
async def put_system(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    connector: NamedDependency[Connector],
    code: FromPath[Code],
    data: JSONBody[SystemIn],
) -> SystemOut:
    """Set up a system, or change it; its description is read anew. 422 when that cannot be used, 503 when it does not answer."""
    caller.need("flows.write")
    draft = SystemDraft(
        code=code,
        title=data.title,
        base_url=data.base_url,
        document_url=data.document_url,
        auth=data.auth,
        header=data.header,
        rehearsal_path=data.rehearsal_path,
    )
    before = await _kept(db, caller.tenant, code)
    loopback = before is not None and before.loopback and before.base_url == data.base_url.strip()
    same = before is not None and before.base_url == data.base_url.strip()
    secret = data.secret
    if secret is None and before is not None and before.secret is not None and same:
        secret = connector.open(caller.tenant, before.secret)
    told = await connecting.described(connector, caller.tenant, draft, secret or "", loopback=loopback)
    setup = Setup(draft=draft, operations=told.operations, secret=data.secret, loopback=loopback)
    async with work.tx(caller.tenant) as tx:
        kept = await connecting.put_system(tx, connector, setup, caller.actor)
    return _out(kept)


@delete("/api/v1/business-systems/{code:str}", tags=TAGS, status_code=204)
async def remove_system(caller: NamedDependency[Caller], work: NamedDependency[Work], code: FromPath[Code]) -> None:
    """Remove a system. 409 `system_in_use` while a published flow asks it."""
    caller.need("flows.write")
    async with work.tx(caller.tenant) as tx:
        await connecting.remove_system(tx, code, caller.actor)


@post("/api/v1/business-systems/{code:str}/try", tags=TAGS, status_code=200)
async def try_system(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    connector: NamedDependency[Connector],
    code: FromPath[Code],
    data: JSONBody[SystemTryIn],
) -> SystemTryOut:
    """Call one operation now, for real, and see what comes of it. 422 `has_consequences` unless that was said."""
    caller.need("flows.write")
    kept = await _kept(db, caller.tenant, code)
    if kept is None:
        raise NotFound("not_found", "There is no such system.", field="code")
    operation = next((one for one in kept.operations if one.name == data.operation), None)
    if operation is None:
        raise NotFound("not_found", "It has no such operation.", field="operation")
    if operation.changes and not data.changes:
        raise Invalid("has_consequences", "This operation has consequences; say that it shall.", field="changes")
    system, began = connector.system(caller.tenant, kept), db.clock.monotonic()
    status, answer, error = 0, {}, ""
    try:
        got = await connector.there.call(system, operation, data.give, key=f"try:{db.ids.new()}", seconds=10.0)
        status, answer = got.status, got.data
    except (Unavailable, Invalid) as refused:
        error = refused.code
    taken = round((db.clock.monotonic() - began) * 1000)
    place = store_calls.Place(
        conversation_id=None, flow="", step="", system=code, operation=operation.name, changes=operation.changes
    )
    came = store_calls.Came(
        state="failed" if error else "done", status=status, error=error, milliseconds=taken, attempts=1
    )
    async with work.tx(caller.tenant) as tx:
        await store_calls.note(tx, place, came)
        if operation.changes:
            await access.audit(tx, caller.actor, "business_system.tried", code, operation=operation.name)
    return SystemTryOut(status=status, data=answer, error=error, milliseconds=taken)


@get("/api/v1/business-calls", tags=TAGS)
async def calls(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    failed: FromQuery[bool] = False,
    conversation: FromQuery[UUID | None] = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> CallsOut:
    """What was asked of business systems, the latest first: operation, duration, outcome; no words of anybody."""
    caller.need("flows.read")
    after = place_of(cursor, tuple[Moment, UUID])
    async with db.reading(caller.tenant) as conn:
        lines = await store_calls.lines(conn, failed=failed, conversation=conversation, after=after, limit=limit + 1)
    last = lines[limit - 1] if len(lines) > limit else None
    return CallsOut(lines[:limit], cursor_of(last.at, last.id) if last is not None else None)


@post("/api/v1/flows/try", tags=TAGS, status_code=200, request_max_body_size=1024 * 1024)
async def try_flow(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    connector: NamedDependency[Connector],
    data: JSONBody[FlowTryIn],
) -> FlowTryOut:
    """Say something to a flow, kept or not, and see what it says, where it is, and what it would call."""
    caller.need("flows.write")
    flow = written.read(data.yaml)
    async with db.reading(caller.tenant) as conn:
        house = await access.tenant_by_id(conn, caller.tenant)
    assert house is not None
    now = db.clock.now().astimezone(house.zone)
    try:
        state = (
            engine.fresh(flow, 0, run=0, locale=data.locale)
            if data.state is None
            else msgspec.convert(data.state, FlowState)
        )
    except msgspec.ValidationError as error:
        raise Invalid("bad_state", str(error)[:300], field="state") from None
    outcome = engine.advance(flow, state, Said(text=data.said, seq=state.heard + 1), now)
    say, made = list(outcome.say), []
    while outcome.then == "call":
        wanted = outcome.state.wanted
        assert wanted is not None
        if data.real:
            asked = Asked(
                tenant=caller.tenant, conversation=None, flow=flow, run=0, wanted=wanted, key=f"try:{db.ids.new()}"
            )
            result = await connecting.ask(work, connector, asked)
        else:
            result = _made_up(data.answers.get(wanted.operation, MadeUp()), wanted.number)
        made.append(
            TriedCall(
                step=wanted.step,
                operation=wanted.operation,
                give=wanted.give,
                changes=wanted.changes,
                status=result.status,
                error=result.error,
                data=result.data,
            )
        )
        outcome = engine.advance(flow, outcome.state, result, now)
        say += outcome.say
    return FlowTryOut(
        then=outcome.then,
        say=say,
        suggestions=outcome.suggestions,
        reason=outcome.reason,
        trail=outcome.state.trail,
        calls=made,
        state=msgspec.to_builtins(outcome.state),
    )


def _made_up(answer: MadeUp, number: int) -> Result:
    """A status of 0 stands for a system that is down."""
    return Result(number=number, status=answer.status, data=answer.data, error="" if answer.status else "down")


handlers = [systems, put_system, remove_system, try_system, calls, try_flow]
