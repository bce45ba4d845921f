"""What the sign-in routes take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from qingfeng.modules.access.model import Caller, RoleCode, Tenant


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
    """`role_zh`, `role_en`: names of a role of the house's own; empty for those that are shipped."""

    id: UUID
    name: str
    email: str
    role: str
    role_zh: str
    role_en: str


class SessionTenant(msgspec.Struct):
    id: UUID
    name: str
    locale: str


class Session(msgspec.Struct):
    user: SessionUser
    permissions: list[str]
    tenant: SessionTenant
    csrf: str
    second_factor_due: bool


class SignedOut(msgspec.Struct):
    """`go_to`: where the browser signs out of the identity provider too; null when it need not."""

    go_to: str | None


class LinkIn(msgspec.Struct, forbid_unknown_fields=True):
    """The word of a one-time link."""

    token: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class LinkOut(msgspec.Struct):
    """Whose password the link sets. `purpose`: invite (the first one) or reset."""

    name: str
    email: str
    tenant: str
    purpose: str
    expires_at: datetime


class LinkPassword(msgspec.Struct, forbid_unknown_fields=True):
    token: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class AccessPolicy(msgspec.Struct, forbid_unknown_fields=True):
    """`second_factor_roles`: whoever has one of these roles must set up a second factor before anything else."""

    second_factor_roles: list[RoleCode]


def session(caller: Caller, tenant: Tenant) -> Session:
    return Session(
        user=SessionUser(caller.user_id, caller.name, caller.email, caller.role, *caller.role_names),
        permissions=sorted(caller.grants),
        tenant=SessionTenant(tenant.id, tenant.name, tenant.locale),
        csrf=caller.csrf,
        second_factor_due=caller.must_enrol,
    )
