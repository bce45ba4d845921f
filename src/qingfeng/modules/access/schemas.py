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
    code: Annotated[str, msgspec.Meta(max_length=40)] = ""


class CodeIn(msgspec.Struct, forbid_unknown_fields=True):
    """What the app shows now."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class PasswordIn(msgspec.Struct, forbid_unknown_fields=True):
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class SecondFactorOut(msgspec.Struct):
    """`since`: null when none is in force. `recovery_left`: recovery codes that were not used yet."""

    since: datetime | None
    recovery_left: int


class SecretUriOut(msgspec.Struct):
    """What an authenticator app reads: `otpauth://totp/...`; its `secret` is what is typed where no picture is read."""

    uri: str


class RecoveryCodesOut(msgspec.Struct):
    """Shown this once."""

    codes: list[str]


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
