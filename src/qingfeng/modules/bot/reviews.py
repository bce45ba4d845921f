"""Reviews: answers of the bot that people look at, drawn at random each day, and those a customer called useless."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.contracts.bot import AnswerReviewed, BotSnapshot, Reply
from qingfeng.kernel import text
from qingfeng.kernel.clock import new_seed, rng
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.understanding import public as understanding

Verdict = Literal["right", "wrong", "unhelpful"]
Why = Literal["wrong_source", "outdated", "misread", "incomplete", "should_hand_over", "tone", "other"]
State = Literal["waiting", "judged"]
PER_DAY = 20
MOST = 200
LATE = 7
"""So many days are caught up on after nobody was there to draw; decisions are kept for a month."""
LONGEST, PASSAGE = 2000, 4000
PerDay = Annotated[int, msgspec.Meta(ge=0, le=MOST)]


class ReviewSource(msgspec.Struct, frozen=True):
    """`passage`: the article's words as they were then; empty when they were not kept with the decision."""

    id: UUID
    title: str
    passage: str


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """An answer to be looked at, personal data masked. `sampled`: drawn at random; `disliked`: the customer called it
    useless. `means` and `reason`: what decided it, and the decision's own code. `verdict`: None while it waits."""

    id: UUID
    conversation_id: UUID
    seq: int
    at: datetime
    sampled: bool
    disliked: bool
    means: str
    reason: str
    question: str
    answer: str
    sources: list[ReviewSource]
    verdict: Verdict | None
    why: Why | None
    note: str
    by_name: str
    judged_at: datetime | None
    version: int


class ReviewRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`per_day`: so many answers of each day are drawn at random; 0: none."""

    per_day: PerDay


class Judged(msgspec.Struct, frozen=True):
    """How an answer that was drawn at random was judged; None: it waits."""

    conversation_id: UUID
    seq: int
    at: datetime
    verdict: Verdict | None


_FIELDS = Review.__struct_fields__
_COLUMNS = ", ".join(_FIELDS)


def _review(row: Any) -> Review:
    return msgspec.convert({name: row[name] for name in _FIELDS}, Review)


# ------------------------------------------------------------------ what is drawn
async def per_day(conn: Connection) -> int:
    found: int | None = await conn.fetchval("SELECT per_day FROM bot.review_rules")
    return PER_DAY if found is None else found


async def set_rules(tx: Tx, rules: ReviewRules, by: Actor) -> None:
    """From the next day that is drawn on. Audited."""
    before = await per_day(tx.conn)
    await tx.execute(
        "INSERT INTO bot.review_rules (tenant_id, per_day) VALUES ($1, $2)"
        " ON CONFLICT (tenant_id) DO UPDATE SET per_day = excluded.per_day",
        tx.tenant,
        rules.per_day,
    )
    if before != rules.per_day:
        await access.audit(tx, by, "bot.review_rules", "", per_day=rules.per_day)


async def due(conn: Connection, zone: ZoneInfo, now: datetime) -> list[date]:
    """Days of the house that are over and were not drawn, earliest first: yesterday, and after an outage the days since."""
    today = now.astimezone(zone).date()
    last: date | None = await conn.fetchval("SELECT max(day) FROM bot.review_days")
    first = today - timedelta(days=1) if last is None else max(last + timedelta(days=1), today - timedelta(days=LATE))
    return [first + timedelta(days=n) for n in range((today - first).days)]


async def draw(tx: Tx, zone: ZoneInfo, day: date) -> int:
    """Put answers of a day up for review; once. Gives how many. The same seed draws the same ones again."""
    since, until = (datetime.combine(day + timedelta(days=n), time(), zone) for n in (0, 1))
    rows = await tx.fetch(
        "SELECT id FROM bot.decisions WHERE at >= $1 AND at < $2 AND outcome = 'answered' ORDER BY id", since, until
    )
    answers = [row["id"] for row in rows]
    seed, wanted = new_seed(), await per_day(tx.conn)
    drawn = set(chosen(answers, wanted, seed))
    disliked = {row["id"] for row in await tx.fetch(_DISLIKED, since, until) if row["id"] is not None}
    kept = await tx.value(
        "INSERT INTO bot.review_days (tenant_id, day, seed, wanted, answers, drawn, disliked)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING drawn",
        tx.tenant,
        day,
        seed,
        wanted,
        len(answers),
        len(drawn),
        len(disliked),
    )
    if kept is None:
        return 0
    await _put(tx, drawn, disliked)
    return len(drawn | disliked)


def chosen(answers: Sequence[UUID], wanted: int, seed: int) -> list[UUID]:
    """Each with the same chance. Pure."""
    return rng(seed).sample(list(answers), min(wanted, len(answers)))


_DISLIKED = """
SELECT (SELECT a.id FROM bot.decisions a WHERE a.conversation_id = d.conversation_id AND a.seq < d.seq
  AND a.outcome = 'answered' ORDER BY a.seq DESC LIMIT 1) AS id
