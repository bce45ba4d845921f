"""Reads a world (or a family, or a scenario) from JSON or YAML and says what is wrong with it, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite
from typing import NamedTuple, TypeVar

import msgspec

from qingfeng.twin.world import EVERYTHING, Again, Agents, CallBacks, Contacts, Event, Surge, World

T = TypeVar("T")


class Fault(NamedTuple):
    """Where (`classes[0].patience.mean`), and why, in English and Chinese."""

    field: str
    en: str
    zh: str


class Wrong(Exception):
    """A description that cannot be simulated. `faults` are all that was found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(f"{fault.field}: {fault.en}" for fault in self.faults))


def read(data: bytes | str, type_: type[T]) -> T:
    """JSON is YAML too. Raises Wrong for what is no YAML, and for fields of a wrong name or kind."""
    try:
        return msgspec.yaml.decode(data, type=type_)
    except msgspec.ValidationError as error:
        text, _, field = str(error).partition(" - at ")
        raise Wrong([Fault(field.strip("`").removeprefix("$").lstrip(".") or "-", text, f"格式有误：{text}")]) from None
    except msgspec.DecodeError as error:
        raise Wrong(
            [Fault("-", f"this is neither JSON nor YAML: {error}", f"不是有效的 JSON 或 YAML：{error}")]
        ) from None


def world_of(data: bytes | str) -> World:
    """A world that can be simulated. Raises Wrong."""
    world = read(data, World)
    check(world)
    return world


def check(world: World) -> None:
    """Raises Wrong with everything that is wrong."""
    faults = list(_faults(world))
    if faults:
        raise Wrong(faults)


# ------------------------------------------------------------------ what may be wrong
def _more(field: str, value: float, least: float = 0.0) -> Iterator[Fault]:
    if not isfinite(value) or value < least:
        yield Fault(field, f"{value} is less than {least:g}", f"{value} 小于 {least:g}")


def _above(field: str, value: float) -> Iterator[Fault]:
    if not isfinite(value) or value <= 0:
        yield Fault(field, f"{value} must be above 0", f"{value} 应大于 0")


def _share(field: str, value: float, below: bool = False) -> Iterator[Fault]:
    if not 0 <= value <= 1 or (below and value == 1):
        most = "below 1" if below else "at most 1"
        yield Fault(field, f"{value} must be at least 0 and {most}", f"{value} 应在 0 到 1 之间")


