"""A tenant's board between rounds: what was read once is kept, and only what facts say has changed is read again.

`told` hears the facts of the house; `catch_up` reads the conversations and agents they name, and tells the board. Nothing
is believed that a fact says, it is only looked at; and whatever no fact told (a calendar, rules, a desk that fell silent,
a fact that was lost) is found by looking at everything briefly, `LOOK_SECONDS` and `ALL_SECONDS` apart. A decision made
from what is no longer so does no harm either: whoever carries it out checks each part again under locks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Envelope
from qingfeng.contracts.conversations import (
    ConversationAssigned,
    ConversationChanged,
    ConversationClosed,
    ConversationOffered,
    ConversationQueued,
    ConversationReturnedToBot,
    ConversationSnoozed,
    ConversationWrappedUp,
)
from qingfeng.contracts.people import AgentChanged, AgentLeft, PresenceChanged
from qingfeng.contracts.routing import OfferEnded, OfferMade
from qingfeng.kernel.db import Connection
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Standing
from qingfeng.modules.customers import public as customers
from qingfeng.modules.people import public as people
from qingfeng.modules.people.public import Agent
from qingfeng.modules.routing import engine, learning_store, queries, store
from qingfeng.modules.routing.learning_match import Living, Matching, Worth
from qingfeng.modules.routing.learning_model import Learned
from qingfeng.modules.routing.model import (
    AgentView,
    Chance,
    Contact,
    Decision,
    KeptOffer,
    Queue,
    QueueState,
    Snapshot,
    segment_of,
)
from qingfeng.modules.routing.scene import contact_of, view_of
from qingfeng.modules.routing.switchboard import Waiting

LOOK_SECONDS = 1.0
ALL_SECONDS = 15.0

_OF_CONVERSATIONS = frozenset(
    kind.__name__
    for kind in (
        ConversationAssigned,
        ConversationChanged,
        ConversationClosed,
        ConversationOffered,
        ConversationQueued,
        ConversationReturnedToBot,
        ConversationSnoozed,
        ConversationWrappedUp,
        OfferEnded,
        OfferMade,
    )
)
_OF_AGENTS = frozenset(kind.__name__ for kind in (AgentChanged, AgentLeft, PresenceChanged))


class Decided(NamedTuple):
    """A decision and what it was made from, without whatever had no part in it."""

    decision: Decision
    snapshot: Snapshot


class Kept:
    """One tenant's. Not for two rounds at once."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew: something went wrong in between, or somebody else was the router meanwhile."""
        self.agents: dict[UUID, Agent] = {}
        self.queues: dict[UUID, Queue] = {}
        self.contacts: dict[UUID, Contact] = {}
        self.said: set[tuple[UUID, UUID]] = set()
        """Of whom it was said already that nobody can serve them, and in which queue."""
        self._board: Waiting | None = None
        self._states: dict[UUID, QueueState] = {}
        self._standing: dict[UUID, Standing] = {}
        self._offers: dict[UUID, KeptOffer] = {}
        self._hands: dict[UUID, dict[UUID, str]] = {}
        """By agent: what they have in hand or on offer, and by which kind of channel it came."""
        self._views: dict[UUID, AgentView] = {}
        self._news: set[UUID] = set()
        self._agents_news: set[UUID] = set()
        self._looked_at: datetime | None = None
        self._all_at: datetime | None = None
        self._living: Living | None = None
        self._stamp: tuple[int, int] | None = None
        """Of what was learned, as it was read."""
        self._slices_at: list[datetime | None] = [None] * conversations.SLICES

    # ------------------------------------------------------------------ what there is
    @property
    def offers(self) -> list[KeptOffer]:
        """Those that stand open."""
        return list(self._offers.values())

    @property
    def anybody(self) -> bool:
        """Whether somebody waits or has been offered."""
        return bool(self.contacts or self._offers)

    @property
    def awake(self) -> bool:
        """Whether somebody waits for more than the opening of a queue."""
        return bool(self._offers) or any(
            not contact.left_message or (state := self._states.get(contact.queue_id)) is None or state.open
            for contact in self.contacts.values()
        )

    @property
    def news(self) -> bool:
        """Whether facts were heard that nobody has looked at yet."""
        return bool(self._news or self._agents_news)

    # ------------------------------------------------------------------ what is heard and read
    def told(self, envelopes: Iterable[Envelope]) -> bool:
        """Note whom these facts are about; whether any of them is of interest here."""
        heard = False
        for envelope in envelopes:
            if envelope.type in _OF_CONVERSATIONS:
                self._news.add(UUID(envelope.key))
            elif envelope.type in _OF_AGENTS:
                self._agents_news.add(UUID(envelope.key))
            else:
                continue
            heard = True
        return heard

    def doubt(self, conversation: UUID, agent: UUID | None = None) -> None:
        """Look at these again before the next decision."""
        self._news.add(conversation)
        if agent is not None:
            self._agents_news.add(agent)

    async def catch_up(self, conn: Connection, now: datetime) -> None:
        """Read what has changed. When that fails, everything is read next time."""
        try:
            await self._catch_up(conn, now)
        except BaseException:
            self.forget()
            raise

    async def _catch_up(self, conn: Connection, now: datetime) -> None:
        if self._board is None and not await conversations.lines(conn) and not await store.open_offers(conn):
            self._news.clear()
            self._agents_news.clear()
            return  # a house where nobody waits costs two queries
        board = self._board = self._board or Waiting(now.timestamp())
        news, self._news = self._news, set()
        agents, self._agents_news = self._agents_news, set()
        if _old(self._looked_at, now, LOOK_SECONDS):
            since, self._looked_at = self._looked_at, now
            await self._read_queues(conn, board, now)
            agents |= await self._desks(conn, since, now)
        nothing = not (news or agents or self.anybody)  # a fact was lost, or will be heard after the timer it set
        everything = nothing or _old(self._all_at, now, ALL_SECONDS)
        if everything:
            self._all_at = now
            agents |= await self._otherwise(conn)
        due = [n for n, at in enumerate(self._slices_at) if nothing or _old(at, now, ALL_SECONDS)]
        if due:
            news |= await self._elsewhere(conn, due)
            self._looked(due, now)
        if news:
            agents |= await self._read_conversations(conn, board, news, now)
        if board.strangers:
            await self._read_queues(conn, board, now)
        if agents:
            await self._read_agents(conn, board, agents, now)
        if everything:
            await self._read_learned(conn, board)

    async def _read_learned(self, conn: Connection, board: Waiting) -> None:
        """What outcomes have taught, when that has changed; and prices by who is free now."""
        stamp = await learning_store.stamp(conn)
        if stamp != self._stamp:
            self._stamp = stamp
            kept = await learning_store.read(conn)
            known = kept.mode != "off" and kept.estimates is not None
            self._living = Living(kept.known(), Worth()) if known else None
            board.matching = Matching(kept.terms, self._living) if self._living is not None else None
        if self._living is not None and board.matching is not None:
            self._living.refresh(board.roster)
            board.matching.forget()

    async def _read_queues(self, conn: Connection, board: Waiting, now: datetime) -> None:
        for queue, state in await queries.states(conn, now):
            self.queues[queue.id] = queue
            if self._states.get(queue.id) != state:
                self._states[queue.id] = state
                board.queue(state, now.timestamp())

    async def _desks(self, conn: Connection, since: datetime | None, now: datetime) -> set[UUID]:
        """Agents whose desk has come or fallen silent since the last look."""
        for id_, seen in (await people.last_seen(conn, since)).items():
            if id_ in self.agents:
                self.agents[id_] = msgspec.structs.replace(self.agents[id_], seen_at=seen)
        return {id_ for id_, agent in self.agents.items() if agent.connected(now) != self._views[id_].connected}

    async def _elsewhere(self, conn: Connection, slices: list[int]) -> set[UUID]:
        """Conversations of these slices that are not where they were thought to be."""
        found = await conversations.standing_slices(conn, slices)
        known = {id_ for id_ in self._standing if id_.int % conversations.SLICES in slices}
        return {id_ for id_ in found.keys() | known if found.get(id_) != self._standing.get(id_)}

    def _looked(self, slices: list[int], now: datetime) -> None:
        """When all come due at once, they are spread over the time to come: nobody waits for a look at all of them."""
        together = len(slices) == len(self._slices_at)
        for n in slices:
            self._slices_at[n] = now - timedelta(seconds=ALL_SECONDS * n / len(slices)) if together else now

    async def _otherwise(self, conn: Connection) -> set[UUID]:
        """Agents who are not what they were thought to be, whenever their desks were last heard of."""
        found = {agent.id: _bare(agent) for agent in await people.roster_of(conn, None)}
        known = {id_: _bare(agent) for id_, agent in self.agents.items()}
        return {id_ for id_ in found.keys() | known.keys() if found.get(id_) != known.get(id_)}

    async def _read_conversations(self, conn: Connection, board: Waiting, ids: set[UUID], now: datetime) -> set[UUID]:
        """Gives the agents whose hands have changed."""
        found = await conversations.standing(conn, list(ids))
        waiting = [id_ for id_, at in found.items() if at.waits_as is not None]
        rows = await conversations.waiting_of(conn, waiting) if waiting else []
        rest = max((state.policy.cooldown_seconds for state in self._states.values()), default=0)
        tried = await store.tries(conn, waiting, now - timedelta(seconds=rest)) if waiting else {}
        dedicated = await customers.dedicated(conn, [row.customer_id for row in rows]) if rows else {}
        offers = {offer.conversation_id: offer for offer in await store.open_offers_of(conn, list(ids))}
        changed = set()
        for id_ in ids:
            changed |= self._move(id_, found.get(id_), offers.get(id_))
            if self.contacts.pop(id_, None) is not None:
                board.drop(id_.int, now.timestamp())
        for row in rows:
            contact = self.contacts[row.id] = contact_of(row, tried.get(row.id, []), dedicated.get(row.customer_id))
            board.put(contact, now.timestamp())
        return changed

    def _move(self, id_: UUID, at: Standing | None, offer: KeptOffer | None) -> set[UUID]:
        """Put a conversation into the hands it is in; gives those whose hands it left or came to."""
        before, was = self._standing.pop(id_, None), self._offers.pop(id_, None)
        changed = set()
        for agent in (before.agent if before else None, was.agent_id if was else None):
            if agent is not None:
                self._hands.get(agent, {}).pop(id_, None)
                changed.add(agent)
        if at is not None:
            self._standing[id_] = at
        if offer is not None:
            self._offers[id_] = offer
        agent = offer.agent_id if offer is not None else at.agent if at is not None else None
        if agent is not None and at is not None:
            self._hands.setdefault(agent, {})[id_] = at.channel
            changed.add(agent)
        return changed

    async def _read_agents(self, conn: Connection, board: Waiting, ids: set[UUID], now: datetime) -> None:
        found = {agent.id: agent for agent in await people.roster_of(conn, list(ids))}
        for id_ in ids:
            agent = found.get(id_)
            if agent is not None:
                self.agents[id_] = agent
                view = view_of(agent, Counter(self._hands.get(id_, {}).values()), now)
            elif self.agents.pop(id_, None) is not None:
                view = AgentView(id=id_, capacity=0, state="offline", connected=False)  # nobody's place
            else:
                continue
            self._views[id_] = view
            board.agent(view)

    # ------------------------------------------------------------------ what is decided
    def decide(self, now: datetime, rng: Chance) -> Decided:
        """What is to be done at this moment. Whoever it is about is looked at again before the next."""
        board = self._board
        if board is None:
            return Decided(engine.NOTHING, Snapshot(now=now, contacts=[], agents=[], queues=[]))
        free = board.roster.with_room_now()
        decision = engine.settle(board, now, rng)
        for plan in decision.offers:
            self.doubt(plan.contact, plan.agent)
        for move in decision.overflows:
            self.doubt(move.contact)
        contacts = [self.contacts[id_] for id_ in decision.contacts]
        views = self._views.values() if decision.unservable else free
        snapshot = Snapshot(
            now=now,
            contacts=contacts,
            agents=list(views),
            queues=list(self._states.values()),
            learned=self._learned(board, contacts, views),
            reserve=board.reserved(view.id for view in views),
        )
        return Decided(decision, snapshot)

    def _learned(self, board: Waiting, contacts: list[Contact], views: Iterable[AgentView]) -> Learned | None:
        """What the decision was told of these."""
        if board.matching is None:
            return None
        about = [segment_of(c, self._states[c.queue_id]) for c in contacts if c.queue_id in self._states]
        return board.matching.told(about, [view.id for view in views], board.roster)

    def again(self, now: datetime) -> float | None:
        """Seconds until something may change by itself; None when nothing will."""
        return None if self._board is None else self._board.next_turn - now.timestamp()


def _bare(agent: Agent) -> Agent:
    return msgspec.structs.replace(agent, seen_at=None)


def _old(at: datetime | None, now: datetime, seconds: float) -> bool:
    return at is None or (now - at).total_seconds() >= seconds
