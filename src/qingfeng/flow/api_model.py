"""The language model over HTTP: the house's choices and a box to try it (service.manage), and what it did (insight.read)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from qingfeng.contracts.messages import Source
from qingfeng.flow import model_turn
from qingfeng.flow.api_ask import first_words
from qingfeng.flow.spine import Spine
from qingfeng.flow.task_flow import Scene
from qingfeng.kernel.clock import rng
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, NotFound, Unavailable
from qingfeng.kernel.http import Cursor, Limit, charge
from qingfeng.kernel.pages import Moment, cursor_of, place_of
from qingfeng.modules.access.public import Caller
from qingfeng.modules.bot import public as bot
from qingfeng.modules.channels import public as channels
from qingfeng.modules.flows import public as flows
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.reasoning import public as reasoning
from qingfeng.modules.reasoning.public import Fallback, KeptTrace, Loop, ModelChoices, ModelDetail, Outcome, Reasoner
from qingfeng.modules.routing import public as routing

TAGS = ["language model"]
PATH = "/api/v1/language-model"
MOST_DAYS = 92
SEED = 7
DOES = Literal["answer", "ask", "ask_human", "close", "task", "fell_back", "rules"]


class ModelQueue(msgspec.Struct, frozen=True):
    code: str
    name_zh: str
    name_en: str


class ModelChannel(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class ModelParameter(msgspec.Struct, frozen=True):
    name: str
    required: bool
    about: str


class ModelOperation(msgspec.Struct, frozen=True):
    """An operation of a business system that has no consequences."""

    system: str
    operation: str
    title: str
    parameters: list[ModelParameter]


class ModelDayOut(msgspec.Struct, frozen=True, kw_only=True):
    """What the model did on a day of the house. `milliseconds`: of all its turns."""

    day: str
    turns: int
    answered: int
    handed_over: int
    fell_back: int
    removed: int
    tokens_in: int
    tokens_out: int
    cost: float
    milliseconds: int


class ModelSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`configured`: the operator has named a model for this installation; else nothing of this has any effect. `model`: its
    name. `resting`: it failed too often just now, and this process leaves it alone for a while. `version` 0: nobody has
    chosen yet. The rest: what there is to choose from."""

    configured: bool
    model: str
    resting: bool
    choices: ModelChoices
    version: int
    updated_at: datetime | None
    by_name: str
    today: ModelDayOut
    queues: list[ModelQueue]
    channels: list[ModelChannel]
    operations: list[ModelOperation]


class ModelSettingsIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`version`: the one that was on the screen."""

    choices: ModelChoices
    version: Annotated[int, msgspec.Meta(ge=0)]


class ModelTraceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A turn. `conversation_id` null: asked in the test box, by `by_name`. `removed`: sentences that were not said.
    `guessed`: the server counted no tokens, they are reckoned."""

    id: UUID
    at: datetime
    conversation_id: UUID | None
    seq: int
    by_name: str
    outcome: Outcome
    fallback: Fallback
    model: str
    question: str
    removed: int
    tokens_in: int
    tokens_out: int
    guessed: bool
    cost: float
    currency: str
    milliseconds: int
    first_ms: int | None


class ModelTraceOut(msgspec.Struct, frozen=True, kw_only=True):
    """How an answer came about. Personal data are masked."""

    turn: ModelTraceLine
    detail: ModelDetail


class ModelTracesOut(msgspec.Struct):
    """`next`: pass it as `cursor` for the page after; null on the last."""

    items: list[ModelTraceLine]
    next: str | None


class ModelDaysOut(msgspec.Struct):
    """The latest first; days without a turn are left out."""

    items: list[ModelDayOut]
    currency: str


class ModelTryIn(msgspec.Struct, forbid_unknown_fields=True):
    question: Annotated[str, msgspec.Meta(min_length=1, max_length=1000, examples=["空调压缩机保修多久"])]
    locale: Literal["zh-CN", "en"] = "zh-CN"


