"""A simulated agent: signs in, takes what is offered, works on several conversations at once, rests, goes home."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

from qingfeng.app.demo import content
from qingfeng.app.demo.desk import Desk, StrangeTenant
from qingfeng.app.demo.life import Chance, own
from qingfeng.app.demo.scripts import phrases
from qingfeng.app.demo.show import Show
from qingfeng.app.demo.talk import Talk
from qingfeng.app.demo.web import Away, Refusal
from qingfeng.kernel import log
from qingfeng_client.generated import desk as calls
from qingfeng_client.generated import models as m
from qingfeng_client.generated.models import Offer

logger = log.get(__name__)
ACCEPT_SECONDS = (1.0, 5.0)
MISS_SHARE = 0.03
DECLINE_SHARE = 0.03
WORK_SECONDS = (300.0, 900.0)
"""Between two breaks."""
LAST_LOOKS = 4
RESTING_SHARE = 0.25
"""At most so many of all agents rest at once."""


def emails() -> list[str]:
    """Who takes part: everybody of the demo with a seat, except those kept for people who try the product."""
    kept = {one.email for one in content.SIGN_INS}
    return [p["email"] for p in content.people() if p["capacity"] > 0 and p["email"] not in kept]


class Agent:
    """One shift. `live` ends when the agent has gone home; raises StrangeTenant for an account that is not the demo's."""

    def __init__(self, show: Show, email: str) -> None:
        self._show = show
        self._chance: Chance = own(show.chance)
        self._desk = Desk(show, self._chance, email)
        self._talks: dict[UUID, asyncio.Task[None]] = {}
        self._offered: set[UUID] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def live(self) -> None:
        work = asyncio.create_task(self._work())
        off = asyncio.create_task(self._show.over.wait())
        try:
            await asyncio.wait({work, off}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
            elif self._desk.user:
                await self._go_home()
        except Refusal as refusal:
            # A changed password, for one: trying again would lock the account for whoever changed it.
            logger.warning("agent refused", agent=self._desk.email, code=refusal.code)
        except Away:
            self._show.seen["gave_up"] += 1
        finally:
            for task in (work, off, *self._tasks, *self._talks.values()):
                task.cancel()

    async def _work(self) -> None:
        while not await self._begin():
            pass
        self._spawn(self._desk.stay())
        self._spawn(self._rest_now_and_then())
        while True:
            self._offered &= self._desk.offers.keys()
            for offer in list(self._desk.offers.values()):
                if offer.id not in self._offered:
                    self._offered.add(offer.id)
                    self._spawn(self._consider(offer))
            for id_, row in list(self._desk.rows.items()):
                if row.phase in ("with_agent", "wrap_up") and id_ not in self._talks:
                    task = asyncio.create_task(self._safely(Talk(self._show, self._desk, self._chance, id_).run()))
                    self._talks[id_] = task
            for id_ in [id_ for id_, task in self._talks.items() if task.done()]:
                del self._talks[id_]
            await self._desk.until(self._something_new, 5)

    async def _begin(self) -> bool:
        """Open the desk and be ready; False when the server was away too long, to be tried again."""
        try:
            wire = await self._desk.open()
            self._tasks.add(wire)
            await self._desk.be("ready")
        except Away:
            return False
        return True

    def _something_new(self) -> bool:
        waiting = self._desk.offers.keys() - self._offered
        mine = {id_ for id_, row in self._desk.rows.items() if row.phase in ("with_agent", "wrap_up")}
        return bool(waiting or mine - self._talks.keys()) or any(task.done() for task in self._talks.values())

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._safely(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _safely(self, work: Coroutine[Any, Any, None]) -> None:
        """One matter that goes wrong (somebody was quicker, the server was away) ends only itself."""
        try:
            await work
        except Refusal as refusal:
            self._show.seen[f"refused_{refusal.code}"] += 1
            await self._show.pace.sleep(3)
        except Away:
            self._show.seen["gave_up"] += 1
        except StrangeTenant:
            self._show.over.set()

    # ------------------------------------------------------------------ offers
    async def _consider(self, offer: Offer) -> None:
        """Accept within some seconds, mostly; sometimes say no, sometimes not see it at all."""
        luck = self._chance.random()
        if luck < MISS_SHARE:
            self._show.seen["missed"] += 1
            return
        await self._show.pace.sleep(self._chance.uniform(*ACCEPT_SECONDS))
        if offer.id not in self._desk.offers:
            return
        if luck < MISS_SHARE + DECLINE_SHARE:
            reason = self._chance.choice(self._desk.reasons["decline"])["code"]
            await self._desk.ask(calls.decline(offer.id, m.DeclineIn(reason=reason)))
            self._show.seen["declined"] += 1
            return
        await self._desk.ask(calls.accept(offer.id))
        self._show.seen["accepted"] += 1

    # ------------------------------------------------------------------ breaks
    async def _rest_now_and_then(self) -> None:
        while True:
            await self._show.pace.sleep(self._chance.uniform(*WORK_SECONDS))
            if not self._missed() and self._show.resting + 1 <= self._show.seats * RESTING_SHARE:
                self._show.resting += 1
                try:
                    await self._rest()
                finally:
                    self._show.resting -= 1
            if self._missed():
                await self._desk.be("ready")

    def _missed(self) -> bool:
        """Put on a break by the rule on missed offers."""
        presence = self._desk.presence
        return presence is not None and presence.state == "break" and presence.reason == "missed_offers"

    async def _rest(self) -> None:
        breaks = [one for one in phrases().breaks for _ in range(one.weight)]
        chosen = self._chance.choice(breaks)
        await self._desk.be("break", chosen.reason, when="after")
        desk = self._desk

        def resting() -> bool:
            return desk.presence is not None and desk.presence.state == "break"

        await desk.until(resting, 240)
        self._show.seen["breaks"] += 1
        await self._show.pace.sleep(self._chance.uniform(*chosen.seconds))
        await desk.be("ready")

    # ------------------------------------------------------------------ the end
    async def _go_home(self) -> None:
        """No new offers from now on; finish what is there; then offline."""
        await self._desk.be("offline", when="after")
        for task in self._talks.values():
            task.cancel()
        await asyncio.gather(*self._talks.values(), return_exceptions=True)
        for _ in range(LAST_LOOKS):
            await self._desk.refresh()
            leaving = [Talk(self._show, self._desk, self._chance, id_).leave() for id_ in self._desk.rows]
            if not leaving:
                break
            await asyncio.gather(*(self._safely(one) for one in leaving))
        await self._desk.be("offline")
        await self._desk.sign_out()
