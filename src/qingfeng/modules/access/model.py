"""Roles and what they may do; the caller of a request."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Literal, get_args
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel.errors import Forbidden

Role = Literal["agent", "supervisor", "admin", "knowledge"]
ROLES: tuple[Role, ...] = get_args(Role)
"""The codes of the roles that are shipped. A house makes others of its own, whose codes are made by the machine."""
MAX_ROLES = 50
RoleCode = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
"""agent, supervisor, admin, knowledge, or the code of a role of the house's own."""

Permission = Literal[
    "desk.use",
    "conversations.read",
    "conversations.claim",
    "conversations.assign",
    "conversations.export",
    "floor.join",
    "floor.manage",
    "customers.read",
    "customers.write",
    "customers.reveal",
    "customers.merge",
    "customers.bulk",
    "knowledge.read",
    "knowledge.write",
    "knowledge.approve",
    "cocreation.join",
    "cocreation.publish",
    "flows.read",
    "flows.write",
    "intents.read",
    "intents.write",
    "channels.manage",
    "routing.manage",
    "service.manage",
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
    "cocreation.join",
)
_SUPERVISOR: tuple[Permission, ...] = (
    *_AGENT,
    "conversations.claim",
    "conversations.assign",
    "floor.join",
    "floor.manage",
    "insight.read",
    "insight.manage",
    "knowledge.approve",
    "cocreation.publish",
    "flows.read",
    "intents.read",
    "intents.write",
)

PERMISSIONS: tuple[str, ...] = get_args(Permission)

GRANTS: dict[str, frozenset[str]] = {
    "agent": frozenset(_AGENT),
    "supervisor": frozenset(_SUPERVISOR),
    "admin": frozenset(
        (
            *_SUPERVISOR,
            "conversations.export",
            "customers.bulk",
            "knowledge.write",
            "flows.write",
            "channels.manage",
            "routing.manage",
            "service.manage",
            "machinery.manage",
            "users.manage",
            "privacy.manage",
        )
    ),
    "knowledge": frozenset(
        (
            "knowledge.read",
            "knowledge.write",
            "cocreation.join",
            "cocreation.publish",
            "intents.read",
            "intents.write",
            "flows.read",
            "flows.write",
        )
    ),
}

MATRIX: dict[str, tuple[Permission, ...]] = {
    "desk": (
        "desk.use",
        "conversations.read",
        "conversations.claim",
        "conversations.assign",
        "conversations.export",
    ),
    "customers": ("customers.read", "customers.write", "customers.reveal", "customers.merge", "customers.bulk"),
    "knowledge": (
        "knowledge.read",
        "knowledge.write",
        "knowledge.approve",
        "cocreation.join",
        "cocreation.publish",
        "intents.read",
        "intents.write",
    ),
    "flows": ("flows.read", "flows.write"),
    "insight": ("insight.read", "insight.manage"),
    "floor": ("floor.join", "floor.manage"),
    "house": (
        "users.manage",
        "channels.manage",
        "routing.manage",
        "service.manage",
        "machinery.manage",
        "privacy.manage",
    ),
}
"""What a role of one's own is put together from, as a screen shows it. Every right that a route asks for is in it, and
none that no route asks for."""

NEEDS: dict[str, tuple[Permission, ...]] = {
    "desk.use": ("conversations.read", "customers.read"),
    "knowledge.write": ("knowledge.read",),
    "knowledge.approve": ("knowledge.read",),
    "cocreation.publish": ("cocreation.join",),
    "flows.write": ("flows.read",),
    "intents.write": ("intents.read",),
    "conversations.claim": ("desk.use",),
    "conversations.assign": ("desk.use",),
    "conversations.export": ("conversations.read",),
    "customers.write": ("customers.read",),
    "customers.reveal": ("customers.read",),
    "customers.merge": ("customers.read",),
    "customers.bulk": ("customers.read", "customers.write"),
    "insight.manage": ("insight.read",),
    "floor.join": ("insight.read",),
    "floor.manage": ("insight.read",),
}
"""A right that leads nowhere without others."""


def rights_of(role: str, own: Collection[str] = ()) -> frozenset[str]:
    """What a role may do: a shipped one what is written here, any other what its row says. An unknown one: nothing."""
    return GRANTS.get(role) or frozenset(own)


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
    role: str
    csrf: str
    session: UUID = NO_SESSION
    must_enrol: bool = False
    """The house asks this role for a second factor, and there is none yet: until then nothing else is open."""
    own: tuple[str, ...] = ()
    """What the role may do when it is one of the house's own."""
    role_names: tuple[str, str] = ("", "")
    """The role's names (zh-CN, English) when it is one of the house's own."""
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
        return frozenset() if self.must_enrol else rights_of(self.role, self.own)

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
    """A user as administrators see it. `invited`: has no password yet, nor an
    account at the identity provider (`single_sign_on`). `link_until`: a one-time link is about."""

    id: UUID
    email: str
    name: str
    role: str
    disabled: bool
    invited: bool
    second_factor: bool
    single_sign_on: bool
    link_until: datetime | None
    signed_in_at: datetime | None
    created_at: datetime
    version: int


class RoleDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What an administrator says of a role of the house's own. `about`: for whom it is, in a sentence; may be empty."""

    name_zh: str
    name_en: str
    about: str = ""
    permissions: frozenset[str]


class OwnRole(RoleDraft, frozen=True, kw_only=True):
    """One of the house's own roles, as it is kept."""

    code: str
    version: int


ZONE = "Asia/Shanghai"
"""The time zone of a house that has chosen none."""


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    slug: str
    name: str
    locale: str
    demo: bool
    settings: dict[str, object]

    @property
    def zone(self) -> ZoneInfo:
        """By which its days are counted."""
        return zone_of(str(self.settings.get("timezone", ZONE)))


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name; where there is none, that of a house that has chosen none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(ZONE)
