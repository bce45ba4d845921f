"""The one switch of the demo traffic, kept in the demo tenant's settings."""

from __future__ import annotations

from typing import Annotated

import msgspec

from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Tenant

KEY = "demo_traffic"
PER_MINUTE = 6.0


class Switch(msgspec.Struct, frozen=True):
    """Whether customers come, and how many conversations they begin in a minute (0.1 to 60)."""

    on: bool = True
    per_minute: Annotated[float, msgspec.Meta(ge=0.1, le=60)] = PER_MINUTE


def read(tenant: Tenant) -> Switch:
    """The switch as kept; on at the usual rate where nobody has touched it."""
    kept = tenant.settings.get(KEY)
    return Switch() if kept is None else msgspec.convert(kept, Switch)


async def write(tx: Tx, switch: Switch) -> None:
    """Keep it, in the tenant of the transaction."""
    await access.change_settings(tx, {KEY: msgspec.to_builtins(switch)})
