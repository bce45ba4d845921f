"""The house's own bot as simulated customers meet it, and many dialogues played at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from qingfeng.flow import rehearse
from qingfeng.flow.rehearse import Said, Stage
from qingfeng.kernel.db import Connection
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.rehearsal.customer import FILE
from qingfeng.modules.rehearsal.model import Answered, Dialogue, Played, RehearsedCall, Script, Verdict
from qingfeng.modules.rehearsal.playing import NOBODY, Bot, play
from qingfeng.modules.rehearsal.scoring import judge
from qingfeng.modules.rehearsal.store import RehearsalResult

AT_ONCE = 4
Told = Callable[[int, int], Awaitable[bool]]
"""How many dialogues are played, of how many; False: it is no longer wanted."""


class OwnBot:
    """`Bot`: the house's."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def talk(self, dialogue: Dialogue) -> _Talk:
        locale = "zh-CN" if dialogue.lang == "zh" else "en"
        return _Talk(self._stage, rehearse.Talk(self._stage, "-", locale=locale, open_=not dialogue.closed))


class _Talk:
    def __init__(self, stage: Stage, talk: rehearse.Talk) -> None:
        self._stage = stage
        self._talk = talk

    async def answer(self, lines: list[str]) -> Answered:
        clock = self._stage.spine.db.clock
        began = clock.monotonic()
        said = await self._talk.hears([("image", "") if one == FILE else ("text", one) for one in lines])
        return answered(said, round((clock.monotonic() - began) * 1000))


def answered(said: Said, milliseconds: int) -> Answered:
    return Answered(
        text=said.text,
        then=said.then,
        reason=said.decision.reason,
        queue=said.queue,
        suggestions=getattr(said.decision, "suggestions", []),
        articles=list(said.shown.values()),
        titles=list(said.shown),
        sure=said.sure,
        calls=[
            RehearsedCall(
                operation=one.wanted.operation,
                give=one.wanted.give,
                changes=one.wanted.changes,
                status=one.result.status,
                data=one.result.data,
                error=one.result.error,
            )
            for one in said.calls
        ],
        milliseconds=milliseconds,
    )


def result(played: Played, verdict: Verdict) -> RehearsalResult:
    """As it is kept: turn by turn only where it failed."""
    failed = bool(verdict.reasons) or not verdict.reached
    return RehearsalResult(verdict=verdict, played=played if failed else None)


async def policy(conn: Connection) -> list[str]:
    """All that the house tells its customers in articles, by which words are judged that come of none shown."""
    found = await knowledge.all_articles(conn)
    return [f"{one.title}\n{one.body}" for one in found if one.published and one.audience == "customer"]


async def play_all(
    script: Script, bot: Bot, house: Sequence[str], today: date, told: Told | None = None
) -> list[tuple[Played, Verdict]] | None:
    """Every dialogue with its verdict, in the order of the script; None when it was no longer wanted."""
    found: dict[str, tuple[Played, Verdict]] = {}
    todo = list(reversed(script.dialogues))
    wanted = True

    async def one_after_other() -> None:
        nonlocal wanted
        while todo and wanted:
            dialogue = todo.pop()
            person = script.people.get(dialogue.who, NOBODY)
            played = await play(dialogue, person, bot, today)
            found[dialogue.id] = (played, judge(dialogue, person, played, house, today))
            if told is not None and not await told(len(found), len(script.dialogues)):
                wanted = False

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(one_after_other())
    return [found[one.id] for one in script.dialogues] if wanted else None
