"""A simulated customer: comes with a question, talks to the assistant, waits, talks to a person, rates, leaves."""

from __future__ import annotations

import asyncio
import contextlib
from uuid import UUID

from qingfeng.app.demo.control import Control
from qingfeng.app.demo.life import Chance, own
from qingfeng.app.demo.pictures import snapshot
from qingfeng.app.demo.scripts import Dialogue, Line, Member, line, phrases
from qingfeng.app.demo.show import Show
from qingfeng.app.demo.visitor import Visitor
from qingfeng.app.demo.web import Away, Refusal
from qingfeng.contracts.messages import Message

KNOWN_SHARE = 0.55
"""How many are logged in at the shop."""
HASTY_SHARE = 0.07
"""How many leave the line almost at once."""
SURVEY_SHARE = 0.75
READ_CHARACTERS = 14.0
"""Characters read in a second."""
SLOWEST_LINE = 22.0
PEOPLE = ("with_agent", "wrap_up")
OVER = ("closed", "wrap_up")


class Customer:
    """One visit. `live` ends when the customer has gone, for whatever reason."""

    def __init__(self, show: Show, control: Control, dialogue: Dialogue) -> None:
        self._show = show
        self._control = control
        self._chance: Chance = own(show.chance)
        self._dialogue = dialogue
        self._member: Member | None = None
        self._conversation: UUID | None = None
        self._answered: tuple[UUID | None, int] = (None, 0)
        self._visitor = Visitor(show, self._chance, dialogue.locale)

    async def live(self) -> None:
        scene = asyncio.create_task(self._scene())
        off = asyncio.create_task(self._show.over.wait())
        try:
            await asyncio.wait({scene, off}, return_when=asyncio.FIRST_COMPLETED)
            if off.done() and not scene.done():
                scene.cancel()
                await asyncio.gather(scene, return_exceptions=True)
                await self._say_goodbye()
            elif scene.done():
                scene.result()
        except Away:
            self._show.seen["gave_up"] += 1
        except Refusal as refusal:
            self._show.seen[f"refused_{refusal.code}"] += 1
        finally:
            scene.cancel()
            off.cancel()
            await self._visitor.close()
            if self._member is not None:
                self._show.board.gone(self._member)

    async def _scene(self) -> None:
        await self._arrive()
        for said in self._dialogue.opening:
            await self._say(line(said))
            await self._show.pace.sleep(self._chance.uniform(0.5, 2.0))
        await self._visitor.until(lambda: self._visitor.phase != "none", 30)
        if await self._served_by_bot():
            await self._part()
            return
        while await self._served_by_queue():
            if await self._served_by_person():
                break
        else:
            return
        await self._rate()

    async def _arrive(self) -> None:
        identity = None
        if self._chance.random() < KNOWN_SHARE:
            self._member = self._show.board.cast(self._dialogue, self._chance)
        if self._member is not None:
            identity = await self._control.identity(self._member.id)
        await self._visitor.open(identity)
        await self._show.pace.sleep(self._chance.uniform(1, 4))

    # ------------------------------------------------------------------ with the assistant
    async def _served_by_bot(self) -> bool:
        """True when the assistant's answer was enough."""
        lines = [line(said) for said in self._dialogue.to_bot]
        turns = 0
        while True:
            if not await self._answer(("bot",), 40):
                if self._visitor.phase != "bot":
                    return False
                await self._ask_for_person()
                return False
            turns += 1
            self._show.seen["bot_answers"] += 1
            impatient = self._dialogue.wants_human and (turns > 1 or self._chance.random() < 0.4)
            if lines and not impatient:
                await self._say(lines.pop(0))
            elif not impatient and self._chance.random() < self._content():
                return True
            else:
                await self._ask_for_person()
                return False

    def _content(self) -> float:
        if self._dialogue.outcome.result == "resolved_by_bot":
            return 0.95
        return 0.15 if self._dialogue.to_human or self._dialogue.wants_human else 0.4

    async def _ask_for_person(self) -> None:
        self._show.seen["asked_for_person"] += 1
        if self._chance.random() < 0.35:
            await self._say(Line(self._phrase("human")))
            if await self._visitor.until(lambda: self._visitor.phase != "bot", 8):
                return
        with contextlib.suppress(Refusal):  # somebody has taken over meanwhile
            await self._visitor.call("human", {})

    # ------------------------------------------------------------------ in the line
    async def _served_by_queue(self) -> bool:
        """True when somebody has taken the conversation, False when it is over or the customer has left."""
        patience = self._dialogue.persona.patience_seconds * self._chance.uniform(0.8, 1.4)
        if self._chance.random() < HASTY_SHARE:
            patience = self._chance.uniform(1.5, 5)
        elif not await self._come(patience * 0.6):
            await self._say(Line(self._phrase("nudge")))
            patience *= 0.6
        if await self._come(patience):
            return self._visitor.phase in PEOPLE
        self._show.seen["left_the_line"] += 1
        await self._leave_line()
        return False

    async def _come(self, seconds: float) -> bool:
        return await self._visitor.until(lambda: self._visitor.phase in (*PEOPLE, "closed"), seconds)

    async def _leave_line(self) -> None:
        view = self._visitor.view
        if view is not None and view.can_leave_message and self._chance.random() < 0.6:
            phone = self._member.phone if self._member else None
            body = {"client_id": f"leave-{view.id.hex}", "text": self._phrase("message"), "contact": {"phone": phone}}
            await self._visitor.call("leave", body)
            self._show.seen["left_message"] += 1
            return
        if self._chance.random() < 0.5:
            await self._say(Line(self._phrase("leaving")))
        await self._end()

    # ------------------------------------------------------------------ with a person
    async def _served_by_person(self) -> bool:
        """True when the talk is over; False when it waits in a line again (it was passed on)."""
        lines = [line(said) for said in self._dialogue.to_human]
        nudges = 0
        while True:
            patience = max(45.0, self._dialogue.persona.patience_seconds)
            heard = await self._answer(("agent",), patience)
            if self._visitor.phase in OVER:
                return True
            if self._visitor.phase != "with_agent":
                return False
            if not heard and not self._was_answered():
                nudges += 1
                if nudges > 2:
                    await self._end()
                    return True
                await self._say(Line(self._phrase("nudge")))
            elif lines:
                await self._say(lines.pop(0))
                await self._maybe_picture()
            elif not heard or self._told_enough():
                break
            elif self._chance.random() < 0.3:
                await self._say(Line(self._phrase("acknowledge")))
        for said in self._dialogue.closing:
            await self._say(line(said))
        if not await self._visitor.until(lambda: self._visitor.phase != "with_agent", 75):
            await self._end()
        return True

    def _told_enough(self) -> bool:
        said = [m.text for m in self._visitor.heard("agent")]
        return all(text in said for text in self._dialogue.agent) or len(said) > len(self._dialogue.agent)

    def _was_answered(self) -> bool:
        return bool(self._visitor.heard("agent"))

    async def _maybe_picture(self) -> None:
        pictures = phrases().pictures.get(self._dialogue.queue)
        if pictures and self._chance.random() < 0.12:
            await self._say(Line(image=self._chance.choice(pictures)))

    # ------------------------------------------------------------------ the end
    async def _part(self) -> None:
        for said in self._dialogue.closing:
            await self._say(line(said))
        await self._answer(("bot",), 6)
        await self._end()
        await self._rate()

    async def _end(self) -> None:
        with contextlib.suppress(Refusal):  # the other side was quicker
            await self._visitor.call("end", {})

    async def _rate(self) -> None:
        """Answer the survey, most of the time."""
        await self._visitor.until(lambda: self._visitor.phase == "closed", 10)
        view = self._visitor.view
        if view is None or view.survey != "asked":
            return
        await self._show.pace.sleep(self._chance.uniform(2, 9))
        if self._chance.random() > SURVEY_SHARE:
            return
        swing = self._chance.choice((-1, 0, 0, 0, 0, 0, 1))
        score = min(5, max(1, self._dialogue.outcome.satisfaction + swing))
        form = await self._visitor.survey_form(view.id)
        if form.scale == "yes_no":
            score = 5 if score > 3 else 1
        fitting = [reason.code for reason in form.reasons if score in reason.scores]
        reasons = [self._chance.choice(fitting)] if fitting and self._chance.random() < 0.8 else []
        comment = ""
        if form.comment and self._chance.random() < 0.25:
            comment = self._phrase("pleased" if score > 3 else "displeased")
        body = {"conversation_id": str(view.id), "score": score, "reasons": reasons, "comment": comment}
        await self._visitor.call("survey", body)
        self._show.seen["surveys"] += 1

    async def _say_goodbye(self) -> None:
        """The traffic was switched off: a last word, and gone within some seconds."""
        with contextlib.suppress(Refusal, Away):
            await self._show.pace.sleep(self._chance.uniform(0.5, 2.5))
            if self._visitor.phase in ("bot", "queued", "offered", "with_agent"):
                await self._visitor.send(kind="text", text=self._phrase("goodbye"))
            if self._visitor.is_open:  # what was on its way when the scene broke off may have opened a conversation
                await self._end()

    # ------------------------------------------------------------------ saying and hearing
    async def _answer(self, kinds: tuple[str, ...], seconds: float) -> bool:
        """Wait for the other side to speak or to change, let them finish, read it. False when nothing was said."""
        begun = self._visitor.phase
        visitor = self._visitor

        def moved() -> bool:
            return bool(self._news(kinds)) or visitor.phase != begun

        await visitor.until(moved, seconds)
        if not self._news(kinds):
            return False
        while await self._goes_on(kinds):
            pass
        news = self._news(kinds)
        self._answered = (visitor.talk, news[-1].seq)
        length = sum(len(m.text) for m in news)
        await self._show.pace.sleep(min(9.0, 0.8 + length / READ_CHARACTERS))
        await visitor.read()
        return visitor.phase == begun

    async def _goes_on(self, kinds: tuple[str, ...]) -> bool:
        """Whether the other side says more within a moment."""
        said = len(self._news(kinds))
        return await self._visitor.until(lambda: len(self._news(kinds)) > said, 1.5)

    def _news(self, kinds: tuple[str, ...]) -> list[Message]:
        talk, seq = self._answered
        return self._visitor.heard(*kinds, after=seq if talk == self._visitor.talk else 0)

    async def _say(self, said: Line) -> None:
        """Type and send one line, or take a picture and send that."""
        await self._visitor.typing(True)
        if said.image is not None:
            await self._show.pace.sleep(self._chance.uniform(4, 10))
            picture = await asyncio.to_thread(snapshot, self._chance)
            id_ = await self._visitor.picture(picture, said.text)
            self._show.seen["pictures"] += 1
        else:
            text = self._personal(said.text)
            seconds = 60 * len(text) / self._dialogue.persona.typing_cpm * self._chance.uniform(0.7, 1.2)
            await self._show.pace.sleep(min(SLOWEST_LINE, max(1.0, seconds)))
            id_ = await self._visitor.send(kind="text", text=text)
        if self._conversation is None:
            self._conversation = id_
            self._show.board.play(id_, self._dialogue)
            self._show.seen["opened"] += 1

    def _personal(self, text: str) -> str:
        """The dialogues' phone number becomes the customer's own."""
        return text.replace("0318", self._member.phone[-4:]) if self._member else text

    def _phrase(self, kind: str) -> str:
        return self._chance.choice(phrases().customer[kind][self._dialogue.language])
