"""What the administration of people takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from qingfeng.modules.access.public import Account, RoleCode, RoleName
from qingfeng.modules.people.model import Seat, Skill, Team

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class SeatBody(msgspec.Struct, forbid_unknown_fields=True):
    """A seat among those who answer. `skills`: level 1 to 5 by the skill's code."""

    team_id: UUID | None
    capacity: int
    skills: dict[str, int]

    def seat(self) -> Seat:
        return Seat(team_id=self.team_id, capacity=self.capacity, skills=self.skills)


class InviteIn(msgspec.Struct, forbid_unknown_fields=True):
    """`seat`: null for somebody who takes no conversations."""

    email: Annotated[str, msgspec.Meta(min_length=3, max_length=200)]
    name: Name
    role: RoleCode
    seat: SeatBody | None = None


class UserChange(msgspec.Struct, forbid_unknown_fields=True):
    """`version`: the one that was shown; 409 when somebody else has changed the user since."""

    name: Name
    role: RoleCode
    seat: SeatBody | None
    version: int


class UserOut(msgspec.Struct):
    """`invited`: cannot sign in yet. `single_sign_on`: has an account at the identity provider. `link_until`: a one-time link is good until then. `seat`: null for who takes none."""

    id: UUID
    email: str
    name: str
    role: RoleCode
    disabled: bool
    invited: bool
    second_factor: bool
    single_sign_on: bool
    link_until: datetime | None
    signed_in_at: datetime | None
    created_at: datetime
    version: int
    seat: SeatBody | None


class UsersOut(msgspec.Struct):
    """`next`: pass it as `cursor` for the page after; null on the last."""

    items: list[UserOut]
    next: str | None


class OneTimeLink(msgspec.Struct):
    """`token`: the word of the link, told this once. It belongs behind `/welcome#` of the console's own address."""

    user: UserOut
    token: str


class Choices(msgspec.Struct):
    """What an account may be given. `roles`: all; `given`: it has no right that the caller lacks."""

    roles: list[RoleName]
    teams: list[Team]
    skills: list[Skill]


def user_out(account: Account, seat: Seat | None) -> UserOut:
    body = SeatBody(seat.team_id, seat.capacity, seat.skills) if seat else None
    return UserOut(**msgspec.structs.asdict(account), seat=body)
