"""The demo's past: who came in the last days, what was said, who answered, how long it took. Pure and repeatable.

Arrivals follow the hours, the weekdays and one day of promotion; waits follow from who was at work and had room.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal, TypeVar

import msgspec

from qingfeng.app.demo import content, scripts
from qingfeng.app.demo.life import Chance
from qingfeng.app.demo.past_shifts import ZONE, Seat, roster, seats, serve
from qingfeng.app.demo.scripts import Dialogue

T = TypeVar("T")
Do = Literal["customer", "bot", "queue", "join", "agent", "transfer", "feel", "leave", "wrap_up", "close", "score"]
ALONE = 0.3
"""Share of contacts that the bot ends by itself."""
AGAIN, KNOWN = 0.13, 0.12
"""Share that comes back within three days, and that was here before."""
SCORED = 0.42
MOVED = 0.05
"""Share that is passed on to a colleague."""
QUIET = timedelta(minutes=6)
"""Nothing is begun so shortly before now."""
BACK = timedelta(hours=72)


class Person(msgspec.Struct, frozen=True):
    """A customer whom only the past knows."""

    number: int
    name: str
    title: str
    tier: str
    city: str
    language: Literal["zh", "en"]


class Step(msgspec.Struct, frozen=True):
    """What happened next. `text`: words, a reason, a feeling; `who`: the agent's id in the demo's files."""

    at: datetime
    do: Do
    text: str = ""
    who: str = ""
    number: int = 0


class Contact(msgspec.Struct, frozen=True):
    """From the first word to the last; the first step is the customer's."""

    person: Person
    channel: str
    queue: str
    steps: list[Step]

    @property
    def at(self) -> datetime:
        return self.steps[0].at


class Past(msgspec.Struct, frozen=True):
    """Contacts in the order in which they began; everybody with the shifts they had."""

    contacts: list[Contact]
    seats: list[Seat]


def past(now: datetime, days: int, chance: Chance) -> Past:
    """What happened in so many days before `now` and today until shortly before it. The same chance gives the same."""
    shape = content.past()
    today = now.astimezone(ZONE).date()
    dates = [today - timedelta(days=n) for n in range(days - 1, -1, -1)]
    rush = today - timedelta(days=shape["promotion"]["days_ago"])
    people = seats(content.people())
    roster(people, dates, shape, chance)
    telling = _Telling(shape, people, chance, now)
    contacts = [telling.contact(at) for day in dates for at in _arrivals(day, rush, shape, chance) if at < now - QUIET]
    return Past([one for one in contacts if one is not None], people)


def _arrivals(day: date, rush: date, shape: Mapping[str, Any], chance: Chance) -> list[datetime]:
    """When customers came on a day, earliest first."""
    promotion = shape["promotion"]
    factor = promotion["factor"] if day == rush else promotion["echo"] if day == rush + timedelta(days=1) else 1.0
    many = shape["contacts_a_day"] * shape["weekdays"][day.weekday()] * factor * chance.uniform(0.92, 1.08)
    hours = _running(shape["hours"])
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    found = []
    for _ in range(round(many)):
        hour = bisect_left(hours, chance.uniform(0, hours[-1]))
        found.append(midnight + timedelta(hours=hour + chance.random()))
    return sorted(found)


def _running(weights: Sequence[float]) -> list[float]:
    total, sums = 0.0, []
    for weight in weights:
        total += weight
        sums.append(total)
    return sums


