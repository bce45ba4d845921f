"""One conversation as a simulated agent handles it: read, think, type, answer, pass on, close, write up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from qingfeng.app.demo.desk import Desk
from qingfeng.app.demo.life import Chance
from qingfeng.app.demo.scripts import Dialogue, Language, filled, intents, known, phrases, says_goodbye
from qingfeng.app.demo.show import Show
from qingfeng.app.demo.web import Refusal
from qingfeng_client.generated import desk as calls
from qingfeng_client.generated import knowledge as templates
from qingfeng_client.generated import models as m
from qingfeng_client.generated.models import Message

TYPING_CPM = 170.0
CONTINUE_SECONDS = (7.0, 16.0)
"""After this long without a word from the customer an agent goes on with what they have found out."""
SILENCE_SECONDS = 120.0
LEAVE_SECONDS = 6.0
NOTE_SHARE = 0.1
WRONG_QUEUE_SHARE = 0.3
COLLEAGUE_SHARE = 0.03
TEMPLATE_SHARE = 0.35
CODES_AT_ONCE_SHARE = 0.3


class Talk:
    """`run` until the conversation is no longer mine."""

    def __init__(self, show: Show, desk: Desk, chance: Chance, id_: UUID) -> None:
        self._show = show
        self._desk = desk
        self._chance = chance
        self._id = id_
        self._dialogue: Dialogue | None = show.board.of(id_)
        self._script = list(self._dialogue.agent) if self._dialogue else []
        self._said: set[str] = set()
        self._values: dict[str, str] = {}
        self._answered = 0
        self._answers = 0
        self._asked_back = False

    async def run(self) -> None:
        try:
            await self._desk.watch(self._id)
            await self._learn()
            if not self._mine("with_agent") or not await self._passed_on():
                while self._mine("with_agent"):
                    await self._step()
                await self._write_up()
        finally:
            await self._desk.unwatch(self._id)

    # ------------------------------------------------------------------ what is there
    def _mine(self, phase: str) -> bool:
        row = self._desk.rows.get(self._id)
        return row is not None and row.phase == phase

    @property
    def _queue(self) -> str:
        row = self._desk.rows.get(self._id)
        queue = self._desk.queues.get(row.queue_id) if row and row.queue_id else None
        return str(queue["code"]) if queue else ""

    @property
    def _language(self) -> Language:
        row = self._desk.rows.get(self._id)
        return "en" if row is not None and row.locale == "en" else "zh"

    @property
    def _intent(self) -> str:
        if self._dialogue is not None:
            return self._dialogue.intent
        return "english" if self._language == "en" else phrases().intents.get(self._queue, "order_status")

    def _unanswered(self) -> list[Message]:
        thread = self._desk.threads.get(self._id, {})
        return [m for seq, m in sorted(thread.items()) if seq > self._answered and m.author.kind == "customer"]

    async def _learn(self) -> None:
        """Look at the customer, and at what was said before it came to me."""
        found = await self._desk.ask(calls.conversation(self._id))
        self._values = known(msgspec.to_builtins(found.customer_panel), self._desk.name, self._language)
        thread = self._desk.threads.get(self._id, {})
        mine = [m.seq for m in thread.values() if str(m.author.id) == self._desk.user and m.kind != "note"]
        self._answered = max(mine, default=0)
        self._said = {thread[seq].text for seq in mine}
        self._answers = len(mine)
        self._script = [text for text in self._script if text not in self._said]

    # ------------------------------------------------------------------ one step
    async def _step(self) -> None:
        """Answer what was asked; go on, or ask back, when nothing is."""
        if not self._unanswered():
            patient = self._chance.uniform(*CONTINUE_SECONDS) if self._script and self._answers else SILENCE_SECONDS
            await self._desk.until(lambda: bool(self._unanswered()) or not self._mine("with_agent"), patient)
            if not self._mine("with_agent"):
                return
            if not self._unanswered() and not (self._script and self._answers):
                await self._break_silence()
                return
        asked = self._unanswered()
        await self._show.pace.sleep(self._chance.uniform(1.0, 3.0))
        if asked:
            await self._desk.ask(calls.read_conversations(self._id, m.ReadIn(seq=asked[-1].seq)))
        if asked and says_goodbye(asked[-1].text, self._dialogue):
            await self._close()
            return
        if self._chance.random() < NOTE_SHARE:
            await self._desk.send(self._id, self._chance.choice(phrases().notes), kind="note")
            self._show.seen["notes"] += 1
        await self._show.pace.sleep(self._chance.uniform(1.0, 6.0))
        await self._write(await self._words(asked))
        self._answered = asked[-1].seq if asked else self._answered

    async def _break_silence(self) -> None:
        if self._asked_back:
            await self._write(self._phrase("no_reply"))
            await self._end("no_reply")
        else:
            self._asked_back = True
            await self._write(self._phrase("still_there"))

    async def _words(self, asked: list[Message]) -> str:
        """What to say next: a greeting first, then the dialogue's lines, then what fits the matter."""
        lines = intents()[self._intent]
        if not self._answers:
            upset = self._dialogue is not None and self._dialogue.persona.mood == "angry" and self._language == "zh"
            greetings = intents()["complaint"].opening if upset else lines.opening
            opening = filled(greetings, self._values, self._chance, self._said)
            if opening is not None:
                return opening
        if self._script:
            return self._script.pop(0)
        if self._dialogue is not None:
            return self._phrase("noted")
        fitting = await self._template(asked[-1].text) if asked else None
        if fitting is not None:
            return fitting
        middle = filled(lines.middle, self._values, self._chance, self._said)
        return middle or filled(lines.closing, self._values, self._chance, self._said) or self._phrase("still_there")

    async def _template(self, query: str) -> str | None:
        """One of the house's templates for these words, if all of its variables are known."""
        for found in (await self._desk.ask(templates.found(q=query[:60], limit=3))).items:
            body = m.RenderIn(conversation_id=self._id, locale="en" if self._language == "en" else "zh-CN")
            text = await self._desk.ask(templates.render(found.id, body))
            english = self._language == "zh" or found.body_en
            if not text.missing and english and text.text not in self._said:
                self._show.seen["templates"] += 1
                return text.text
        return None

    async def _write(self, text: str) -> None:
        await self._desk.typing(self._id, True)
        await self._show.pace.sleep(min(14.0, 2.0 + 60 * len(text) / TYPING_CPM * self._chance.uniform(0.6, 1.0)))
        if not self._mine("with_agent"):
            return  # the customer has ended it: one more word would open it again
        await self._desk.send(self._id, text)
        await self._desk.typing(self._id, False)
        self._said.add(text)
        self._answers += 1
        self._show.seen["agent_answers"] += 1

    def _phrase(self, kind: str) -> str:
        return self._chance.choice(phrases().agent[kind][self._language])

    # ------------------------------------------------------------------ passing on
    async def _passed_on(self) -> bool:
        """Now and then it is somebody else's matter. True when it was passed on."""
        board, dialogue = self._show.board, self._dialogue
        if dialogue is None or self._answers or self._id in board.moved:
            return False
        body: dict[str, Any] | None = None
        right = next((str(id_) for id_, q in self._desk.queues.items() if q["code"] == dialogue.queue), None)
        if right is not None and dialogue.queue != self._queue and self._chance.random() < WRONG_QUEUE_SHARE:
            body = {"queue_id": right}
        elif self._chance.random() < COLLEAGUE_SHARE and (colleague := self._free_colleague()):
            body = {"agent_id": colleague}
        if body is None:
            return False
        await self._show.pace.sleep(self._chance.uniform(3, 8))
        board.moved.add(self._id)
        note = self._chance.choice(phrases().transfer_notes)
        try:
            await self._desk.ask(calls.transfer(self._id, m.TransferIn(**body, note=note)))
        except Refusal as refusal:
            if refusal.status != 409:
                raise
            return False  # the colleague is busy after all, or the customer has left
        self._show.seen["transfers"] += 1
        return True

    def _free_colleague(self) -> str | None:
        free = [
            c["id"]
            for c in self._desk.colleagues.values()
            if c["presence"]["state"] == "ready" and c["connected"] and c["load"] < c["capacity"] - 1
        ]
        others = [id_ for id_ in free if id_ != self._desk.user]
        return self._chance.choice(others) if others else None

    # ------------------------------------------------------------------ the end
    async def _close(self) -> None:
        words = None
        if self._chance.random() < TEMPLATE_SHARE and self._language == "zh":
            words = await self._template("结束语")
        closing = intents()[self._intent].closing
        words = words or filled(closing, self._values, self._chance, self._said) or self._phrase("farewell")
        await self._write(words)
        reason = phrases().reasons[self._dialogue.outcome.result] if self._dialogue else "resolved"
        await self._show.pace.sleep(self._chance.uniform(1, 5))
        await self._end(reason)

    async def _end(self, reason: str) -> None:
        if not self._mine("with_agent"):
            return
        codes = self._codes() if self._chance.random() < CODES_AT_ONCE_SHARE else []
        await self._desk.ask(calls.close(self._id, m.CloseIn(reason=reason, codes=codes, survey=reason != "no_reply")))
        self._show.seen["closed"] += 1
        await self._desk.until(lambda: not self._mine("with_agent"), 30)

    def _codes(self) -> list[str]:
        """A wrap-up code of the conversation's queue."""
        queue = self._queue
        fitting = [r["code"] for r in self._desk.reasons["wrap_up"] if r["queue"] in (queue, None)]
        return [self._chance.choice(fitting)] if fitting else []

    async def _write_up(self) -> None:
        """Choose a code in the time there is; the customer may come back meanwhile."""
        if not self._mine("wrap_up"):
            return
        await self._desk.until(lambda: not self._mine("wrap_up"), self._chance.uniform(4, 18))
        if self._mine("wrap_up"):
            note = self._chance.choice(phrases().notes) if self._chance.random() < NOTE_SHARE else ""
            await self._desk.ask(calls.finish(self._id, m.FinishIn(codes=self._codes(), note=note)))
            self._show.seen["written_up"] += 1
            await self._desk.until(lambda: not self._mine("wrap_up"), 30)

    async def leave(self) -> None:
        """The traffic was switched off: simulated customers go by themselves, anybody else stays with the assistant."""
        if self._dialogue is not None:
            seconds = self._show.pace.of_clock(LEAVE_SECONDS)
            await self._desk.until(lambda: not self._mine("with_agent"), seconds)
        try:
            if self._mine("wrap_up"):
                await self._desk.ask(calls.finish(self._id, m.FinishIn(codes=self._codes(), note="")))
            elif self._mine("with_agent") and self._dialogue is not None:
                body = m.CloseIn(reason="customer_left", codes=self._codes(), survey=False)
                await self._desk.ask(calls.close(self._id, body))
            elif self._mine("with_agent"):
                await self._desk.send(self._id, self._phrase("leaving_desk"))
                await self._desk.ask(calls.hand_back(self._id, m.HandBackIn(instruction="")))
        except Refusal as refusal:
            if refusal.status != 409:  # it has moved meanwhile; the desk looks again
                raise
