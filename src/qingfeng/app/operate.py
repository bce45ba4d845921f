"""What an operator asks of a running house from the command line."""

from __future__ import annotations

from collections.abc import Collection
from typing import IO
from uuid import UUID

from qingfeng.app import wiring
from qingfeng.app.embedded.problem import Problem
from qingfeng.app.settings import Settings
from qingfeng.flow import conversation_files, customer_files
from qingfeng.flow.bundle import carry
from qingfeng.kernel.clock import SystemClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.parked import lines, parked_everywhere, replay_anywhere
from qingfeng.modules.access import public as access
from qingfeng.modules.conversations.public import ExportDraft
from qingfeng.modules.customers.public import bring
from qingfeng.modules.insight import public as insight
from qingfeng.modules.insight.subscribers import EVENTS


async def parked_list(settings: Settings) -> list[str]:
    """A table of everything parked, latest first; empty when nothing is."""
    db = await _database(settings)
    try:
        found = await parked_everywhere(db)
    finally:
        await db.close()
    return list(lines(found)) if found else []


async def parked_replay(settings: Settings, id_: UUID) -> None:
    """Try one parked event or timer again. Raises NotFound; Conflict when it failed again."""
    async with wiring.house(settings, "cli") as made:
        await replay_anywhere(made.work, id_, wiring.WATCHERS)


async def insight_rebuild(settings: Settings) -> int:
    """Every tenant's facts and figures told and added up anew; how many events were told."""
    async with wiring.house(settings, "cli") as made:
        tenants = await access.all_tenants(made.db)
        return sum([await insight.rebuild(made.work, tenant.id, EVENTS) for tenant in tenants])


async def allow_passwords(settings: Settings, house: str) -> bool:
    """Whoever manages users of a house (its slug) may sign in with a password again. False when they may already.
    Raises NotFound when there is no such house."""
    async with wiring.house(settings, "cli") as made:
        tenant = await access.tenant_by_slug(made.db, house)
        if tenant is None:
            names = ", ".join(one.slug for one in await access.all_tenants(made.db))
            raise NotFound("not_found", f"There is no house {house}; there are: {names}.", field="house")
        async with made.work.tx(tenant.id) as tx:
            return await access.open_to_managers(tx)


async def settings_out(settings: Settings, house: str | None, kinds: Collection[str] | None) -> bytes:
    """What a house has set up, as a file. Raises Problem, Invalid."""
    async with wiring.house(settings, "cli") as made:
        return await carry.export(made.spine, await _operator(made, house), kinds)


async def settings_in(
    settings: Settings, house: str | None, kinds: Collection[str] | None, text: str, *, write: bool
) -> carry.Plan:
    """What a file does to a house; with `write` it is done, unless something is wrong. Raises Problem, Invalid."""
    async with wiring.house(settings, "cli") as made:
        operator = await _operator(made, house)
        plan = await carry.preview(made.spine, operator, text, kinds)
        if write and plan.good:
            await carry.bring_in(made.spine, operator, text, kinds, digest=plan.digest)
        return plan


async def customers_out(settings: Settings, house: str | None) -> bytes:
    """All customers of a house as CSV. Raises Problem."""
    async with wiring.house(settings, "cli") as made:
        operator = await _operator(made, house)
        await customer_files.told(made.spine, operator, "csv")
        return b"".join([piece async for piece in customer_files.csv(made.spine, operator, "zh-CN")])


async def customers_in(settings: Settings, house: str | None, data: bytes, *, write: bool) -> list[bring.RowItem]:
    """What becomes of each row of a table; with `write` those that are right are written. Raises Problem, Invalid."""
    async with wiring.house(settings, "cli") as made:
        operator = await _operator(made, house)
        do = customer_files.bring_in if write else customer_files.preview
        return await do(made.spine, operator, customer_files.Read(data, None))


async def conversations_out(settings: Settings, house: str | None, draft: ExportDraft, out: IO[bytes]) -> None:
    """Conversations of a house as a file, piece by piece. Raises Problem, Invalid."""
    async with wiring.house(settings, "cli") as made:
        async for piece in conversation_files.written(made.spine, await _operator(made, house), draft):
            out.write(piece)


async def _operator(made: wiring.House, house: str | None) -> access.Caller:
    """Whoever has the machine may do what an administrator of any of its houses may."""
    tenants = await access.all_tenants(made.db)
    names = ", ".join(one.slug for one in tenants)
    found = [one for one in tenants if house is None or one.slug == house]
    if not found:
        raise Problem(f"There is no such house; there are: {names}.", f"没有这个租户；现有：{names}。")
    if len(found) > 1:
        raise Problem(f"Say which house by --house: {names}.", f"请用 --house 指定租户：{names}。")
    return access.Caller(found[0].id, UUID(int=0), "qingfeng", "", "admin", "")


async def _database(settings: Settings) -> Database:
    clock = SystemClock()
    return await Database.open(settings.database_url, clock, TimeOrderedIds(clock), size=2)
