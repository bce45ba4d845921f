"""Kinds of breaks: what a house calls them, how long they may last, whether they are paid and count as shrinkage.

They stand among the tenant's settings, as all lists of reasons do; an agent's state remembers what its kind said when it
was entered.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access

SETTING = "presence_reasons"
MOST_MINUTES = 480


class BreakReason(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of break. `limit_minutes`: how long one may last, None: as long as it takes. `paid`: as working time.
    `shrinkage`: counts as paid time in which
    somebody cannot answer; what is not paid never does. `retired`: taken by nobody any more."""

    code: str
    zh: str
    en: str
    limit_minutes: Annotated[int, msgspec.Meta(ge=1, le=MOST_MINUTES)] | None = None
    paid: bool = True
    shrinkage: bool = True
    retired: bool = False


SHIPPED = (
    BreakReason(code="rest", zh="小休", en="Break", limit_minutes=15),
    BreakReason(code="meal", zh="用餐", en="Meal", limit_minutes=60, paid=False, shrinkage=False),
    BreakReason(code="meeting", zh="会议", en="Meeting"),
)
"""What a house has that chose nothing."""


async def _reasons(tx: Tx) -> list[BreakReason]:
    """The kinds of breaks of this house, the retired ones too."""
    tenant = await access.tenant_by_id(tx.conn, tx.tenant)
    kept = tenant.settings.get(SETTING) if tenant is not None else None
    return list(SHIPPED) if kept is None else msgspec.convert(kept, list[BreakReason])


async def rule(tx: Tx, reason: str | None) -> BreakReason | None:
    """What the house says of a break taken for this reason; None where it says nothing, as of one the machine orders."""
    if reason is None:
        return None
    return next((kind for kind in await _reasons(tx) if kind.code == reason), None)
