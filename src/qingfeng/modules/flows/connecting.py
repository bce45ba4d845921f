"""Business systems as a house sets them up, and the calls flows make of them: each made once, whatever falls over.

A call with consequences is written down before it is made, under a key that is the same whenever its run comes to it
again. Who finds it begun waits for who is at it; who finds its maker gone makes it again with the same key, if the system
honours keys, and else says that nobody knows.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.contracts.flows import Flow, Result, Wanted
from qingfeng.kernel.auth import Vault
from qingfeng.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.access import public as access
from qingfeng.modules.flows import store, store_calls
from qingfeng.modules.flows.model import MAX_SECRET, MOST_SYSTEMS, KeptSystem, SystemDraft, checked
from qingfeng.modules.flows.store_calls import Came, Place
from qingfeng.ports.business import BusinessSystem, Description, Operation, System

GRACE_SECONDS = 2.0
POLL_SECONDS = 0.2
_SHORT = {
    "business_down": "down",
    "business_rest": "down",
    "business_slow": "slow",
    "business_failed": "failed",
    "business_answer": "answer",
}


class Connector:
    """What all calls of an installation share."""

    def __init__(self, there: BusinessSystem, key: bytes) -> None:
        self.there = there
        self._vault = Vault(key, "business-system")

    def lock(self, tenant: UUID, text: str) -> bytes:
        return self._vault.lock(text, tenant.bytes)

    def open(self, tenant: UUID, locked: bytes) -> str | None:
        return self._vault.open(locked, tenant.bytes)

    def system(self, tenant: UUID, kept: KeptSystem) -> System:
        """Raises Conflict when the secret was kept with another installation key."""
        secret = "" if kept.secret is None else self.open(tenant, kept.secret)
        if secret is None:
            raise Conflict("secret_lost", "The secret was kept with another key; enter it again.", field="secret")
        return System(
            id=kept.id,
            tenant=tenant,
            base_url=kept.base_url,
            auth=kept.auth,
            header=kept.header,
            secret=secret,
            loopback=kept.loopback,
        )


# ---------------------------------------------------------------- setting up


async def described(
    connector: Connector, tenant: UUID, draft: SystemDraft, secret: str, *, loopback: bool
) -> Description:
    """Ask the system what it can do. Raises as `BusinessSystem.describe`, and Invalid with the draft's field."""
    draft = checked(draft)
    system = System(
        id=tenant,
        tenant=tenant,
        base_url=draft.base_url,
        auth=draft.auth,
        header=draft.header,
        secret=secret,
        loopback=loopback,
    )
    return await connector.there.describe(system, draft.document_url)


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """How a system is to be called. `secret`: None leaves it as it is, empty takes it away. `loopback`: it is on this machine."""

    draft: SystemDraft
    operations: list[Operation]
    secret: str | None = None
    loopback: bool = False


async def put_system(tx: Tx, connector: Connector, setup: Setup, by: Actor) -> KeptSystem:
    """This from now on. For another address the secret is entered again: it would go to whoever that belongs to.
    Raises Invalid with the field, Conflict (too_many_systems)."""
    draft, secret = checked(setup.draft), setup.secret
    before = await store_calls.system(tx.conn, draft.code, hold=True)
    if before is None and len(await store_calls.systems(tx.conn)) >= MOST_SYSTEMS:
        raise Conflict("too_many_systems", f"There are {MOST_SYSTEMS} systems already.", max=MOST_SYSTEMS)
    if secret is not None and (len(secret) > MAX_SECRET or not secret.isprintable()):
        raise Invalid("bad_line", f"One line of at most {MAX_SECRET} characters.", field="secret", max=MAX_SECRET)
    kept = before.secret if before else None
    if secret is not None:
        kept = connector.lock(tx.tenant, secret) if secret else None
    elif before is not None and kept is not None and before.base_url != draft.base_url:
        raise Invalid("secret_again", "For another address enter the secret again.", field="secret")
    await store_calls.put_system(tx, draft, kept, setup.operations, loopback=setup.loopback)
    await access.audit(
        tx,
        by,
        "business_system.changed",
        draft.code,
        secret_changed=secret is not None,
        after=msgspec.to_builtins(draft),
    )
    found = await store_calls.system(tx.conn, draft.code)
    assert found is not None
    return found


async def remove_system(tx: Tx, code: str, by: Actor) -> None:
    """Raises NotFound, Conflict while a published flow asks it."""
    if await store_calls.system(tx.conn, code, hold=True) is None:
        raise NotFound("not_found", "There is no such system.", field="code")
    asking = [flow.name for _, flow in await store.published(tx.conn) if flow.system == code]
    if asking:
        raise Conflict("system_in_use", f"Flows ask it: {', '.join(asking)}.", flows=", ".join(asking))
    await store_calls.drop_system(tx, code)
    await access.audit(tx, by, "business_system.removed", code)


