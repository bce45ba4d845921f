"""What a conversation is about, at the desk: shown with its confidence, and corrected in one click."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, NotFound
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.understanding import public as understanding
from qingfeng.modules.understanding.public import Said, Sureness

TAGS = ["desk"]
PATH = "/api/v1/conversations/{conversation_id:uuid}/intent"
LOOKED_BACK = 200
"""Messages among which the customer's last words are looked for."""


class IntentChoice(msgspec.Struct, frozen=True, kw_only=True):
    """An intent that may be chosen. `about`: what belongs to it."""

    id: UUID
    code: str
    name_zh: str
    name_en: str
    about: str


class AboutOut(msgspec.Struct, frozen=True, kw_only=True):
    """`intent` null: about none of the intents, or nothing was understood yet (then `seq` is that of the customer's last
    words, or null without any). `sureness`: the word for the model's confidence; null where a person said it. `number`:
    of the version that decided. `text`: what was said, as far as the desk shows it."""

    seq: int | None
    text: str
    intent: IntentChoice | None
    understood: bool
    confidence: float | None
    sureness: Sureness | None
    runner_up: IntentChoice | None
    number: int | None
    corrected_by_name: str | None
    corrected_at: datetime | None
    choices: list[IntentChoice]


class AboutIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`intent_id` null: about none of the intents. `seq`: the message that was on the screen."""

    intent_id: UUID | None
    seq: int


@get(PATH, tags=TAGS)
async def about(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], conversation_id: FromPath[UUID]
) -> AboutOut:
    """What a conversation is about, as far as it was understood, and what it may be said to be about."""
    caller.need("conversations.read")
    async with spine.db.reading(caller.tenant) as conn:
        return await _about(conn, conversation_id)


@put(PATH, tags=TAGS)
async def correct(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    data: JSONBody[AboutIn],
) -> AboutOut:
    """Say what a customer's message is about. It becomes an example of that, personal data masked. 404 when the
    message is none of a customer's words; 409 `intent_archived`, `too_many_examples`."""
    caller.need("desk.use")
    async with spine.work.tx(caller.tenant) as tx:
        conv = await conversations.lock(tx, conversation_id)
        found = await _words(tx.conn, conv, data.seq)
        if found is None:
            raise NotFound("not_found", "There is no such message of a customer.", field="seq")
        if not found.text:
            raise Conflict("nothing_said", "There are no words in this message.", field="seq")
        await understanding.correct(tx, found, data.intent_id, caller.actor)
        return await _about(tx.conn, conversation_id)


async def _words(conn: Connection, conv: conversations.Conversation, seq: int | None) -> Said | None:
    """What a customer said in this message; in their last one without `seq`. None: they did not."""
    before = None if seq is None else seq + 1
    limit = LOOKED_BACK if seq is None else 1
    page, _ = await conversations.messages(conn, conv, public=False, before=before, limit=limit)
    for one in reversed(page):
        said = one.author.kind == "customer" and one.kind == "text" and not one.recalled
        if said and (seq is None or one.seq == seq):
            return Said(conversation_id=conv.id, message_id=one.id, seq=one.seq, text=one.text.strip())
    return None


async def _about(conn: Connection, id_: UUID) -> AboutOut:
    conv = await conversations.get(conn, id_)
    if conv is None:
        raise NotFound("not_found", "There is no such conversation.", field="conversation_id")
    found = await understanding.about(conn, id_)
    said = await _words(conn, conv, found.seq if found else None)
    known = await understanding.by_code(conn)

    def shown(code: str | None) -> IntentChoice | None:
        one = known.get(code or "")
        return None if one is None else _choice(one)

    read = found is not None and found.corrected_at is None and found.intent is not None
    confidence = found.confidence if found is not None and read else None
    return AboutOut(
        seq=said.seq if said else None,
        text=said.text if said else "",
        intent=shown(found.label) if found else None,
        understood=found is not None,
        confidence=confidence,
        sureness=None if confidence is None else understanding.sureness(confidence),
        runner_up=shown(found.runner_up) if found is not None and read else None,
        number=await understanding.number_of(conn, found.version_id) if found else None,
        corrected_by_name=found.corrected_by_name if found else None,
        corrected_at=found.corrected_at if found else None,
        choices=[_choice(one) for one in await understanding.intents(conn)],
    )


def _choice(one: understanding.Intent) -> IntentChoice:
    return IntentChoice(id=one.id, code=one.code, name_zh=one.name_zh, name_en=one.name_en, about=one.about)


handlers = [about, correct]
