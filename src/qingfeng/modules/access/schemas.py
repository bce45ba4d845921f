"""What the sign-in routes take and give."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec

from qingfeng.modules.access.model import GRANTS, Caller, Tenant


class SignIn(msgspec.Struct, forbid_unknown_fields=True):
    email: Annotated[str, msgspec.Meta(min_length=3, max_length=200, examples=["lin.xiaoyu@example.com"])]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class SessionUser(msgspec.Struct):
    id: UUID
    name: str
    email: str
    role: str


class SessionTenant(msgspec.Struct):
    id: UUID
    name: str
    locale: str


class Session(msgspec.Struct):
    user: SessionUser
    permissions: list[str]
    tenant: SessionTenant
    csrf: str


def session(caller: Caller, tenant: Tenant) -> Session:
    return Session(
        user=SessionUser(caller.user_id, caller.name, caller.email, caller.role),
        permissions=sorted(GRANTS[caller.role]),
        tenant=SessionTenant(tenant.id, tenant.name, tenant.locale),
        csrf=caller.csrf,
    )
