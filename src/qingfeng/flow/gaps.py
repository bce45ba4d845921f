"""Knowledge gaps: what the bot could not answer is noted with its turn; over HTTP they are looked through, with the talks
behind them, and become articles (permission knowledge.write)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from qingfeng.contracts.bot import AskHuman, BotSnapshot, Decision, Reply
from qingfeng.contracts.messages import Message
from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.public import ArticleDraft, Gap, GapState, Unanswered
from qingfeng.modules.understanding import public as understanding

TAGS = ["knowledge"]
PATH = "/api/v1/knowledge/gaps"
UNANSWERED = {"unsure", "once_more"}
TALKS = 8
"""Of a gap, whose agents' replies are looked at."""
REPLIES = 5
LOOKED_AT = 60
LONGEST = 500
Version = Annotated[int, msgspec.Meta(ge=0)]


async def note(tx: Tx, seen: BotSnapshot, decision: Decision) -> None:
    """Keep the question when the bot had no answer, personal data masked."""
    unsure = isinstance(decision, Reply) and decision.reason in UNANSWERED
    if not unsure and not (isinstance(decision, AskHuman) and decision.reason == "low_confidence"):
        return
    burst: list[Message] = []
    for message in reversed(seen.messages):  # people ask in several short messages: the last one alone says too little
        if message.author.kind != "customer":
            break
        burst.insert(0, message)
    said = " ".join(one.text for one in burst if one.kind == "text")
    if said.strip():
        await knowledge.note_unanswered(tx, seen.conversation_id, burst[-1].seq, understanding.mask_personal(said))


class GapsOut(msgspec.Struct):
    """`counts`: by state. `median_seconds`: from first asked to published, of the `measured` gaps published in the last
    90 days; null without any."""

    items: list[Gap]
    counts: dict[str, int]
    median_seconds: float | None
    measured: int


class AgentReply(msgspec.Struct):
    """What an agent said in a conversation of the gap, after the question; personal data masked."""

    conversation_id: UUID
    text: str


class GapOut(msgspec.Struct):
    """`questions`: the latest first. `article`: the title of the one that is written for it."""

    gap: Gap
    questions: list[Unanswered]
    replies: list[AgentReply]
    article: str | None


class GapDraftIn(msgspec.Struct, forbid_unknown_fields=True):
    """What the article begins with; its questions are the gap's. `version`: of the gap, as it was on the screen."""

    version: Version
    title: Annotated[str, msgspec.Meta(max_length=200)]
    category: Annotated[str, msgspec.Meta(max_length=100)]
    body: Annotated[str, msgspec.Meta(max_length=20_000)]


class GapAddIn(msgspec.Struct, forbid_unknown_fields=True):
    """`questions`: those of the gap that become similar questions of the article."""

    version: Version
    article_id: UUID
    questions: Annotated[list[Annotated[str, msgspec.Meta(max_length=200)]], msgspec.Meta(max_length=30)]


class GapIgnoreIn(msgspec.Struct, forbid_unknown_fields=True):
    version: Version
    ignored: bool


@get(PATH, tags=TAGS)
async def gaps(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], shown: FromQuery[GapState] = "open"
) -> GapsOut:
    """What customers asked and the bot could not answer, grouped by meaning, the most asked first."""
    caller.need("knowledge.write")
    now = spine.db.clock.now()
    async with spine.db.reading(caller.tenant) as conn:
        median, measured = await knowledge.seconds_to_publish(conn, now)
        return GapsOut(await knowledge.gaps(conn, shown, now), await knowledge.count_gaps(conn), median, measured)


@get(f"{PATH}/{{gap_id:uuid}}", tags=TAGS)
async def gap(caller: NamedDependency[Caller], spine: NamedDependency[Spine], gap_id: FromPath[UUID]) -> GapOut:
    """One of them, with its questions, and what agents answered after them."""
    caller.need("knowledge.write")
    async with spine.db.reading(caller.tenant) as conn:
        return await _out(conn, spine, gap_id)


@post(f"{PATH}/{{gap_id:uuid}}/article", tags=TAGS, status_code=201)
async def draft(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    gap_id: FromPath[UUID],
    data: JSONBody[GapDraftIn],
) -> GapOut:
    """A hidden article with the gap's questions, to be written and published. 409 `gap_changed`, `gap_has_article`."""
    caller.need("knowledge.write")
    begun = ArticleDraft(slug="", title=data.title, category=data.category, body=data.body)
    async with spine.work.tx(caller.tenant) as tx:
        await knowledge.draft_for_gap(tx, gap_id, data.version, begun, caller.actor)
        return await _out(tx.conn, spine, gap_id)


@post(f"{PATH}/{{gap_id:uuid}}/questions", tags=TAGS, status_code=200)
async def add(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    gap_id: FromPath[UUID],
    data: JSONBody[GapAddIn],
) -> GapOut:
    """Questions of the gap become similar questions of an article that is there. 409 `gap_changed`."""
    caller.need("knowledge.write")
    async with spine.work.tx(caller.tenant) as tx:
        await knowledge.add_gap_to_article(tx, gap_id, data.version, data.article_id, data.questions, caller.actor)
        return await _out(tx.conn, spine, gap_id)


@put(f"{PATH}/{{gap_id:uuid}}/ignored", tags=TAGS)
async def ignore(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    gap_id: FromPath[UUID],
    data: JSONBody[GapIgnoreIn],
) -> GapOut:
    """No article is needed for it; or one is, after all. 409 `gap_changed`, `gap_has_article`."""
    caller.need("knowledge.write")
    async with spine.work.tx(caller.tenant) as tx:
        await knowledge.ignore_gap(tx, gap_id, data.version, data.ignored, caller.actor)
        return await _out(tx.conn, spine, gap_id)


async def _out(conn: Connection, spine: Spine, id_: UUID) -> GapOut:
    found = await knowledge.gap(conn, id_, spine.db.clock.now())
    asked = await knowledge.gap_questions(conn, id_)
    written = None if found.article_id is None else (await knowledge.article(conn, found.article_id)).title
    return GapOut(found, asked, await _replies(conn, asked), written)


async def _replies(conn: Connection, asked: list[Unanswered]) -> list[AgentReply]:
    """The first that an agent said after the question, of the latest talks."""
    told: dict[UUID, AgentReply] = {}
    for one in asked[:TALKS]:
        conv = None if one.conversation_id in told else await conversations.get(conn, one.conversation_id)
        if conv is None or len(told) >= REPLIES:
            continue
        page, _ = await conversations.messages(conn, conv, public=True, after=one.seq, limit=LOOKED_AT)
        said = [
            m.text for m in page if m.author.kind == "agent" and m.kind == "text" and not m.recalled and len(m.text) > 8
        ]
        if said:
            longest = max(said[:6], key=len)
            told[conv.id] = AgentReply(conv.id, understanding.mask_personal(longest)[:LONGEST])
    return list(told.values())


handlers = [gaps, gap, draft, add, ignore]
