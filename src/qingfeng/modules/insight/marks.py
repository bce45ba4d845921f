"""What a contact adds to the figures: its marks. Pure.

A mark says: this was counted once, at this moment, for this queue, channel and agent, with this value. Every figure of
every board is a sum over marks (`kpi`), so that the conversations behind a figure are those that have the marks.
A contact's marks follow from its tally; when the tally changes, the difference is what the figures change by. Only
replies do not: each is made once and stays as it was (`replies`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import count
from uuid import UUID

import msgspec

from qingfeng.modules.insight.model import LEFT, Contact, Decided, Move, Tally

SHORT_SECONDS = 10
"""Who ends the contact after waiting for less than this gave nobody a chance to answer."""


TIMED = {
    "offered": "offered_out_of_hours",
    "answered": "answered_in_hours",
    "first_response": "first_response_in_hours",
    "closed": "closed_in_hours",
    "bot_closed": "bot_night",
}
"""Measures of which it is told too what business hours make of them (`hours`), and as which."""
STARTS = ("offered", "answered", "first_response")
"""Those of them that belong to the moment they begin; the others, to the moment they end."""


class Mark(msgspec.Struct, frozen=True):
    """`no`: tells several marks of one measure and contact apart. `value`: ms, a score or a number, by the measure."""

    measure: str
    no: int
    at: datetime
    queue_id: UUID | None
    channel: str
    agent_id: UUID | None
    value: int


def name_of(mark: Mark) -> str:
    """By which a tally keeps what of the mark lay within business hours."""
    return f"{mark.measure} {mark.no}"


Change = tuple[UUID, Mapping[tuple[str, int], Mark], Mapping[tuple[str, int], Mark]]
"""A conversation's marks by measure and number, before and after."""


class Wait(msgspec.Struct, frozen=True):
    """A wait for a person, from the moment it began to what ended it: answered, abandoned, withdrawn; or waiting."""

    since: datetime
    until: datetime | None
    outcome: str
    queue_id: UUID | None
    agent_id: UUID | None
    target: int | None


class Hand(msgspec.Struct, frozen=True):
    """A span in which an agent had it: `kind` talk or wrap."""

    kind: str
    agent_id: UUID
    since: datetime
    until: datetime | None

    @property
    def ends(self) -> datetime | None:
        """Never before its beginning, whatever the clocks that told of it."""
        return None if self.until is None else max(self.since, self.until)


class Course(msgspec.Struct, frozen=True):
    waits: list[Wait]
    hands: list[Hand]


def course(tally: Tally) -> Course:
    """The waits and hands of a contact, in their order. Moved between queues a wait goes on, and is the last one's."""
    waits: list[Wait] = []
    hands: list[Hand] = []
    for version in sorted(tally.moves):
        move = tally.moves[version]
        waiting = waits[-1] if waits and waits[-1].until is None else None
        held = hands[-1] if hands and hands[-1].until is None else None
        if held is not None and not (move.kind == "assigned" and _goes_on(held, move)):
            hands[-1] = msgspec.structs.replace(held, until=move.at)
        if move.kind == "queued":
            if waiting is not None:
                waits[-1] = msgspec.structs.replace(waiting, queue_id=move.queue_id, target=move.target)
            else:
                waits.append(Wait(move.at, None, "waiting", move.queue_id, None, move.target))
        elif waiting is not None:
            left = move.kind == "closed" and tally.ended is not None and tally.ended.reason == LEFT
            outcome = "answered" if move.kind == "assigned" else "abandoned" if left else "withdrawn"
            waits[-1] = msgspec.structs.replace(waiting, until=move.at, outcome=outcome, agent_id=move.agent_id)
        if move.agent_id is not None and not (move.kind == "assigned" and held is not None and _goes_on(held, move)):
            hands.append(Hand("talk" if move.kind == "assigned" else "wrap", move.agent_id, move.at, None))
    return Course(waits, hands)


def _goes_on(held: Hand, move: Move) -> bool:
    return held.kind == "talk" and held.agent_id == move.agent_id


def marks(contact: Contact, tally: Tally) -> dict[tuple[str, int], Mark]:
    """What a contact adds but for its replies, by measure and number; nothing until a row of it is known."""
    if contact.opened_at is None or contact.channel is None:
        return {}
    way = course(tally)
    queue = next((tally.moves[v].queue_id for v in sorted(tally.moves, reverse=True) if tally.moves[v].queue_id), None)
    found: dict[tuple[str, int], Mark] = {}
    numbers: dict[str, Iterator[int]] = {}
    for measure, at, place, agent, value in (
        *_opening(contact, queue),
        *_waiting(way),
        *_answered(tally, way, queue),
        *_passed(tally),
        *_ending(contact, tally, way, queue),
        *_of_bot(contact, tally, queue),
    ):
        no = next(numbers.setdefault(measure, count()))
        found[measure, no] = Mark(measure, no, at, place, contact.channel, agent, value)
    return found | {(one.measure, one.no): one for one in _in_hours(tally, found)}


