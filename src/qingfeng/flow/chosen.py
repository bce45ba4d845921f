"""What administrators choose for the house: parts of its settings, each held under a version of its own."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.flow.spine import CHANGED, Settings, Spine
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller

CHOSEN = ("presence_reasons", "close_reasons", "decline_reasons", "wrap_up_codes")
"""Settings that have a screen: once chosen there, no file of a demo takes them back."""


def tell(spine: Spine, tenant: UUID) -> None:
    """Every process reads the settings anew, and open desks fetch what they are told at their beginning."""
    spine.live.say(tenant, {"t": CHANGED})


def version_of(part: object) -> str:
    """A short name of exactly this content."""
    return hashlib.sha256(msgspec.json.encode(part, order="deterministic")).hexdigest()[:16]


async def held(tx: Tx) -> Settings:
    """The settings, locked until commit."""
    return msgspec.convert(await access.hold_settings(tx), Settings)


def check_version(part: object, version: str) -> None:
    """Raises Conflict when the screen shows something else than what is in force."""
    now = version_of(part)
    if version != now:
        raise Conflict(
            "settings_changed",
            "Somebody has changed this meanwhile; look at the present state, then change that.",
            version=now,
        )


async def keep(tx: Tx, caller: Caller, key: str, new: object, told: dict[str, Any]) -> None:
    """Write one part and the line that tells of it."""
    await access.change_settings(tx, {key: msgspec.to_builtins(new)})
    await access.audit(tx, caller.actor, "settings.changed", key, **told)
