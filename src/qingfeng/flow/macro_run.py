"""Running a macro: its words are filled in, its steps done in one transaction, all or none, and audited as one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from qingfeng.contracts.messages import Author, Row
from qingfeng.flow import desk, panel
from qingfeng.flow import schemas as s
from qingfeng.flow.desk_snooze import put_aside
from qingfeng.flow.spine import Spine
from qingfeng.flow.variables import variables
from qingfeng.kernel.db import Connection, Retryable
from qingfeng.kernel.errors import Conflict, Invalid, NotFound, Refused
from qingfeng.kernel.http import ErrorBody, problem
from qingfeng.kernel.uow import Tx
from qingfeng.kernel.variables import fill
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import public as channels
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import (
    CloseStep,
    Conversation,
    Draft,
    InsertStep,
    Macro,
    NoteStep,
    PriorityStep,
    SayStep,
    SnoozeStep,
    Step,
    TagStep,
    TransferStep,
)
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.ports.channel import MAX_TEXT

MORNING = 9
"""The hour at which what was put aside until a morning comes back."""


class RunIn(msgspec.Struct):
    """`client_id`: the same one again does nothing more. `version`: the macro as it was looked at, when it was.

    `locale`: the language of templates that have two.
    """

    conversation_id: UUID
    client_id: s.ClientId
    locale: Literal["zh-CN", "en"] = "zh-CN"
    version: int | None = None


class Prepared(msgspec.Struct, frozen=True):
    """What a step comes to for one conversation: its words, the variables without a value, its moment."""

    text: str = ""
    missing: list[str] = []
    until: datetime | None = None


class PreviewOut(msgspec.Struct):
    """What would happen, step by step; `refused`: why nothing would."""

    version: int
    steps: list[Prepared]
    refused: ErrorBody | None


class RunOut(msgspec.Struct):
    """The conversation afterwards; `insert`: words for the reply that is being written, with what is missing in them."""

    row: Row
    insert: str | None
    missing: list[str]


class _Looked(Exception):
    """Ends a transaction that was only to show what would happen."""


async def run(spine: Spine, caller: Caller, macro_id: UUID, order: RunIn) -> RunOut:
    """Do all steps or none. Raises what its steps raise, with the field of the step."""
    try:
        return await _run(spine, caller, macro_id, order)
    except Retryable:
        return await _run(spine, caller, macro_id, order)  # pressed twice at the same moment: it is done now


async def _run(spine: Spine, caller: Caller, macro_id: UUID, order: RunIn) -> RunOut:
    async with spine.work.tx(caller.tenant) as tx:
        macro = await conversations.macro(tx.conn, macro_id, caller.user_id)
        conv, done = await _hold(tx, caller, macro, order)
        running = _Running(spine, tx, caller, conv, macro, order)
        prepared = await running.prepare()
        if not done:
            if order.version not in (None, macro.version):
                raise Conflict("changed", "Somebody has changed this macro; look at it again.", version=macro.version)
            await running.perform(prepared)
        for one, words in zip(macro.steps, prepared, strict=True):
            if isinstance(one, InsertStep):
                return RunOut(conv.row(), words.text, words.missing)
        return RunOut(conv.row(), None, [])


async def preview(spine: Spine, caller: Caller, macro_id: UUID, order: RunIn) -> PreviewOut:
    """What `run` would do now. It is really tried, and taken back."""
    out: PreviewOut | None = None
    try:
        async with spine.work.tx(caller.tenant) as tx:
            macro = await conversations.macro(tx.conn, macro_id, caller.user_id)
            conv = await conversations.lock(tx, order.conversation_id)
            running = _Running(spine, tx, caller, conv, macro, order)
            out = PreviewOut(macro.version, await running.prepare(), None)
            await running.perform(out.steps)
            raise _Looked
    except _Looked:
        pass
    except Refused as error:
        if out is None:
            raise
        out.refused = problem(error).error
    assert out is not None
    return out


async def _hold(tx: Tx, caller: Caller, macro: Macro, order: RunIn) -> tuple[Conversation, bool]:
    """The conversation, locked, and whether this order was carried out before."""
    for at, one in enumerate(macro.steps):
        if isinstance(one, SayStep | NoteStep):
            key = f"{order.client_id}-{at}"
            conv, stored = await conversations.lock_for(tx, order.conversation_id, caller.user_id, key)
            return conv, stored is not None
    return await conversations.lock(tx, order.conversation_id), False


@dataclass(slots=True)
class _Running:
    """One macro over one conversation, which is locked."""

    spine: Spine
    tx: Tx
    caller: Caller
    conv: Conversation
    macro: Macro
    order: RunIn

    async def prepare(self) -> list[Prepared]:
        """Every step with its words filled in. Raises NotFound for a template that is gone."""
        about = await panel.panel(self.tx.conn, self.conv.customer_id)
        known = await variables(self.spine, self.tx.conn, self.caller, self.conv, about, self.order.locale)
        found = []
        for at, one in enumerate(self.macro.steps):
            match one:
                case SayStep(template_id=UUID() as id_) | InsertStep(template_id=UUID() as id_):
                    template = await template_of(self.tx.conn, id_, at)
                    found.append(Prepared(*knowledge.worded(template, known, self.order.locale)))
                case SayStep(text=text) | InsertStep(text=text) | NoteStep(text=text) | TransferStep(note=text):
                    found.append(Prepared(*fill(text, known)))
                case SnoozeStep():
                    found.append(Prepared(until=await _moment(self.tx, one)))
                case _:
                    found.append(Prepared())
        return found

    async def perform(self, prepared: list[Prepared]) -> None:
        for at, (one, words) in enumerate(zip(self.macro.steps, prepared, strict=True)):
            try:
                _check_words(one, words)
                await self._step(one, words, f"{self.order.client_id}-{at}")
            except Refused as error:
                error.field = f"steps.{at}"
                raise
        for one in self.macro.steps:
            if isinstance(one, PriorityStep):  # last: a queue that it is passed on to has a priority of its own
                self.conv.priority = one.priority
                await conversations.change(self.tx, self.conv, "priority")
        await conversations.macro_used(self.tx, self.macro)
        await access.audit(
            self.tx,
            self.caller.actor,
            "macro.ran",
            str(self.conv.id),
            macro=self.macro.name,
            version=self.macro.version,
            steps=[msgspec.to_builtins(one)["do"] for one in self.macro.steps],
        )

    async def _step(self, one: Step, words: Prepared, client_id: str) -> None:
        tx, conv, caller = self.tx, self.conv, self.caller
        match one:
            case SayStep():
                await desk.take_word(tx, conv, caller)
                await self._append("text", words.text, client_id)
            case NoteStep():
                await self._append("note", words.text, client_id)
            case InsertStep():
                conversations.check_voice(conv, caller.actor)
            case TagStep(add=add, remove=remove):
                await conversations.retag(tx, conv, add, remove)
            case PriorityStep():
                desk.check_steers(conv, caller)
            case TransferStep(queue_id=queue_id):
                await desk.pass_to(tx, conv, caller, words.text, queue_id=queue_id)
            case CloseStep(reason=reason, codes=codes, survey=survey):
                _, settings = await self.spine.tenant(caller.tenant, tx.conn)
                await desk.end(tx, conv, caller, settings, s.CloseIn(reason=reason, codes=codes, survey=survey))
            case SnoozeStep():
                assert words.until is not None
                await put_aside(tx, conv, caller, words.until)

    async def _append(self, kind: Literal["text", "note"], text: str, client_id: str) -> None:
        author = Author("agent", self.caller.user_id, self.caller.name)
        draft = Draft(author=author, kind=kind, text=text, client_id=client_id, public=kind == "text")
        await conversations.append(self.tx, self.conv, draft)


def _check_words(one: Step, words: Prepared) -> None:
    if words.missing and not isinstance(one, InsertStep):
        names = ", ".join(words.missing)
        raise Invalid("missing_variables", f"There is no value for {names}; send this by hand.", names=names)
    if len(words.text) > MAX_TEXT:
        raise Invalid("too_long", f"A message may have up to {MAX_TEXT} characters.", max=MAX_TEXT)


async def template_of(conn: Connection, id_: UUID, at: int) -> knowledge.Template:
    """The template of the step `at`. Raises NotFound naming the step."""
    try:
        return await knowledge.template(conn, id_)
    except NotFound as error:
        raise NotFound("unknown_template", "There is no such template any more.", field=f"steps.{at}") from error


async def _moment(tx: Tx, one: SnoozeStep) -> datetime:
    """When what is put aside comes back; mornings are those of the house."""
    if one.minutes is not None:
        return tx.now + timedelta(minutes=one.minutes)
    hours = await channels.hours(tx.conn)
    here = tx.now.astimezone(ZoneInfo(hours.tz if hours else access.ZONE))
    days = 1 if one.morning == "tomorrow" else 7 - here.weekday()
    morning = (here + timedelta(days=days)).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning.astimezone(UTC)
