# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: users."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from qingfeng_client.calls import Call, Listing
from qingfeng_client.generated import models as m


def remove_for(user_id: UUID | str) -> Call[None]:
    """Remove the second factor of somebody who has lost phone and recovery codes (permission users.manage)."""
    return Call("DELETE", f"/api/v1/users/{user_id}/second-factor", None)


def policy() -> Call[m.AccessPolicy]:
    """What the house asks of its people at the door (permission users.manage)."""
    return Call("GET", "/api/v1/access-policy", m.AccessPolicy)


def change_policy(data: m.AccessPolicy) -> Call[m.AccessPolicy]:
    """Ask roles for a second factor: who has one of them and no factor sets it up before anything else."""
    return Call("PUT", "/api/v1/access-policy", m.AccessPolicy, body=data)


def listed_roles() -> Call[m.RolesOut]:
    """The roles of the house, the shipped ones first, and the rights that a role is put together from."""
    return Call("GET", "/api/v1/roles", m.RolesOut)


def make_roles(data: m.RoleIn) -> Call[m.RoleOut]:
    """A new role of the house's own."""
    return Call("POST", "/api/v1/roles", m.RoleOut, body=data, keyed=True)


def change_roles(code: str, data: m.RoleChange) -> Call[m.RoleOut]:
    """Other names or rights, in force at once for everybody who has the role."""
    return Call("PUT", f"/api/v1/roles/{code}", m.RoleOut, body=data)


def remove_roles(code: str) -> Call[None]:
    """Remove a role that nobody has."""
    return Call("DELETE", f"/api/v1/roles/{code}", None)


def unbind(user_id: UUID | str) -> Call[None]:
    """Forget which account at the provider is this person's: their next sign-in there is as the first."""
    return Call("DELETE", f"/api/v1/users/{user_id}/single-sign-on", None)


def users(*, cursor: str | None = None, limit: int | None = None, q: str | None = None, role: str | None = None, status: Literal['active', 'invited', 'disabled'] | None = None) -> Listing[m.UsersOut, m.UserOut]:
    """The people of this house by the sound of their names. `q`: part of a name, its pinyin or an address."""
    return Listing("GET", "/api/v1/users", m.UsersOut, query={"cursor": cursor, "limit": limit, "q": q, "role": role, "status": status})


def invite(data: m.InviteIn) -> Call[m.OneTimeLink]:
    """A new account and the word of the link by which its person sets a password."""
    return Call("POST", "/api/v1/users", m.OneTimeLink, body=data, keyed=True)


def choices() -> Call[m.Choices]:
    """Roles, teams and skills that an account may be given by the caller."""
    return Call("GET", "/api/v1/user-choices", m.Choices)


def change_users(user_id: UUID | str, data: m.UserChange) -> Call[m.UserOut]:
    """Another name, role or seat, in force at once. Who loses the seat gives back what they had in hand."""
    return Call("PUT", f"/api/v1/users/{user_id}", m.UserOut, body=data)


def new_link(user_id: UUID | str) -> Call[m.OneTimeLink]:
    """A one-time link by which this person sets a password, in place of any earlier one."""
    return Call("POST", f"/api/v1/users/{user_id}/link", m.OneTimeLink, keyed=True)


def disable(user_id: UUID | str) -> Call[m.UserOut]:
    """Sign them out everywhere, let them in no more, and give what they had in hand back to the line."""
    return Call("POST", f"/api/v1/users/{user_id}/disable", m.UserOut, keyed=True)


def enable(user_id: UUID | str) -> Call[m.UserOut]:
    """Let them in again, with the password and the seat they had."""
    return Call("POST", f"/api/v1/users/{user_id}/enable", m.UserOut, keyed=True)


def add_team(data: m.Coded) -> Call[m.Team]:
    """A new team."""
    return Call("POST", "/api/v1/teams", m.Team, body=data, keyed=True)


def rename_team(code: str, data: m.Names) -> Call[m.Team]:
    """Other names for a team."""
    return Call("PUT", f"/api/v1/teams/{code}", m.Team, body=data)


def add_skill(data: m.Coded) -> Call[m.Skill]:
    """A new skill."""
    return Call("POST", "/api/v1/skills", m.Skill, body=data, keyed=True)


def rename_skill(code: str, data: m.Names) -> Call[m.Skill]:
    """Other names for a skill."""
    return Call("PUT", f"/api/v1/skills/{code}", m.Skill, body=data)