# ---------------------------------------------------------------- calling


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A call of a run of a conversation; without one it is tried in the console, and made under `key`."""

    tenant: UUID
    conversation: UUID | None
    flow: Flow
    run: int
    wanted: Wanted
    key: str = ""

    def named(self) -> str:
        return self.key or f"{self.conversation}:{self.run}:{self.wanted.number}"


async def ask(work: Work, connector: Connector, asked: Asked) -> Result:
    """Make the call, outside of any transaction, and write down that it was made. Raises nothing of the system's."""
    wanted = asked.wanted
    async with work.db.reading(asked.tenant) as conn:
        kept = await store_calls.system(conn, asked.flow.system)
    operation = _operation(kept, wanted.operation)
    place = Place(
        conversation_id=asked.conversation,
        flow=asked.flow.name,
        step=wanted.step,
        system=asked.flow.system,
        operation=wanted.operation,
        changes=wanted.changes,
    )
    if kept is None or operation is None:
        async with work.tx(asked.tenant) as tx:
            await store_calls.note(tx, place, Came(state="failed", error="not_set_up"))
        return Result(number=wanted.number, error="not_set_up")
    if wanted.changes or operation.changes:
        return await _once(work, connector, asked, place, (kept, operation))
    result, came = await _made(work, connector, asked, (kept, operation))
    async with work.tx(asked.tenant) as tx:
        await store_calls.note(tx, place, came)
    return result


def _operation(kept: KeptSystem | None, name: str) -> Operation | None:
    return next((one for one in kept.operations if one.name == name), None) if kept is not None else None


async def _once(
    work: Work, connector: Connector, asked: Asked, place: Place, there: tuple[KeptSystem, Operation]
) -> Result:
    number, lease = asked.wanted.number, asked.flow.seconds + GRACE_SECONDS
    while True:
        async with work.tx(asked.tenant) as tx:
            begun = await store_calls.begin(tx, asked.named(), place, tx.now + timedelta(seconds=lease))
        if begun.state == "failed":
            return Result(number=number, error=begun.error)
        if begun.state == "done":
            return Result(number=number, status=begun.status, data=_kept(connector, asked.tenant, begun.answer))
        if begun.mine:
            break
        await work.db.clock.sleep(POLL_SECONDS)
    if begun.first or there[1].repeatable:
        result, came = await _made(work, connector, asked, there)
    else:
        result, came = Result(number=number, error="unknown"), Came(state="failed", error="unknown")
    async with work.tx(asked.tenant) as tx:
        await store_calls.finish(tx, begun.id, came)
    return result


async def _made(
    work: Work, connector: Connector, asked: Asked, there: tuple[KeptSystem, Operation]
) -> tuple[Result, Came]:
    wanted, (kept, operation) = asked.wanted, there
    began = work.db.clock.monotonic()
    try:
        system = connector.system(asked.tenant, kept)
        answer = await connector.there.call(
            system, operation, wanted.give, key=asked.named(), seconds=asked.flow.seconds
        )
    except (Unavailable, Invalid, Conflict) as error:
        short = _SHORT.get(error.code, error.code)
        if operation.changes and short in ("slow", "failed", "answer"):
            short = "unknown"
        taken = round((work.db.clock.monotonic() - began) * 1000)
        return Result(number=wanted.number, error=short), Came(state="failed", error=short, milliseconds=taken)
    locked = connector.lock(asked.tenant, msgspec.json.encode(answer.data).decode()) if operation.changes else None
    came = Came(
        state="done",
        status=answer.status,
        milliseconds=answer.milliseconds,
        attempts=answer.attempts,
        answer=locked,
    )
    return Result(number=wanted.number, status=answer.status, data=answer.data), came


async def rehearse(work: Work, connector: Connector, asked: Asked, rehearsal: str) -> Result:
    """The same call where nothing real happens: at the system's rehearsal address, told the rehearsal's name. Nothing of it is
    written down. A system without one is not asked: `no_rehearsal`."""
    wanted = asked.wanted
    async with work.db.reading(asked.tenant) as conn:
        kept = await store_calls.system(conn, asked.flow.system)
    operation = _operation(kept, wanted.operation)
    if kept is None or operation is None:
        return Result(number=wanted.number, error="not_set_up")
    if not kept.rehearsal_path:
        return Result(number=wanted.number, error="no_rehearsal")
    try:
        system = connector.system(asked.tenant, kept)
        there = msgspec.structs.replace(
            system, base_url=system.base_url.rstrip("/") + kept.rehearsal_path, rehearsal=rehearsal
        )
        answer = await connector.there.call(
            there, operation, wanted.give, key=asked.named(), seconds=asked.flow.seconds
        )
    except (Unavailable, Invalid, Conflict) as error:
        return Result(number=wanted.number, error=_SHORT.get(error.code, error.code))
    return Result(number=wanted.number, status=answer.status, data=answer.data)


def _kept(connector: Connector, tenant: UUID, locked: bytes | None) -> dict[str, Any]:
    text = connector.open(tenant, locked) if locked is not None else None
    found = msgspec.json.decode(text) if text else {}
    return found if isinstance(found, dict) else {}
