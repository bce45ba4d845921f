"""Whether anybody could ever answer what a queue asks for, and what of its rules can never come true. Pure.

A *grave* finding means that a contact of the queue could wait for ever: such rules are refused when they are saved. The
others are told beside the rules while they hold. People come, go and learn after rules were saved, so what is grave is
looked for again whenever queues are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.channels.public import Hours
from qingfeng.modules.routing.model import AgentView, Policy, fits, needs, teams_of

_ANY_LOCALE = ""
_DAYS_AHEAD = 14
"""Calendars are held against each other over so many days."""


class House(msgspec.Struct, frozen=True, kw_only=True):
    """What rules are held against. `people`: everybody who takes conversations, with the best level they have of each
    skill, by their seat or given for a while; `here`: who of them is ready at an open desk, with the skills they answer
    for now. `policies` and `hours` (None: always open): of the queues in use, by code."""

    now: datetime
    people: list[AgentView]
    here: list[AgentView]
    policies: Mapping[str, Policy]
    hours: Mapping[str, Hours | None]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """`field`: of the rules; `grave`: nobody could ever answer. Codes and parameters: see `findings`."""

    code: str
    field: str
    params: dict[str, str | int] = {}
    grave: bool = False


def check(code: str, policy: Policy, house: House) -> None:
    """Raises Invalid for the first grave finding."""
    for one in findings(code, policy, house):
        if one.grave:
            raise Invalid(one.code, _GRAVE[one.code], field=one.field, **one.params)


_GRAVE = {
    "skill_nobody_has": "Nobody has the skill at this level, not even after the last step; give it to an agent or ask for"
    " less.",
    "team_without_people": "Nobody in these teams takes conversations and no step lends from other teams; add people, choose"
    " another team, or add such a step.",
    "nobody_has_all": "Somebody has each of these skills, but nobody has all of them (in these teams), not even after the"
    " last step; ask for fewer, or add a step that drops one.",
    "overflow_never_open": "The queue it overflows to has no opening in its calendar, so nobody would ever be moved; choose"
    " another queue or change the calendar.",
}


def findings(code: str, policy: Policy, house: House) -> list[Finding]:
    """What of these rules can never come true, the gravest first.

    Grave: `skill_nobody_has` (skill, level), `team_without_people`, `nobody_has_all` (locale), `overflow_never_open`
    (queue). Told: `only_by_overflow` (seconds, queue), `nobody_yet`, `nobody_at_first` (seconds), `nobody_now` (count),
    `empty_team` (team), `ring_after_overflow` (ring), `ring_changes_nothing` (ring), `overflow_apart` (queue).
    """
    found = [*_people(code, policy, house), *_overflow(code, policy, house), *_rings(policy)]
    return sorted(found, key=lambda one: not one.grave)


def _who(people: list[AgentView], policy: Policy, ring: int, locale: str) -> list[AgentView]:
    asked, teams = needs(policy, ring, locale), teams_of(policy, ring)
    return [one for one in people if one.capacity > 0 and fits(one, asked, teams)]


# ------------------------------------------------------------------ people
def _people(code: str, policy: Policy, house: House) -> Iterator[Finding]:
    if not any(one.capacity > 0 for one in house.people):
        yield Finding(code="nobody_yet", field="policy.skills")
        return
    widest = len(policy.relax)
    for locale in (_ANY_LOCALE, *policy.locale_skills):
        if _who(house.people, policy, widest, locale):
            continue
        after = _after_overflow(code, policy, house, locale)
        if after is None:
            yield _obstacle(policy, house, locale)
        else:
            params: dict[str, str | int] = {"seconds": after[0], "queue": after[1]}
            yield Finding(code="only_by_overflow", field="policy.overflow", params=params)
        return
    for team in policy.teams:
        if not any(one.team == team and one.capacity > 0 for one in house.people):
            yield Finding(code="empty_team", field="policy.teams", params={"team": str(team)})
    first = next(ring for ring in range(widest + 1) if _who(house.people, policy, ring, _ANY_LOCALE))
    if first:
        params = {"seconds": policy.relax[first - 1].after_seconds}
        yield Finding(code="nobody_at_first", field="policy.skills", params=params)
    elif not _who(house.here, policy, widest, _ANY_LOCALE) and _open(house.hours.get(code), house.now):
        able = len(_who(house.people, policy, widest, _ANY_LOCALE))
        yield Finding(code="nobody_now", field="policy.skills", params={"count": able})


def _obstacle(policy: Policy, house: House, locale: str) -> Finding:
    """What keeps everybody from these contacts in the widest ring."""
    widest = len(policy.relax)
    field = f"policy.locale_skills.{locale}" if locale else "policy.skills"
    for skill, level in needs(policy, widest, locale).items():
        if not any(one.capacity > 0 and one.skills.get(skill, 0) >= level for one in house.people):
            place = f"policy.skills.{skill}" if skill in policy.skills else field
            params: dict[str, str | int] = {"skill": skill, "level": level}
            return Finding(code="skill_nobody_has", field=place, params=params, grave=True)
    teams = teams_of(policy, widest)
    if teams is not None and not any(one.capacity > 0 and one.team in teams for one in house.people):
        return Finding(code="team_without_people", field="policy.teams", grave=True)
    return Finding(code="nobody_has_all", field=field, params={"locale": locale} if locale else {}, grave=True)


def _after_overflow(code: str, policy: Policy, house: House, locale: str) -> tuple[int, str] | None:
    """After how many seconds in all, and in which queue further on, somebody could answer."""
    seen, waited, here = {code}, 0, policy
    while here.overflow is not None and here.overflow.to_queue not in seen:
        waited = max(waited, here.overflow.after_seconds)  # a contact keeps its place in time
        name = here.overflow.to_queue
        following = house.policies.get(name)
        if following is None:
            return None
        if _who(house.people, following, len(following.relax), locale):
            return waited, name
        seen.add(name)
        here = following
    return None


# ------------------------------------------------------------------ overflow and rings
def _overflow(code: str, policy: Policy, house: House) -> Iterator[Finding]:
    if policy.overflow is None or policy.overflow.to_queue not in house.policies:
        return
    target = policy.overflow.to_queue
    theirs, own = house.hours.get(target), house.hours.get(code)
    if theirs is None:
        return
    params: dict[str, str | int] = {"queue": target}
    if not _open(theirs, house.now) and theirs.opens_at(house.now) is None:
        yield Finding(code="overflow_never_open", field="policy.overflow.to_queue", params=params, grave=True)
    elif own is not None and not _meet(own, theirs, house.now):
        yield Finding(code="overflow_apart", field="policy.overflow.to_queue", params=params)


def _open(hours: Hours | None, now: datetime) -> bool:
    return hours is None or hours.is_open(now)


def _meet(own: Hours, theirs: Hours, now: datetime) -> bool:
    """Whether both are open at any moment of the time to come."""
    day = now.date() - timedelta(days=1)
    spans = [span for n in range(_DAYS_AHEAD + 1) for span in own.spans(day + timedelta(days=n))]
    return any(theirs.open_between(max(start, now), end) for start, end in spans if end > now)


def _rings(policy: Policy) -> Iterator[Finding]:
    locales = (_ANY_LOCALE, *policy.locale_skills)
    for at, ring in enumerate(policy.relax):
        field, params = f"policy.relax.{at}", {"ring": at + 1}
        if policy.overflow is not None and ring.after_seconds >= policy.overflow.after_seconds:
            yield Finding(code="ring_after_overflow", field=f"{field}.after_seconds", params={**params})
        same_teams = teams_of(policy, at) == teams_of(policy, at + 1)
        if same_teams and all(needs(policy, at, locale) == needs(policy, at + 1, locale) for locale in locales):
            yield Finding(code="ring_changes_nothing", field=field, params={**params})


def seat_of(id_: UUID, team: UUID | None, capacity: int, skills: list[Mapping[str, int]]) -> AgentView:
    """Somebody with the best they have of each skill among these sets of skills."""
    best: dict[str, int] = {}
    for one in skills:
        for skill, level in one.items():
            best[skill] = max(level, best.get(skill, 0))
    return AgentView(id=id_, team=team, capacity=capacity, skills=best)