class ModelTriedOut(msgspec.Struct, kw_only=True):
    """`does`: `rules` where the model is not asked about such words, `fell_back` where it was and nothing came of it. `begins`:
    the task flow it would begin. `trace`: how it came about; null where it was not asked."""

    does: DOES
    text: str
    sources: list[Source]
    begins: str
    trace: ModelTraceOut | None


def _day(one: reasoning.ModelDay) -> ModelDayOut:
    plain = {name: getattr(one, name) for name in ModelDayOut.__struct_fields__}
    return ModelDayOut(**{**plain, "day": one.day.isoformat(), "cost": float(one.cost)})


def _line(one: KeptTrace) -> ModelTraceLine:
    told: dict[str, Any] = {
        "question": one.detail.question,
        "removed": len(one.detail.removed),
        "cost": float(one.cost),
    }
    plain: dict[str, Any] = {name: getattr(one, name) for name in ModelTraceLine.__struct_fields__ if name not in told}
    return ModelTraceLine(**plain, **told)


def _reasoner(spine: Spine) -> Reasoner:
    if spine.reasoner is None:
        raise Conflict("no_model", "No language model is configured; an operator sets QF_LLM_URL and QF_LLM_MODEL.")
    return spine.reasoner


async def _settings(spine: Spine, caller: Caller, conn: Connection) -> ModelSettings:
    now = spine.db.clock.now()
    kept = await reasoning.choices(conn)
    named, _ = await spine.tenant(caller.tenant, conn)
    there, reasoner = await model_turn.operations(conn), spine.reasoner
    return ModelSettings(
        configured=reasoner is not None,
        model=reasoner.model.name if reasoner else "",
        resting=reasoner is not None and reasoner.breaker.resting,
        choices=kept.choices,
        version=kept.version,
        updated_at=kept.updated_at,
        by_name=kept.by_name,
        today=_day(await reasoning.day(conn, now.astimezone(named.zone).date())),
        queues=[ModelQueue(one.code, one.name_zh, one.name_en) for one in await routing.queue_cards(conn, now)],
        channels=[ModelChannel(one.id, one.name) for one, _ in await channels.channels(conn)],
        operations=[
            ModelOperation(
                system,
                one.name,
                one.summary or one.name,
                [ModelParameter(p.name, p.required, p.about) for p in one.parameters],
            )
            for (system, _), one in there.items()
            if not one.changes
        ],
    )