FROM bot.decisions d WHERE d.at >= $1 AND d.at < $2 AND d.disliked
"""
"""The answer before each word of its being useless; nothing where there was none."""


async def _put(tx: Tx, drawn: set[UUID], disliked: set[UUID]) -> None:
    rows = await tx.fetch(
        "SELECT id, conversation_id, seq, at, means, decision, snapshot FROM bot.decisions WHERE id = ANY($1)",
        sorted(drawn | disliked),
    )
    await tx.many(
        "INSERT INTO bot.reviews (tenant_id, id, conversation_id, seq, at, sampled, disliked, means, reason, question,"
        " answer, sources) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        " ON CONFLICT (tenant_id, id) DO UPDATE SET disliked = reviews.disliked OR excluded.disliked",
        [
            (
                tx.tenant, r["id"], r["conversation_id"], r["seq"], r["at"], r["id"] in drawn, r["id"] in disliked, r["means"],
                *_words(msgspec.convert(r["snapshot"], BotSnapshot), msgspec.convert(r["decision"], Reply)),
            )
            for r in rows
        ],
    )  # fmt: skip


def _words(snapshot: BotSnapshot, decision: Reply) -> tuple[str, str, str, list[dict[str, str]]]:
    """Reason, question, answer and sources."""
    asked: list[str] = []
    for message in reversed(snapshot.messages):  # people ask in several short messages
        if message.author.kind != "customer":
            break
        asked.insert(0, message.text)
    known = {one.id: one.body for one in snapshot.candidates}
    mask = understanding.mask_personal
    return (
        decision.reason,
        text.clip(mask("\n".join(asked)), LONGEST),
        text.clip(mask(decision.text), 2 * LONGEST),
        [{"id": str(s.id), "title": s.title, "passage": text.clip(known.get(s.id, ""), PASSAGE)} for s in decision.sources],
    )  # fmt: skip


# ------------------------------------------------------------------ what people say
async def reviews(conn: Connection, state: State, after: tuple[datetime, UUID] | None, limit: int) -> list[Review]:
    """Those that wait, the latest answer first; or those that were judged, the latest verdict first."""
    order, where = ("at", "verdict IS NULL") if state == "waiting" else ("judged_at", "verdict IS NOT NULL")
    rows = await conn.fetch(
        f"SELECT {_COLUMNS} FROM bot.reviews WHERE {where} AND ($1::timestamptz IS NULL OR ({order}, id) < ($1, $2))"
        f" ORDER BY {order} DESC, id DESC LIMIT $3",
        *(after or (None, None)),
        limit,
    )
    return [_review(row) for row in rows]


async def waiting(conn: Connection) -> int:
    count: int = await conn.fetchval("SELECT count(*) FROM bot.reviews WHERE verdict IS NULL")
    return count


class VerdictIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A verdict; None takes it back. `version`: of the review as it was read. `why`: compulsory with wrong."""

    version: int
    verdict: Verdict | None
    why: Why | None = None
    note: Annotated[str, msgspec.Meta(max_length=400)] = ""


async def judge(tx: Tx, id_: UUID, said: VerdictIn, by: Actor) -> Review:
    """Judge an answer, change the verdict or take it back. Audited. Raises NotFound, Conflict, Invalid."""
    if said.verdict == "wrong" and said.why is None:
        raise Invalid("why_wrong", "Say what is wrong with the answer.", field="why")
    if said.verdict in (None, "right") and said.why is not None:
        raise Invalid("why_right", "Only what is wrong or of no help has a reason.", field="why")
    if "\x00" in said.note:
        raise Invalid("bad_text", "A note holds no NUL.", field="note")
    row = await tx.row(f"SELECT {_COLUMNS} FROM bot.reviews WHERE id = $1 FOR UPDATE", id_)
    if row is None:
        raise NotFound("not_found", "There is no such answer to review.", field="review_id")
    before = _review(row)
    if before.version != said.version:
        raise Conflict("review_changed", "Somebody else has judged this answer meanwhile.", field="version")
    over = said.verdict is not None
    done = await tx.row(
        "UPDATE bot.reviews SET verdict = $2, why = $3, note = $4, by_id = $5, by_name = $6, judged_at = $7,"
        f" version = version + 1 WHERE id = $1 RETURNING {_COLUMNS}",
        id_,
        said.verdict,
        said.why,
        said.note.strip() if over else "",
        by.id if over else None,
        by.name if over else "",
        tx.now if over else None,
    )
    assert done is not None
    tx.emit(AnswerReviewed(conversation_id=before.conversation_id, seq=before.seq))
    await access.audit(
        tx, by, "bot.reviewed", str(before.conversation_id), verdict=said.verdict or "none", why=said.why or ""
    )
    return _review(done)


async def judged(conn: Connection, conversations: Sequence[UUID]) -> list[Judged]:
    """How the answers of these conversations that were drawn at random stand now."""
    rows = await conn.fetch(
        "SELECT conversation_id, seq, at, verdict FROM bot.reviews WHERE sampled AND conversation_id = ANY($1)",
        list(conversations),
    )
    return [Judged(r["conversation_id"], r["seq"], r["at"], r["verdict"]) for r in rows]
