"""What a customer is asked when a talk is over: whether, when, by which survey; and what they may answer.

A queue's own survey comes before its channel's, a channel's before the house's. Whoever was asked answers that very
version, whatever has been chosen since.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from qingfeng.flow.schemas import NotAsked, NotAskedWhy, SurveyForecast, SurveyOut
from qingfeng.flow.spine import Settings, Spine
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Step, Tx
from qingfeng.modules.channels.public import Both
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import HOUSE, Conversation, Pin, Survey, SurveyReason
from qingfeng.ports.channel import SurveyAnswer, SurveyChoice, SurveyForm, SurveyText

EndedBy = Literal["agent", "bot"]
STEP = "survey"
LOW, HIGH = [1, 2, 3], [4, 5]


def first(settings: Settings) -> Survey:
    """What the house asks while nobody has chosen anything."""
    question = settings.survey_question
    reasons = [SurveyReason(r.code, r.zh, r.en, LOW if r.bad else HIGH) for r in settings.survey_reasons]
    return Survey(question=Both(question.zh, question.en), reasons=reasons)


async def in_force(conn: Connection, settings: Settings, queue: UUID | None, channel: UUID) -> tuple[Pin, Survey]:
    """What is asked after a talk of this queue that came by this channel."""
    places = [*([str(queue)] if queue else []), str(channel), HOUSE]
    found = await conversations.survey_in_force(conn, places)
    if found is not None:
        return found
    survey = first(settings)
    return Pin(HOUSE, 0, survey.scale), survey


async def version_of(conn: Connection, settings: Settings, place: str, version: int) -> Survey:
    kept = await conversations.survey_version(conn, place, version)
    return kept.survey if kept is not None and kept.survey is not None else first(settings)


async def ask(tx: Tx, settings: Settings, conv: Conversation, by: EndedBy) -> bool:
    """The talk of a locked conversation ends: whether its customer is asked at once. When they are to be asked later,
    the step for it is set."""
    if conv.survey != "none":
        return False
    pin, survey = await in_force(tx.conn, settings, conv.queue_id, conv.channel_id)
    if not _wanted(survey, by) or await _too_soon(tx.conn, conv, survey, tx.now):
        return False
    if survey.delay_minutes:
        tx.at(Step(STEP, str(conv.id), tx.now + timedelta(minutes=survey.delay_minutes), {"by": by}))
        return False
    await conversations.note_ask(tx, conv, pin, survey.open_hours)
    return True


async def ask_later(spine: Spine, job: Job) -> None:
    """Some time after the end: ask, unless the customer is back in a talk, or was asked about another meanwhile."""
    async with spine.work.tx(job.tenant) as tx:
        conv = await conversations.lock(tx, UUID(job.key))
        if not await job.done(tx) or conv.survey != "none" or conv.phase not in ("wrap_up", "closed"):
            return
        latest = await conversations.current_of(tx.conn, conv.customer_id)
        if latest is not None and latest.id != conv.id:
            return
        _, settings = await spine.tenant(job.tenant, tx.conn)
        pin, survey = await in_force(tx.conn, settings, conv.queue_id, conv.channel_id)
        if not _wanted(survey, job.payload.get("by")) or await _too_soon(tx.conn, conv, survey, tx.now):
            return
        await conversations.note_ask(tx, conv, pin, survey.open_hours)
        conv.survey = "asked"
        await conversations.system_line(tx, conv, "survey_sent", public=True)
        await conversations.change(tx, conv, STEP)


def _wanted(survey: Survey, by: object) -> bool:
    return survey.after_agent if by == "agent" else survey.after_bot


async def _too_soon(conn: Connection, conv: Conversation, survey: Survey, now: datetime) -> bool:
    since = now - timedelta(days=survey.quiet_days)
    return survey.quiet_days > 0 and await conversations.asked_since(conn, conv.customer_id, since)


async def forecast(conn: Connection, settings: Settings, talks: list[Conversation], now: datetime) -> SurveyForecast:
    """Whose customers would be asked were these closed now, one after the other, by an agent; and why the others not."""
    forces: dict[tuple[UUID | None, UUID], Survey] = {}
    asked: set[UUID] = set()
    why: Counter[tuple[NotAskedWhy, int]] = Counter()
    will = 0
    for conv in talks:
        place = (conv.queue_id, conv.channel_id)
        if place not in forces:
            _, forces[place] = await in_force(conn, settings, *place)
        survey = forces[place]
        if conv.survey != "none":
            why["already", 0] += 1
        elif not _wanted(survey, "agent"):
            why["off", 0] += 1
        elif survey.quiet_days and (conv.customer_id in asked or await _too_soon(conn, conv, survey, now)):
            why["quiet", survey.quiet_days] += 1
        else:
            will += 1
            asked.add(conv.customer_id)
    return SurveyForecast(will, [NotAsked(code, days or None, n) for (code, days), n in why.most_common()])


async def is_over(conn: Connection, conv: Conversation, now: datetime) -> bool:
    """They were asked, and the time to answer has passed."""
    asked = await conversations.ask_of(conn, conv.id) if conv.survey == "asked" else None
    return asked is not None and asked.until <= now


async def _asked(conn: Connection, settings: Settings, conv: Conversation) -> tuple[Pin, Survey]:
    """What this customer was asked; for one who was asked before that was written down, what is in force."""
    asked = await conversations.ask_of(conn, conv.id)
    if asked is None:
        return await in_force(conn, settings, conv.queue_id, conv.channel_id)
    survey = await version_of(conn, settings, asked.place, asked.version)
    return Pin(asked.place, asked.version, survey.scale), survey


async def form(conn: Connection, settings: Settings, conv: Conversation) -> SurveyForm:
    """What the customer of a conversation is asked, or would be."""
    _, survey = await _asked(conn, settings, conv)
    return form_of(survey)


def form_of(survey: Survey) -> SurveyForm:
    """The part of a survey that a customer sees."""
    return SurveyForm(
        scale=survey.scale,
        question=SurveyText(survey.question.zh, survey.question.en),
        reasons=[SurveyChoice(code=r.code, zh=r.zh, en=r.en, scores=r.scores) for r in survey.reasons],
        comment=survey.comment,
    )


async def answer(tx: Tx, settings: Settings, conv: Conversation, given: SurveyAnswer) -> None:
    """Keep what the customer answers. Raises Invalid with the field; Conflict when they were not asked, when the time
    for it is over, or when they have answered."""
    if conv.survey == "none":
        raise Conflict("not_asked", "Nothing was asked about this conversation.", field="conversation_id")
    if await is_over(tx.conn, conv, tx.now):
        raise Conflict("survey_over", "The time to answer this survey is over.", field="conversation_id")
    pin, survey = await _asked(tx.conn, settings, conv)
    conversations.check_answer(survey, given.score, given.reasons, given.comment)
    await conversations.answer_survey(tx, conv, given.score, given.reasons, given.comment, pin)


async def told(conn: Connection, settings: Settings, conversation: UUID) -> SurveyOut | None:
    """What a customer answered, in the words of what they were asked."""
    found = await conversations.survey_of(conn, conversation)
    if found is None:
        return None
    survey = await version_of(conn, settings, found.place, found.version)
    words = {reason.code: reason for reason in survey.reasons}
    chosen = [words.get(code, SurveyReason(code, code, code, [])) for code in found.reasons]
    return SurveyOut(found.score, chosen, found.comment, found.scale, survey.question)
