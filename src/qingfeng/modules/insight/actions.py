"""Verbs of insight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.base import Envelope, Event
from qingfeng.contracts.bot import AnswerReviewed
from qingfeng.contracts.people import PresenceChanged
from qingfeng.contracts.registry import event_of
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.insight import decided, hours, replies, returns, reviewed, rollups, store, work
from qingfeng.modules.insight.marks import Change, Hand, Mark, course, marks
from qingfeng.modules.insight.model import Decided, Tally, add, contact, conversation_of, only_said

ENDED = (("handled", 0), ("bot_kept", 0))
"""After these ends it is looked whether the customer comes again."""


async def note(tx: Tx, events: Sequence[tuple[Event, datetime]]) -> None:
    """Add what events tell to the facts of their contacts and to the figures; again, or in another order, they change
    nothing."""
    told: dict[UUID, list[tuple[Event, datetime]]] = {}
    for event, at in events:
        if not isinstance(event, (PresenceChanged, AnswerReviewed)):
            told.setdefault(conversation_of(event), []).append((event, at))
    await _keep(tx, told, [event for event, _ in events if isinstance(event, PresenceChanged)])
    await _judged(tx, [event.conversation_id for event, _ in events if isinstance(event, AnswerReviewed)])


async def _judged(tx: Tx, conversations: Sequence[UUID]) -> None:
    """Count what people said of answers, after the contacts themselves."""
    if not conversations:
        return
    cut = await rollups.hold(tx)
    changed = await reviewed.changes(tx, conversations)
    await rollups.mark(tx, changed)
    await rollups.add(tx, rollups.sums_of(changed, cut.zone))


async def _keep(tx: Tx, told: Mapping[UUID, Sequence[tuple[Event, datetime]]], states: Sequence[PresenceChanged]) -> None:  # fmt: skip
    """Locks are taken in one order: contacts, customers, agents, figures."""
    before = await store.hold(tx, list(told))
    news = [_New(id_, before[id_], its) for id_, its in told.items()]
    over = [new for new in news if new.tally.ended is not None and new.tally.decided is None]
    known = await decided.of(tx.conn, [new.id for new in over])
    for new in over:
        new.learn(known[new.id])
    news = [new for new in news if new.tally != new.old]
    if untimed := [new for new in news if not new.timed]:
        calendars = await hours.calendars(tx.conn)
        for new in untimed:
            new.time(calendars)
    await store.write(tx, [(new.tally, new.facts_before, new.facts) for new in news])
    await store.write_hands(
        tx, {new.id: new.hands for new in news if not new.old.handed or new.hands != new.hands_before}
    )
    answers = await replies.found(tx, (event for its in told.values() for event, _ in its))
    customers, agents = _customers(news), _agents(news)
    changes = [new.change for new in news if new.change[1] != new.change[2]]
    if not (answers or changes or customers or agents or states):
        return  # most messages: nothing that is counted has changed
    cut = await rollups.hold(tx)
    await rollups.mark(tx, changes)
    replied: list[Change] = [(id_, {}, {(m.measure, m.no): m}) for id_, m in await replies.keep(tx, answers)]
    again = await returns.changes(tx, customers)
    await rollups.mark(tx, again)
    worked = await work.note(tx, cut, agents, states)
    await rollups.add(tx, rollups.sums_of([*changes, *replied, *again], cut.zone) | worked)


class _New:
    """A contact before and after what events told."""

    def __init__(self, id_: UUID, old: Tally, its: Sequence[tuple[Event, datetime]]) -> None:
        tally = old
        for event, at in its:
            tally = add(tally, event, at)
        self.id, self.old = id_, old
        self.tally = replace(tally, marked=True, handed=True, timed={} if tally.timed is None else tally.timed)
        self.facts, self.facts_before = contact(id_, self.tally), contact(id_, old)
        self.hands: list[Hand] = []
        self.hands_before: list[Hand] = []
        self.before: Mapping[tuple[str, int], Mark] = {}
        self.after: Mapping[tuple[str, int], Mark] = {}
        if not only_said(old, self.tally):  # most events of a contact are messages while it goes on
            self._course()

    def _course(self) -> None:
        old = self.old
        self.hands, self.hands_before = course(self.tally).hands, course(old).hands if old.handed else []
        self.before = marks(self.facts_before, old) if old.marked else {}
        self.after = marks(self.facts, self.tally)

    @property
    def change(self) -> Change:
        return self.id, self.before, self.after

    @property
    def timed(self) -> bool:
        """Whether it is known what of it lay within business hours."""
        return hours.complete(self.tally, self.after)

    def learn(self, its: Decided) -> None:
        """What the bot decided in it, which is over."""
        self.tally = replace(self.tally, decided=its)
        self._course()

    def time(self, by: hours.Calendars) -> None:
        self.tally = replace(self.tally, timed=hours.timed(self.tally, self.after, by))
        self.after = marks(self.facts, self.tally)


def _customers(news: Sequence[_New]) -> dict[UUID, datetime]:
    """Whose contacts have to be looked at for coming again, and from when on."""
    found: dict[UUID, datetime] = {}
    for new in news:
        _, before, after = new.change
        was, now = new.facts_before, new.facts
        same = (was.customer_id, was.opened_at) == (now.customer_id, now.opened_at)
        same = same and all(before.get(end) == after.get(end) for end in ENDED)
        for customer in () if same else {was.customer_id, now.customer_id}:
            if customer is not None and now.opened_at is not None:
                found[customer] = min(found.get(customer, now.opened_at), now.opened_at)
    return found


def _agents(news: Sequence[_New]) -> dict[UUID, datetime]:
    """Whose hands changed, and from when on."""
    found: dict[UUID, datetime] = {}
    for new in news:
        for agent, at in work.changed(new.hands_before, new.hands).items():
            found[agent] = min(found.get(agent, at), at)
    return found


async def rebuild(doing: Work, tenant: UUID, wanted: Sequence[type[Event]]) -> int:
    """Tell the facts everything anew that the record still holds as events, then add the figures up anew.

    Gives how many events were told. Contacts whose events were swept already keep the facts they have: what the ledger
    alone cannot say (when they moved between queues and agents, where each reply was given) is never forgotten, so it need
    not be found again. A reply that is told again is written if it is missing.
    """
    types = [kind.__name__ for kind in wanted]
    told, position = 0, 0
    while True:
        async with doing.tx(tenant) as tx:
            rows = await tx.fetch(
                "SELECT position, body FROM kernel.outbox WHERE position > $1 AND type = ANY($2)"
                " ORDER BY position LIMIT 500",
                position,
                types,
            )
            envelopes = [msgspec.json.decode(row["body"], type=Envelope) for row in rows]
            opened = [(event, envelope.at) for envelope in envelopes if (event := event_of(envelope)) is not None]
            await note(tx, opened)
        told += len(opened)
        if not rows:
            break
        position = rows[-1]["position"]
    while True:  # contacts from before there were marks or hands
        async with doing.tx(tenant) as tx:
            bare = await store.unmarked(tx, 200)
            await _keep(tx, {id_: [] for id_ in bare}, [])
        if not bare:
            break
    async with doing.tx(tenant) as tx:
        await rollups.add_up(tx)
        await work.anew(tx)
    return told
