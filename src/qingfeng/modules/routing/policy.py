"""Whether the rules of a queue make sense: asked when they are saved, so that the router never has to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_args
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Tier
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.routing.model import DAY, MAX_LEVEL, MIN_LEVEL, Policy, needs

OFFER_SECONDS = (10, 120)
MAX_RINGS = 6
_RANGES: dict[str, tuple[int, int]] = {
    "priority": (0, 100),
    "service_level_seconds": (1, 30 * DAY),
    "fast_seconds": (1, DAY),
    "left_message_seconds": (1, 30 * DAY),
    "offer_seconds": OFFER_SECONDS,
    "max_misses": (1, 20),
    "cooldown_seconds": (0, DAY),
    "last_agent_seconds": (0, 366 * DAY),
    "promote_seconds": (60, 30 * DAY),
    "spare_levels": (0, 100),
    "rested_levels": (0, 10),
    "callback_minutes": (0, 120),
    "callback_window_minutes": (10, 240),
    "callback_places": (0, 1000),
    "callback_days": (1, 7),
    "callback_retry_minutes": (5, 1440),
    "callback_tries": (1, 5),
}
_WRAP_UP = (0, 3600)
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?")


class Known(msgspec.Struct, frozen=True):
    """What a policy may refer to: the best level anyone has of each skill, the teams, where each queue in use overflows
    to (by code), and the codes of those no longer in use."""

    levels: Mapping[str, int]
    teams: frozenset[UUID]
    overflows: Mapping[str, str | None]
    unused: frozenset[str] = frozenset()


def check(code: str, policy: Policy, known: Known) -> None:
    """Raises Invalid with the field, why it cannot be, and what would do."""
    for name, (low, high) in _RANGES.items():
        _in_range(f"policy.{name}", getattr(policy, name), low, high)
    if policy.wrap_up_seconds is not None:
        _in_range("policy.wrap_up_seconds", policy.wrap_up_seconds, *_WRAP_UP)
    for tier, seconds in policy.tier_weight.items():
        _tier("policy.tier_weight", tier)
        _in_range(f"policy.tier_weight.{tier}", seconds, 0, DAY)
    for tier in policy.fast_lane_for_tiers:
        _tier("policy.fast_lane_for_tiers", tier)
    last = needs(policy, len(policy.relax), "")
    for skill, level in policy.skills.items():
        _level(f"policy.skills.{skill}", level)
        _skill(f"policy.skills.{skill}", skill, last.get(skill, 0), known)
    for skill, level in policy.preferred_skills.items():
        field = f"policy.preferred_skills.{skill}"
        _level(field, level)
        _skill(field, skill, MIN_LEVEL, known)
        if skill in policy.skills:
            raise Invalid("skill_asked_already", f"{skill} is asked for already; everybody here has it.", field=field)
    for locale, skill in policy.locale_skills.items():
        if not _LOCALE.fullmatch(locale):
            message = f"{locale!r} is no language; write it like en or zh-CN."
            raise Invalid("unknown_locale", message, field="policy.locale_skills")
        asked = needs(policy, len(policy.relax), locale)
        _skill(f"policy.locale_skills.{locale}", skill, asked.get(skill, 0), known)
    for team in policy.teams:
        if team not in known.teams:
            raise Invalid("unknown_team", "There is no such team; choose one of the list.", field="policy.teams")
    _rings(policy)
    _overflow(code, policy, known)


def _in_range(field: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise Invalid(
            "out_of_range",
            f"{value} is outside {low} to {high}; choose a number between.",
            field=field,
            min=low,
            max=high,
        )


def _tier(field: str, tier: str) -> None:
    if tier not in get_args(Tier):
        raise Invalid("unknown_tier", f"There is no tier {tier!r}; one of {', '.join(get_args(Tier))}.", field=field)


def _level(field: str, level: int) -> None:
    if not MIN_LEVEL <= level <= MAX_LEVEL:
        raise Invalid(
            "level_out_of_range",
            f"Levels run from {MIN_LEVEL} to {MAX_LEVEL}; {level} is none.",
            field=field,
            min=MIN_LEVEL,
            max=MAX_LEVEL,
        )


def _skill(field: str, skill: str, level: int, known: Known) -> None:
    """`level`: what is asked in the end, after every ring; 0: it is dropped on the way."""
    best = known.levels.get(skill, 0)
    if best < level:
        raise Invalid(
            "skill_nobody_has",
            f"Nobody has {skill} at level {level} or above (the best is {best or 'none'}), not even after the last step,"
            " so nobody could ever answer; give it to an agent first or ask for less.",
            field=field,
            skill=skill,
            level=level,
        )


def _rings(policy: Policy) -> None:
    if len(policy.relax) > MAX_RINGS:
        raise Invalid(
            "too_many_rings",
            f"There may be up to {MAX_RINGS} rings; join or remove some.",
            field="policy.relax",
            max=MAX_RINGS,
        )
    asked = set(policy.skills) | set(policy.locale_skills.values())
    before = 0
    for at, ring in enumerate(policy.relax):
        field = f"policy.relax.{at}"
        _in_range(f"{field}.after_seconds", ring.after_seconds, 1, 30 * DAY)
        _in_range(f"{field}.level_drop", ring.level_drop, 0, MAX_LEVEL - MIN_LEVEL)
        if ring.after_seconds <= before:
            raise Invalid(
                "rings_out_of_order", "Each ring opens later than the one before it.", field=f"{field}.after_seconds"
            )
        before = ring.after_seconds
        for skill in ring.drop_skills:
            if skill not in asked:
                raise Invalid(
                    "skill_not_asked",
                    f"{skill} is not asked for, so it cannot be dropped.",
                    field=f"{field}.drop_skills",
                )


def _overflow(code: str, policy: Policy, known: Known) -> None:
    if policy.overflow is None:
        return
    _in_range("policy.overflow.after_seconds", policy.overflow.after_seconds, 1, 30 * DAY)
    field, target = "policy.overflow.to_queue", policy.overflow.to_queue
    path, here = [code], target
    while True:
        if here in path:
            raise Invalid(
                "overflow_cycle", f"Contacts would go round for ever: {' → '.join([*path, here])}.", field=field
            )
        if here in known.unused:
            message = f"The queue {here!r} is not in use; take it into use first or choose another."
            raise Invalid("queue_not_in_use", message, field=field, queue=here)
        if here not in known.overflows:
            raise Invalid("unknown_queue", f"There is no queue {here!r} to overflow to.", field=field, queue=here)
        path.append(here)
        following = known.overflows[here]
        if following is None:
            return
        here = following
