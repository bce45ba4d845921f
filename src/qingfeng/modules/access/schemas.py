"""What the sign-in routes take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from qingfeng.modules.access.model import GRANTS, Caller, Tenant


class SignIn(msgspec.Struct, forbid_unknown_fields=True):
    email: Annotated[str, msgspec.Meta(min_length=3, max_length=200, examples=["lin.xiaoyu@example.com"])]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class PasswordChange(msgspec.Struct, forbid_unknown_fields=True):
    """`current`: the present password, so that a desk left open gives nobody the account."""

    current: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class SessionsEnded(msgspec.Struct):
    """How many other sessions were ended."""

    ended: int


class OpenSessionOut(msgspec.Struct):
    """One of the caller's open sessions. `agent`: what the browser calls itself. `current`: the one that asks."""

    id: UUID
    agent: str
    address: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    current: bool


class OpenSessionsOut(msgspec.Struct):
    items: list[OpenSessionOut]


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