@get(PATH, tags=TAGS)
async def settings(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> ModelSettings:
    """What the house has chosen of its language model, and what there is to choose from."""
    caller.need("service.manage")
    async with spine.db.reading(caller.tenant) as conn:
        return await _settings(spine, caller, conn)


@put(PATH, tags=TAGS)
async def choose(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[ModelSettingsIn]
) -> ModelSettings:
    """Choose otherwise, from the next question on. 409 `no_model` where the installation has none; 422 by field."""
    caller.need("service.manage")
    _reasoner(spine)
    async with spine.work.tx(caller.tenant) as tx:
        there = await model_turn.operations(tx.conn)
        await reasoning.choose(tx, data.choices, data.version, there, caller.actor)
        return await _settings(spine, caller, tx.conn)


@post(f"{PATH}/try", tags=TAGS, status_code=200)
async def tried(
    request: Request[Any, Any, Any],
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    data: JSONBody[ModelTryIn],
) -> ModelTriedOut:
    """Ask the model as a stranger's first message would, with the choices as they are kept, also while it is off. No customer
    is told and no task begins; what it costs is counted. 409 `no_model`; 503 `model_resting`, `model_spent`."""
    caller.need("service.manage")
    reasoner = _reasoner(spine)
    if spine.translator is not None:
        charge(request, spine.translator.limit, f"{caller.tenant}/{caller.user_id}")
    question = data.question.replace("\x00", "")
    now = spine.db.clock.now()
    async with spine.db.reading(caller.tenant) as conn:
        kept = (await reasoning.choices(conn)).choices
        named, _ = await spine.tenant(caller.tenant, conn)
        today = now.astimezone(named.zone).date()
        spent = reasoning.spent(kept, await reasoning.day(conn, today))
        wanted = knowledge.Wanted(now=now, locale=data.locale, audience="customer", limit=model_turn.FIRST_FOUND)
        hits = await knowledge.find(conn, question, wanted, spine.meanings)
        published = Scene(zone=named.zone, published=await flows.published(conn), running=None, customer={})
    snapshot = first_words(question, data.locale, named.name, hits, now)
    if bot.left_open(snapshot, rng(SEED)) is None:
        return ModelTriedOut(does="rules", text="", sources=[], begins="", trace=None)
    if spent:
        raise Unavailable("model_spent", "Today's limit of the language model is reached.")
    if reasoner.enter(caller.tenant, kept):
        raise Unavailable("model_resting", "The language model is busy or has just failed; try again in a moment.")
    with reasoner.within(caller.tenant):
        begins = msgspec.structs.replace(
            model_turn.brief(snapshot, kept, named.name, spine.db.ids.new().hex[-12:]),
            tasks=model_turn.tasks_of(published, snapshot),
        )
        box = model_turn.Box(spine, caller.tenant, None, data.locale, 0)
        came = await Loop(reasoner.model, box, spine.db.clock, begins, lambda _: None).run()
        reasoner.learn(came.trace)
    async with spine.work.tx(caller.tenant) as tx:
        id_ = await reasoning.note(tx, came.trace, today, conversation=None, by=caller.name)
        trace = await _trace(tx.conn, id_)
    thought = came.thought
    return ModelTriedOut(
        does=thought.does if thought else "fell_back",
        text=thought.text if thought else "",
        sources=thought.sources if thought else [],
        begins=came.begins,
        trace=trace,
    )


@get(f"{PATH}/traces", tags=TAGS)
async def traces(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromQuery[UUID | None] = None,
    outcome: FromQuery[Outcome | None] = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> ModelTracesOut:
    """What the model did, the latest first: of all conversations or of one, everything or what ended in one way."""
    caller.need("insight.read")
    after = place_of(cursor, tuple[Moment, UUID])
    async with spine.db.reading(caller.tenant) as conn:
        found = await reasoning.traces(
            conn, conversation=conversation_id, outcome=outcome, after=after, limit=limit + 1
        )
    items = [_line(one) for one in found[:limit]]
    return ModelTracesOut(items, cursor_of(items[-1].at, items[-1].id) if len(found) > limit else None)


@get(f"{PATH}/traces/{{trace_id:uuid}}", tags=TAGS)
async def trace(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], trace_id: FromPath[UUID]
) -> ModelTraceOut:
    """How an answer came about: what was asked, used, shown, said and removed."""
    caller.need("insight.read")
    async with spine.db.reading(caller.tenant) as conn:
        return await _trace(conn, trace_id)


async def _trace(conn: Connection, id_: UUID) -> ModelTraceOut:
    found = await reasoning.trace(conn, id_)
    if found is None:
        raise NotFound("not_found", "There is no such turn.", field="trace_id")
    return ModelTraceOut(turn=_line(found), detail=found.detail)


@get(f"{PATH}/days", tags=TAGS)
async def days(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    last: Annotated[int, QueryParameter(ge=1, le=MOST_DAYS)] = 30,
) -> ModelDaysOut:
    """Turns, tokens and money by day, of so many days."""
    caller.need("insight.read")
    async with spine.db.reading(caller.tenant) as conn:
        named, _ = await spine.tenant(caller.tenant, conn)
        since = spine.db.clock.now().astimezone(named.zone).date() - timedelta(days=last - 1)
        found = await reasoning.days(conn, since)
        kept = await reasoning.choices(conn)
    return ModelDaysOut([_day(one) for one in found], kept.choices.currency)


handlers = [settings, choose, tried, traces, trace, days]