def _in_hours(tally: Tally, marks: Mapping[tuple[str, int], Mark]) -> Iterator[Mark]:
    for one in marks.values():
        timed = (tally.timed or {}).get(name_of(one))
        if timed is None or one.measure not in TIMED:
            continue
        name = TIMED[one.measure]
        if one.measure == "bot_closed":
            if timed.ms:
                yield msgspec.structs.replace(one, measure=name, value=int(("bot_kept", 0) in marks))
        elif one.measure != "offered":
            yield msgspec.structs.replace(one, measure=name, value=timed.ms)
        elif timed.ms:
            yield msgspec.structs.replace(one, measure=name)


Told = tuple[str, datetime, UUID | None, UUID | None, int]
"""Measure, moment, queue, agent, value."""


def _opening(contact: Contact, queue: UUID | None) -> Iterator[Told]:
    assert contact.opened_at is not None
    yield "opened", contact.opened_at, queue, None, 0
    if contact.emotion in ("annoyed", "angry"):
        yield contact.emotion, contact.opened_at, queue, None, 0


def _waiting(way: Course) -> Iterator[Told]:
    for wait in way.waits:
        yield "offered", wait.since, wait.queue_id, None, 0
        if wait.until is None:
            continue
        ms = ms_between(wait.since, wait.until)
        yield wait.outcome, wait.since, wait.queue_id, wait.agent_id, ms
        if wait.outcome == "answered" and wait.target is not None and ms <= wait.target * 1000:
            yield "answered_in", wait.since, wait.queue_id, wait.agent_id, 0
        if wait.outcome == "abandoned" and ms < SHORT_SECONDS * 1000:
            yield "abandoned_short", wait.since, wait.queue_id, None, 0


def _answered(tally: Tally, way: Course, queue: UUID | None) -> Iterator[Told]:
    starts = [wait.since for wait in way.waits[:1]] + [hand.since for hand in way.hands[:1]]
    first = tally.answered
    promised = any(move.kind == "held" for move in tally.moves.values())  # a call-back is judged by its promise
    if first is not None and starts and not promised:
        yield "first_response", min(starts), queue, first.agent_id, ms_between(min(starts), first.at)


def _ending(contact: Contact, tally: Tally, way: Course, queue: UUID | None) -> Iterator[Told]:
    at = contact.closed_at
    if at is None or contact.opened_at is None:
        return
    agent = contact.agent_id
    messages = contact.messages_customer + contact.messages_agent + contact.messages_bot
    yield "closed", at, queue, agent, ms_between(contact.opened_at, at)
    yield "messages", at, queue, agent, messages
    if contact.messages_bot:
        yield "bot_closed", at, queue, None, 0
    if contact.bot_handled:
        yield "contained", at, queue, None, 0
    if agent is not None:
        yield "handled", at, queue, agent, 0
        if contact.transfers:
            yield "transferred", at, queue, agent, contact.transfers
    for kind in ("talk", "wrap"):
        spent: dict[UUID, int] = {}
        for hand in way.hands:
            if hand.until is not None and kind in ("talk", hand.kind):
                spent[hand.agent_id] = spent.get(hand.agent_id, 0) + ms_between(hand.since, hand.until)
        for who in sorted(spent):
            yield "handle" if kind == "talk" else "wrap", at, queue, who, spent[who]
    if tally.standing is not None and tally.standing.asked:
        yield "asked", at, queue, agent, 0
    if contact.survey_score is not None:
        yield "survey", at, queue, agent, contact.survey_score
        if contact.survey_score >= 4:
            yield "survey_good", at, queue, agent, 0


def _passed(tally: Tally) -> Iterator[Told]:
    for version in sorted(tally.passed):
        move = tally.moves.get(version)
        if move is not None:
            yield f"bot_passed_{tally.passed[version]}", move.at, move.queue_id, None, 0


def _of_bot(contact: Contact, tally: Tally, queue: UUID | None) -> Iterator[Told]:
    """What came of the bot's part of a contact that is over. Where nothing is recorded of what it decided, a contact that no
    person had counts as kept."""
    at, known = contact.closed_at, tally.decided or Decided()
    if at is None or not contact.messages_bot:
        return
    kept = contact.bot_handled and not known.unmet
    turns = sum(known.by.values())
    if contact.bot_handled:
        yield "bot_kept" if kept else "bot_unmet", at, queue, None, 0
    if kept and turns:
        yield "bot_turns", at, queue, None, turns
    if known.sourced:
        yield "bot_sourced", at, queue, None, known.sourced
    if known.unknown:
        yield "bot_unknown", at, queue, None, known.unknown
    for means, many in known.by.items():
        yield f"bot_by_{means}", at, queue, None, many
    if known.last:
        yield f"bot_ended_{known.last}", at, queue, None, int(kept)


def ms_between(since: datetime, until: datetime) -> int:
    """Never below nothing, whatever the clocks."""
    return max(0, round((until - since).total_seconds() * 1000))