def _unique(field: str, codes: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, code in enumerate(codes):
        if not code or code == EVERYTHING or code in seen:
            yield Fault(
                f"{field}[{place}].code", f"{code!r} is empty, reserved or used twice", f"{code!r} 为空、保留或重复"
            )
        seen.add(code)


def _faults(world: World) -> Iterator[Fault]:
    yield from _above("day_hours", world.day_hours)
    yield from _more("days", world.days, 1)
    yield from _more("interval", world.interval, 1)
    yield from _more("warm_up", world.warm_up)
    if world.interval > 0 and world.day % world.interval:
        yield Fault("interval", "a day must be a whole number of intervals", "一天须为整数个时段")
        return
    if world.warm_up >= world.end:
        yield Fault("warm_up", "nothing is left of the run after it", "预热时间超过了整个运行")
    for field, parts in (("classes", world.classes), ("groups", world.groups)):
        if not parts:
            yield Fault(field, "at least one is needed", "至少需要一项")
    yield from _unique("classes", (c.code for c in world.classes))
    yield from _unique("groups", (g.code for g in world.groups))
    for n, contacts in enumerate(world.classes):
        yield from _class(f"classes[{n}]", contacts, world)
    yield from _circles(world)
    for n, group in enumerate(world.groups):
        yield from _group(f"groups[{n}]", group, world)
    for n, event in enumerate(world.events):
        yield from _event(f"events[{n}]", event, world)
    yield from _more("desk.answer", world.desk.answer)
    yield from _share("desk.misses", world.desk.misses, below=True)
    if world.surge is not None:
        yield from _surge("surge", world.surge, world)


def _class(field: str, c: Contacts, world: World) -> Iterator[Fault]:
    yield from _arrivals(f"{field}.arrivals", c, world)
    yield from _patience(f"{field}.patience", c)
    yield from _above(f"{field}.handling.mean", c.handling.mean)
    for name, value in (("cv", c.handling.cv), ("wrap_up", c.handling.wrap_up), ("wrap_up_cv", c.handling.wrap_up_cv)):
        yield from _more(f"{field}.handling.{name}", value)
    yield from _more(f"{field}.weight", c.weight, 1)
    yield from _above(f"{field}.target", c.target)
    for name, again in (("retry", c.retry), ("returns", c.returns)):
        if again is not None:
            yield from _again(f"{field}.{name}", again)
    if c.bot is not None:
        yield from _share(f"{field}.bot.contains", c.bot.contains)
        yield from _more(f"{field}.bot.seconds", c.bot.seconds)
        yield from _more(f"{field}.bot.handover", c.bot.handover)
    if c.call_back is not None:
        yield from _more(f"{field}.call_back.after", c.call_back.after)
        yield from _share(f"{field}.call_back.accepts", c.call_back.accepts)
    if c.call_backs is not None:
        yield from _call_backs(f"{field}.call_backs", c.call_backs)
        if c.call_back is not None:
            yield Fault(
                f"{field}.call_back", "give either call_back or call_backs", "call_back 与 call_backs 只能给一个"
            )
        if c.kind != "normal":
            yield Fault(
                f"{field}.call_backs",
                "the green channel and the fast lane are offered none",
                "绿色通道与快速通道不提供回电",
            )
    yield from _share(f"{field}.leaves_message", c.leaves_message)
    yield from _more(f"{field}.message_seconds", c.message_seconds, 60)
    if c.resolution is not None:
        yield from _share(f"{field}.resolution", c.resolution)
    if c.intents and abs(sum(c.intents.values()) - 1.0) > 0.01:
        yield Fault(f"{field}.intents", "the shares must add up to 1", "各意图占比之和应为 1")
    if c.overflow is not None and c.overflow.to_queue not in {other.code for other in world.classes}:
        yield Fault(f"{field}.overflow.to_queue", f"there is no class {c.overflow.to_queue!r}", f"没有类别 {c.overflow.to_queue!r}")  # fmt: skip
    if not c.relax and c.overflow is None and world.groups and not any(_can(group, c) for group in world.groups):
        yield Fault(f"{field}.skills", "no group of agents has these teams or skills, or the channel or capacity", "没有客服组具备这些班组、技能、渠道或容量")  # fmt: skip


def _call_backs(field: str, c: CallBacks) -> Iterator[Fault]:
    for name in ("accepts", "windows", "reached"):
        yield from _share(f"{field}.{name}", getattr(c, name))
    for name, least in (("minutes", 0), ("window_minutes", 5), ("places", 0), ("days", 1), ("retry_minutes", 1), ("tries", 1)):  # fmt: skip
        yield from _more(f"{field}.{name}", getattr(c, name), least)
    yield from _above(f"{field}.ring", c.ring)


def _surge(field: str, surge: Surge, world: World) -> Iterator[Fault]:
    teams = {group.team for group in world.groups}
    for n, team in enumerate(surge.pool_teams):
        if team not in teams:
            yield Fault(f"{field}.pool_teams[{n}]", f"there is no team {team!r}", f"没有班组 {team!r}")
    for name, least in (("share_until", 0), ("message_minutes", 0), ("callback_minutes", 0), ("defer_minutes", 5)):
        yield from _more(f"{field}.{name}", getattr(surge, name), least)
    if surge.share_above <= surge.share_until:
        yield Fault(f"{field}.share_above", "must be above share_until", "应大于 share_until")


def _circles(world: World) -> Iterator[Fault]:
    """Who overflows must not come back to where they were."""
    to = {c.code: c.overflow.to_queue for c in world.classes if c.overflow is not None}
    for n, contacts in enumerate(world.classes):
        seen, here = {contacts.code}, to.get(contacts.code)
        while here is not None and here not in seen:
            seen.add(here)
            here = to.get(here)
        if here == contacts.code:
            yield Fault(f"classes[{n}].overflow.to_queue", "contacts would overflow in a circle", "溢出形成了循环")


def _can(group: Agents, c: Contacts) -> bool:
    room = min(group.capacity, group.channel_capacity.get(c.channel, group.capacity))
    return room >= (1 if c.channel == "voice" else c.weight) and (not c.teams or group.team in c.teams) and all(group.skills.get(s, 0) >= n for s, n in c.skills.items())  # fmt: skip


def _arrivals(field: str, c: Contacts, world: World) -> Iterator[Fault]:
    a = c.arrivals
    rates = a.rate if isinstance(a.rate, list) else [a.rate]
    if isinstance(a.rate, list) and len(a.rate) != world.intervals:
        yield Fault(f"{field}.rate", f"{len(a.rate)} rates for {world.intervals} intervals", f"{world.intervals} 个时段给了 {len(a.rate)} 个到达率")  # fmt: skip
    for rate in rates:
        yield from _more(f"{field}.rate", rate)
    yield from _more(f"{field}.day_cv", a.day_cv)
    yield from _more(f"{field}.interval_cv", a.interval_cv)
    yield from _share(f"{field}.interval_correlation", a.interval_correlation, below=True)
    if a.times and len(a.times) != world.days:
        yield Fault(f"{field}.times", f"{len(a.times)} days of arrivals for {world.days} days", f"{world.days} 天给了 {len(a.times)} 天的到达")  # fmt: skip
    for n, times in enumerate(a.times):
        if any(not 0 <= t < world.day for t in times) or sorted(times) != times:
            yield Fault(f"{field}.times[{n}]", "must rise, within the day", "应递增且在当天之内")


def _patience(field: str, c: Contacts) -> Iterator[Fault]:
    p = c.patience
    if p.mean is not None:
        yield from _above(f"{field}.mean", p.mean)
        if p.hazard is not None:
            yield Fault(f"{field}.hazard", "give either a mean or a hazard", "均值与风险率只能给一个")
    if p.hazard is not None:
        if len(p.hazard.rates) != len(p.hazard.until) + 1:
            yield Fault(f"{field}.hazard.rates", "one more than `until` is needed", "应比 until 多一个")
        if sorted(set(p.hazard.until)) != p.hazard.until or any(t <= 0 for t in p.hazard.until):
            yield Fault(f"{field}.hazard.until", "must rise from above 0", "应从大于 0 起递增")
        for rate in p.hazard.rates:
            yield from _more(f"{field}.hazard.rates", rate)
    yield from _share(f"{field}.balks", p.balks)


def _again(field: str, again: Again) -> Iterator[Fault]:
    yield from _share(f"{field}.share", again.share)
    yield from _above(f"{field}.after", again.after)
    yield from _more(f"{field}.most", again.most, 1)


def _group(field: str, group: Agents, world: World) -> Iterator[Fault]:
    yield from _more(f"{field}.count", group.count, 1)
    yield from _more(f"{field}.capacity", group.capacity, 1)
    for name in ("speed_cv", "slow_down", "fatigue", "cost"):
        yield from _more(f"{field}.{name}", getattr(group, name))
    known = {c.code for c in world.classes} | {EVERYTHING}
    for name, table in (("speed", group.speed), ("resolution", group.resolution)):
        for code, value in table.items():
            yield from _above(f"{field}.{name}.{code}", value)
            if code not in known:
                yield Fault(f"{field}.{name}.{code}", "there is no such class", "没有这个类别")
    yield from _presence(field, group, world)


def _presence(field: str, group: Agents, world: World) -> Iterator[Fault]:
    if sum(bool(way) for way in (group.shifts, group.staffing, group.staffing_by_day)) > 1:
        yield Fault(field, "give shifts or staffing, not both", "班次与时段人数只能给一种")
    if group.staffing_by_day and len(group.staffing_by_day) != world.days:
        yield Fault(f"{field}.staffing_by_day", "one list a day is needed", "每天需要一个列表")
    for staffing in [group.staffing, *group.staffing_by_day]:
        if staffing and (len(staffing) != world.intervals or not 0 <= min(staffing) <= max(staffing) <= group.count):
            yield Fault(f"{field}.staffing", f"{world.intervals} numbers between 0 and {group.count} are needed", f"需要 {world.intervals} 个 0 到 {group.count} 之间的数")  # fmt: skip
    for n, shift in enumerate(group.shifts):
        if not 0 <= shift.start < shift.end <= world.day_hours:
            yield Fault(f"{field}.shifts[{n}]", "must start and end within the day", "应在当天之内开始并结束")
        yield from _more(f"{field}.shifts[{n}].count", shift.count, 0)
    if group.shifts and sum(shift.count for shift in group.shifts) > group.count:
        yield Fault(f"{field}.shifts", "more agents than the group has", "班次人数超过了组内人数")


def _event(field: str, event: Event, world: World) -> Iterator[Fault]:
    yield from _more(f"{field}.start", event.start)
    yield from _above(f"{field}.hours", event.hours)
    for code, value in event.demand.items():
        yield from _more(f"{field}.demand.{code}", value)
        if code != EVERYTHING and code not in {c.code for c in world.classes}:
            yield Fault(f"{field}.demand.{code}", "there is no such class", "没有这个类别")
    yield from _above(f"{field}.patience", event.patience)
    yield from _above(f"{field}.handling", event.handling)
    yield from _more(f"{field}.bot", event.bot)
    yield from _share(f"{field}.absent", event.absent)
