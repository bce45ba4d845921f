"""Roles and what they may do; the caller of a request."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel.errors import Forbidden

Role = Literal["agent", "supervisor", "admin", "knowledge"]
ROLES: tuple[str, ...] = get_args(Role)

Permission = Literal[
    "desk.use",
    "conversations.read",
    "conversations.claim",
    "conversations.assign",
    "floor.join",
    "floor.manage",
    "customers.read",
    "customers.write",
    "customers.reveal",
    "customers.merge",
    "knowledge.read",
    "knowledge.write",
    "channels.manage",
    "machinery.manage",
    "users.manage",
    "privacy.manage",
    "insight.read",
    "insight.manage",
]

_AGENT: tuple[Permission, ...] = (
    "desk.use",
    "conversations.read",
    "customers.read",
    "customers.write",
    "customers.reveal",
    "customers.merge",
    "knowledge.read",
)
_SUPERVISOR: tuple[Permission, ...] = (
    *_AGENT,
    "conversations.claim",
    "conversations.assign",
    "floor.join",
    "floor.manage",
    "insight.read",
    "insight.manage",
)

GRANTS: dict[str, frozenset[str]] = {
    "agent": frozenset(_AGENT),
    "supervisor": frozenset(_SUPERVISOR),
    "admin": frozenset(
        (*_SUPERVISOR, "knowledge.write", "channels.manage", "machinery.manage", "users.manage", "privacy.manage")
    ),
    "knowledge": frozenset(("knowledge.read", "knowledge.write")),
}

LOCK_AFTER = 8
LOCK_SECONDS = 300
SESSION_SECONDS = 12 * 3600
"""So long does a session last, however busy."""
IDLE_SECONDS = 4 * 3600
"""So long does a session last that nobody uses: longer than a meeting, shorter than a night."""


_NARROW: dict[int, int] = {**{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}, ord("。"): ord(".")}


def address_of(text: str) -> str:
    """The spelling in which an e-mail address is kept: no blanks around it, lower case, and none of the full-width
    letters that a Chinese keyboard leaves behind."""
    return text.strip().translate(_NARROW).lower()


NO_SESSION = UUID(int=0)


class Place(msgspec.Struct, frozen=True):
    """Where somebody signs in from: the network address, and what the browser calls itself."""

    address: str = ""
    agent: str = ""


class OpenSession(msgspec.Struct, frozen=True, kw_only=True):
    """One of a person's sessions, as it is shown. `id` names it and opens nothing."""

    id: UUID
    agent: str
    address: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class Caller(msgspec.Struct, frozen=True):
    """A signed-in person. Handlers ask `need(permission)` before they do anything."""

    tenant: UUID
    user_id: UUID
    name: str
    email: str
    role: Role
    csrf: str
    session: UUID = NO_SESSION
    must_enrol: bool = False
    """The house asks this role for a second factor, and there is none yet: until then nothing else is open."""
    scopes: frozenset[str] | None = None
    """What a program may do that holds an API token; None for a person. Then `user_id` and `name` are the token's."""

    @property
    def actor(self) -> Actor:
        return Actor("agent" if self.scopes is None else "token", self.user_id, self.name)

    def may(self, permission: Permission) -> bool:
        return permission in self.grants

    @property
    def grants(self) -> frozenset[str]:
        if self.scopes is not None:
            return self.scopes
        return frozenset() if self.must_enrol else GRANTS[self.role]

    def need(self, permission: Permission) -> None:
        """Raises Forbidden when the role does not grant it."""
        self.check_enrolled()
        if not self.may(permission):
            who = "This token" if self.scopes is not None else f"Your role ({self.role})"
            raise Forbidden(
                "forbidden",
                f"{who} may not do this: {permission}. Ask an administrator.",
                need=permission,
            )

    def check_enrolled(self) -> None:
        """Raises Forbidden while a second factor is asked for and missing."""
        if self.must_enrol:
            raise Forbidden("second_factor_required", "Your role needs a second factor; set it up first.")


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A user as administrators see it. `invited`: has no password yet. `link_until`: a one-time link is about."""

    id: UUID
    email: str
    name: str
    role: Role
    disabled: bool
    invited: bool
    second_factor: bool
    link_until: datetime | None
    signed_in_at: datetime | None
    created_at: datetime
    version: int


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    slug: str
    name: str
    locale: str
    demo: bool
    settings: dict[str, object]