class _Telling:
    """Makes contacts up, one after the other."""

    def __init__(self, shape: Mapping[str, Any], people: Sequence[Seat], chance: Chance, now: datetime) -> None:
        self._shape, self._people, self._chance, self._now = shape, people, chance, now
        self._teams = {queue["code"]: queue["team"] for queue in content.queues()["queues"]}
        self._known: dict[int, tuple[datetime, Person, Dialogue]] = {}
        """Whom a person was to help: when it was over the last time, and what it was about."""
        alone = [d for d in scripts.dialogues() if d.outcome.result == "resolved_by_bot"]
        self._scripts = {True: alone, False: [d for d in scripts.dialogues() if d not in alone and not d.escalates]}
        self._hard = [d for d in scripts.dialogues() if d.escalates]
        self._persons = 0

    def contact(self, at: datetime) -> Contact | None:
        """Somebody comes at this moment. None when it would not be over by now."""
        chance = self._chance
        alone = chance.random() < ALONE or not any(seat.shift(at + timedelta(minutes=2)) for seat in self._people)
        script = chance.choice(self._scripts[alone])
        if not alone and chance.random() < 0.06 and self._hard:
            script = chance.choice(self._hard)
        person, script = self._who(at, script)
        steps = list(self._alone(script, at) if alone else self._served(script, at))
        over = next(step.at for step in steps if step.do in ("close", "leave"))
        if over >= self._now:
            return None
        if not alone or person.number in self._known:
            self._known[person.number] = (over, person, script)
        channel = "webchat" if alone else self._one_of(self._shape["channels"])
        return Contact(person, channel, script.queue, [step for step in steps if step.at < self._now])

    # ------------------------------------------------------------------ who
    def _who(self, at: datetime, script: Dialogue) -> tuple[Person, Dialogue]:
        """A new customer, one who was here before, or one who was not helped and asks the same again."""
        roll = self._chance.random()
        fitting = [(over, p, d) for over, p, d in self._known.values() if p.language == script.language and over < at]
        if roll < AGAIN:
            lately = [one for one in fitting if one[0] > at - BACK]
            if len(lately) > 20:
                _, person, same = self._chance.choice(lately)
                return person, script if script in self._scripts[True] else same
        elif roll < AGAIN + KNOWN and fitting:
            return self._chance.choice(fitting)[1], script
        return self._new(script.language), script

    def _new(self, language: Literal["zh", "en"]) -> Person:
        words, chance = self._shape["people"], self._chance
        self._persons += 1
        tier, city = self._one_of(words["tiers"]), chance.choice(words["cities"])
        if language == "en":
            return Person(self._persons, chance.choice(words["foreign"]), "", tier, city, language)
        title, names = ("女士", "women") if chance.random() < 0.52 else ("先生", "men")
        name = chance.choice(words["surnames"]) + chance.choice(words[names])
        return Person(self._persons, name, title, tier, city, language)

    def _one_of(self, weights: Mapping[str, float]) -> str:
        roll = self._chance.uniform(0, sum(weights.values()))
        for name, weight in weights.items():
            roll -= weight
            if roll <= 0:
                return name
        return next(iter(weights))

    # ------------------------------------------------------------------ what was said
    def _alone(self, script: Dialogue, at: datetime) -> Iterator[Step]:
        chance = self._chance
        asked = [*_said(script.opening)[:1], *_said(script.to_bot)[:2]]
        for said, answer in zip(asked, _cycle(script.agent or self._bot(script), len(asked)), strict=True):
            yield Step(at, "customer", said)
            yield Step(at + timedelta(seconds=chance.uniform(1, 3)), "bot", answer)
            at += timedelta(seconds=chance.uniform(18, 70))
        if chance.random() < 0.6 and script.closing:
            yield Step(at, "customer", chance.choice(_said(script.closing)))
        over = at + timedelta(minutes=chance.uniform(2, 9))
        yield Step(over, "close", "bot_resolved")
        if chance.random() < SCORED / 2:
            yield Step(over + timedelta(seconds=chance.uniform(20, 90)), "score", number=self._score(script, 0))

    def _served(self, script: Dialogue, at: datetime) -> Iterator[Step]:
        chance = self._chance
        first, *more = self._bot(script)
        yield Step(at, "customer", _said(script.opening)[0])
        yield Step(at + timedelta(seconds=chance.uniform(1, 3)), "bot", first)
        at += timedelta(seconds=chance.uniform(12, 45))
        for said in _said(script.to_bot)[:1]:
            yield Step(at, "customer", said)
        if script.persona.mood in ("angry", "annoyed"):
            yield Step(at, "feel", script.persona.mood)
        at += timedelta(seconds=chance.uniform(1, 3))
        yield Step(at, "bot", chance.choice([*more, self._shape["handover"][script.language]]))
        yield Step(at, "queue")
        found = serve(self._people, self._teams[script.queue], at, chance)
        patience = script.persona.patience_seconds * chance.uniform(0.5, 2.5)
        if found is None or (found[2] - at).total_seconds() > patience:
            yield from self._given_up(script, at, patience)
            return
        seat, shift, joins = found
        waited = (joins - at).total_seconds()
        if waited > 60:
            yield Step(at + timedelta(seconds=waited * 0.7), "customer", chance.choice(self._words("pressing", script)))
        steps = list(self._talk(script, seat, joins, waited))
        shift.busy.append(next(step.at for step in steps if step.do == "close"))
        yield from steps

    def _given_up(self, script: Dialogue, at: datetime, patience: float) -> Iterator[Step]:
        if patience > 50:
            yield Step(at + timedelta(seconds=patience * 0.6), "customer", self._chance.choice(self._words("pressing", script)))  # fmt: skip
        yield Step(at + timedelta(seconds=patience), "leave")

    def _talk(self, script: Dialogue, seat: Seat, at: datetime, waited: float) -> Iterator[Step]:
        chance = self._chance
        yield Step(at, "join", who=seat.id)
        at += timedelta(seconds=seat.pace * (4 + chance.expovariate(1 / 16)))
        yield Step(at, "agent", chance.choice(self._words("greeting", script)).format(name=seat.name), seat.id)
        said = [*_said(script.to_human)[:2], *_said(script.closing)[:1]]
        helper = self._colleague(seat, at) if chance.random() < MOVED else None
        for asked, answer in zip(said, _cycle(script.agent or self._noted(script), len(said)), strict=True):
            at += timedelta(seconds=chance.uniform(12, 110))
            yield Step(at, "customer", asked)
            if helper is not None:
                at += timedelta(seconds=chance.uniform(20, 60))
                yield Step(at, "transfer", chance.choice(scripts.phrases().transfer_notes), helper.id)
                seat, helper = helper, None
            at += timedelta(seconds=seat.pace * (25 + chance.expovariate(1 / 140)))
            yield Step(at, "agent", answer, seat.id)
        score = self._score(script, waited)
        if script.persona.mood in ("angry", "annoyed") and score >= 4:
            yield Step(at, "feel", "calm")
        at += timedelta(seconds=chance.uniform(20, 150))
        yield Step(at, "wrap_up", _reason(script), seat.id)
        at += timedelta(seconds=seat.pace * (15 + chance.expovariate(1 / 60)))
        yield Step(at, "close", _reason(script), seat.id)
        if chance.random() < SCORED:
            yield Step(at + timedelta(seconds=chance.uniform(15, 600)), "score", number=score)

    def _colleague(self, seat: Seat, at: datetime) -> Seat | None:
        others = [one for one in self._people if one is not seat and one.shift(at) is not None]
        return self._chance.choice(others) if others else None

    def _score(self, script: Dialogue, waited: float) -> int:
        score = script.outcome.satisfaction - (waited > 90) - (self._chance.random() < 0.12)
        return max(1, min(5, score))

    def _bot(self, script: Dialogue) -> list[str]:
        return list(self._shape["bot"][script.queue])

    def _words(self, kind: str, script: Dialogue) -> list[str]:
        return list(self._shape[kind][script.language])

    def _noted(self, script: Dialogue) -> list[str]:
        return list(scripts.phrases().agent["noted"][script.language])


def _said(lines: Sequence[scripts.Line | str]) -> list[str]:
    """What a customer sends, in words: of a picture those that stand beside it."""
    return [one.text or "[图片]" for one in map(scripts.line, lines)]


def _cycle(words: Sequence[T], many: int) -> list[T]:
    return [words[n % len(words)] for n in range(many)]


def _reason(script: Dialogue) -> str:
    return script.outcome.result if script.outcome.result in ("case_opened", "visit_booked") else "resolved"
