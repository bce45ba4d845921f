"""What a decision is told of what was learned, and what it leaves behind so that it can be judged. Pure data."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Tier

Arm = Literal["default", "learned", "explored"]


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """How far what was learned may steer. Shares are between 0 and 1.

    `observe`: the default decides, but for at most the share `explore`, where the learned match is tried. `steer`: the
    learned match decides, but for the windows of time (a share `hold_out` of them) that are left to the default to compare
    with, and for at most the share `explore`, where somebody is tried who may be better than is known. `steady_tiers`:
    nothing is tried with their contacts. `key`: where chance begins.
    """

    mode: Literal["observe", "steer"] = "observe"
    explore: float = 0.05
    hold_out: float = 0.05
    steady_tiers: list[Tier] = msgspec.field(default_factory=lambda: ["gold", "black"])
    key: int = 0


class Merit(msgspec.Struct, frozen=True, array_like=True):
    """Of an agent in a segment. `value`: the outcome to expect, weighed (about 0 to 1); `merit`: the same less the price of
    taking this agent, and `doubt`: the deviation of the estimate, both in levels of skill."""

    agent: UUID
    value: float
    merit: float
    doubt: float


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """What was known at a moment, by segment; one that is not named is left to the default."""

    version: int
    terms: Terms
    segments: dict[str, list[Merit]]


class Matched(msgspec.Struct, frozen=True, kw_only=True):
    """How an agent was chosen among several. `propensity`: with which chance this one was, given what was known; `aim`: the
    chance by the learned match alone; `plain`: whether the default would have chosen the same.

    Expected values: `value` of the one chosen, `plain_value` of the default's choice, `aim_value` of the learned match.
    """

    segment: str
    arm: Arm
    propensity: float
    aim: float
    plain: bool
    value: float
    plain_value: float
    aim_value: float
