"""What a process still knows of the conversations it wrote to, and a message written on that knowledge.

A guess, kept fresh by the facts of all processes: the database takes a message only if the conversation is still at the
version that is known here. Whoever is refused locks and reads it, as if nothing were known.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from uuid import UUID
from weakref import WeakValueDictionary

from qingfeng.contracts.conversations import AgentRead, ConversationChanged, CustomerRead, MessageAppended
from qingfeng.contracts.messages import Message, Row
from qingfeng.contracts.registry import event_of
from qingfeng.kernel.events import Envelope
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.conversations.actions import appended
from qingfeng.modules.conversations.model import Conversation, Draft, take_note
from qingfeng.modules.conversations.store import extra_of
from qingfeng.modules.conversations.words import words_of

KEEP = 10_000
_FOLLOWED = (MessageAppended, AgentRead, CustomerRead, ConversationChanged)
"""Facts that change nothing but what their row says; after any other a conversation has to be read again."""

_AS_IN_ROW = (
    "version",
    "subject",
    "preview",
    "last_at",
    "waiting_since",
    "due_at",
    "unread",
    "last_seq",
    "priority",
    "turn_seconds",
    "quota",
    "emotion",
    "left_message",
    "customer_read_seq",
    "delivered_seq",
    "agent_read_seq",
    "locale",
    "tags",
    "joined",
    "callback",
)


class Known:
    """A conversation that an agent has, as of its version."""

    __slots__ = ("conv",)

    def __init__(self, conv: Conversation) -> None:
        self.conv = conv


class Held:
    """By tenant and conversation. `committed` listens to the live hub."""

    def __init__(self, keep: int = KEEP) -> None:
        self._keep = keep
        self._known: OrderedDict[tuple[UUID, str], Known] = OrderedDict()
        self._turns: WeakValueDictionary[tuple[UUID, UUID], asyncio.Lock] = WeakValueDictionary()

    def __len__(self) -> int:
        return len(self._known)

    def turn(self, tenant: UUID, conversation: UUID) -> asyncio.Lock:
        """To be had while a message is written, at once or the long way: of those that come to one conversation of this
        process one is on its way. So a conversation that had to be read again is read by one, and known to the next."""
        key = (tenant, conversation)
        turn = self._turns.get(key)
        if turn is None:
            turn = self._turns[key] = asyncio.Lock()
        return turn

    def get(self, tenant: UUID, conversation: UUID) -> Known | None:
        key = (tenant, str(conversation))
        known = self._known.get(key)
        if known is not None:
            self._known.move_to_end(key)
        return known

    def keep(self, tx: Tx, conv: Conversation) -> None:
        """Know this conversation, which is locked, from its commit on."""
        tx.after_commit(lambda: self._put(tx.tenant, conv))

    def _put(self, tenant: UUID, conv: Conversation) -> None:
        key = (tenant, str(conv.id))
        there = self._known.get(key)
        if there is not None and there.conv.version >= conv.version:
            return
        self._known.pop(key, None)
        if conv.phase == "with_agent":
            self._known[key] = Known(conv)
            if len(self._known) > self._keep:
                self._known.popitem(last=False)

    def forget(self, tenant: UUID, conversation: UUID) -> None:
        self._known.pop((tenant, str(conversation)), None)

    def committed(self, tenant: UUID, envelopes: list[Envelope]) -> None:
        """Follow what anybody has done to a conversation that is known here."""
        for envelope in envelopes:
            known = self._known.get((tenant, envelope.key))
            if known is None:
                continue
            event = event_of(envelope)
            row = getattr(event, "row", None)
            if row is None or row.version <= known.conv.version:
                continue
            if row.version > known.conv.version + 1 or not isinstance(event, _FOLLOWED) or row.phase != "with_agent":
                del self._known[tenant, envelope.key]
            else:
                _follow(known.conv, row, event if isinstance(event, MessageAppended) else None)


def _follow(conv: Conversation, row: Row, said: MessageAppended | None) -> None:
    """Bring a conversation to the next version, which a fact tells of."""
    for name in _AS_IN_ROW:
        setattr(conv, name, getattr(row, name))
    conv.customer_id, conv.customer_name, conv.customer_tier = row.customer.id, row.customer.name, row.customer.tier
    conv.channel_id, conv.channel_kind, conv.survey = row.channel_id, row.channel, row.survey_state
    if said is not None and said.public:
        conv.last_public_seq = said.message.seq
        if said.message.author.kind == "customer":
            conv.context = {}  # it may bring another, which no fact tells
        elif said.message.author.kind == "agent":
            conv.first_response_at = conv.first_response_at or said.message.at


async def append_known(
    work: Work, tenant: UUID, known: Known, draft: Draft, owner: tuple[str, str] | None = None
) -> Message | None:
    """Write a public text on what is known of its conversation, in one exchange; the caller has its turn.

    None when it did not go: somebody else has changed the conversation, it belongs to nobody of the identity `owner`
    (kind, value), or a next step follows. Then, and when this raises, the conversation is to be forgotten. Raises
    UniqueViolationError for a message that is there already.
    """
    conv = known.conv
    facts = work.facts(tenant)
    was, prev_public = conv.version, conv.last_public_seq
    take_note(conv, draft, facts.now)
    conv.version += 1
    id_ = facts.new_id()
    message = appended(facts, conv, draft, id_, prev_public)
    done = await work.at_once(
        facts,
        "conversations.append_unchanged",
        conv.id,
        was,
        *(owner or (None, None)),
        conv.emotion,
        conv.last_seq,
        conv.last_public_seq,
        conv.preview or {},
        conv.unread,
        conv.subject,
        conv.waiting_since,
        conv.due_at,
        conv.first_response_at,
        id_,
        prev_public,
        draft.author.kind,
        draft.author.id,
        draft.author.name,
        draft.text,
        extra_of(draft),
        draft.client_id,
        conv.channel_id,
        conv.channel_kind,
        draft.external_id,
        words_of(draft.text, None),
    )
    return message if done else None
