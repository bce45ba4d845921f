"""Asking the bot without a customer: what it would say, from which article, and how sure it is. Keeps nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from qingfeng.contracts.bot import BotPolicy, BotSnapshot, BotState, Decision, Reply
from qingfeng.contracts.messages import Author, Message
from qingfeng.flow.spine import Spine
from qingfeng.flow.turn import CANDIDATES
from qingfeng.kernel.clock import rng
from qingfeng.modules.access.public import Caller
from qingfeng.modules.bot import public as bot
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.public import Hit

SEED = 7
"""The same question is answered in the same words, so that two tries can be compared."""
NOBODY = UUID(int=0)


class AskIn(msgspec.Struct, forbid_unknown_fields=True):
    """`audience`: agent looks through what is for agents as well, as the desk's search does; the bot never does."""

    question: Annotated[str, msgspec.Meta(min_length=1, max_length=1000, examples=["空调不制冷怎么办"])]
    locale: Literal["zh-CN", "en"] = "zh-CN"
    audience: Literal["customer", "agent"] = "customer"


class FoundOut(msgspec.Struct):
    """`score` 0..1: how likely the article answers; `why`: what of it was found in the question."""

    id: UUID
    slug: str
    title: str
    snippet: str
    category: str
    score: float
    why: knowledge.Why


class AskOut(msgspec.Struct):
    """`does`: what the bot would do, null when only the desk's search was asked; `text`: its words; `confidence` 0..1.
    `sources`: the articles it would answer from. From `sure` on it simply answers, from `likely` on with care."""

    found: list[FoundOut]
    does: Literal["reply", "ask_human", "close"] | None
    text: str
    reason: str
    confidence: float | None
    sources: list[UUID]
    sure: float
    likely: float


@post("/api/v1/knowledge/ask", tags=["knowledge"], status_code=200)
async def ask(caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[AskIn]) -> AskOut:
    """Try a question on the articles as they are now, by the bot's own engine. Nobody is told and nothing is kept."""
    caller.need("knowledge.write")
    now = spine.db.clock.now()
    question = data.question.replace("\x00", "")
    wanted = knowledge.Wanted(now=now, locale=data.locale, audience=data.audience, limit=CANDIDATES)
    async with spine.db.reading(caller.tenant) as conn:
        hits = await knowledge.find(conn, question, wanted, spine.meanings)
        named, _ = await spine.tenant(caller.tenant, conn)
    decision = None
    if data.audience == "customer":
        decision = bot.decide(first_words(question, data.locale, named.name, hits, now), now, rng(SEED))
    return _told(hits, decision)


def first_words(question: str, locale: str, brand: str, hits: list[Hit], now: datetime) -> BotSnapshot:
    """A conversation that has just begun, by day, with this question."""
    author = Author("customer", None, "")
    said = Message(id=NOBODY, conversation_id=NOBODY, seq=1, prev=0, author=author, kind="text", text=question, at=now)
    return BotSnapshot(
        conversation_id=NOBODY,
        seq=1,
        locale=locale,
        customer_name="",
        brand=brand,
        messages=[said],
        candidates=[knowledge.candidate(hit) for hit in hits],
        state=BotState(),
        open=True,
        policy_version=bot.POLICY_VERSION,
    )


def _told(hits: list[Hit], decision: Decision | None) -> AskOut:
    policy = BotPolicy()
    reply = decision if isinstance(decision, Reply) else None
    return AskOut(
        found=[FoundOut(hit.id, hit.slug, hit.title, hit.snippet, hit.category, hit.score, hit.why) for hit in hits],
        does=None if decision is None else msgspec.to_builtins(decision)["type"],
        text="" if decision is None else reply.text if reply else getattr(decision, "say", ""),
        reason="" if decision is None else decision.reason,
        confidence=getattr(decision, "confidence", None),
        sources=[source.id for source in reply.sources] if reply else [],
        sure=policy.sure,
        likely=policy.likely,
    )


handlers = [ask]
