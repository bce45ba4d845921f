"""The production router with the learned match on, in the twin: it learns as it goes, from what becomes of contacts.

A class is a segment. Days are those of the run; nothing is kept from one run to the next.
"""

from __future__ import annotations

from uuid import UUID

from qingfeng.modules.routing.public import Estimates, Living, Matching, Outcome, Terms, Worth
from qingfeng.twin.seam import Ended, Production
from qingfeng.twin.world import World

FRESH_SECONDS = 60.0
"""So old may be what is known, and prices."""
STEERS = Terms(mode="steer", hold_out=0.0)
WORTH = Worth()
DAY_SECONDS = 86_400.0


class Learned(Production):
    """Learns from every outcome, and matches by it."""

    def __init__(self, world: World, seed: int, terms: Terms = STEERS, worth: Worth = WORTH) -> None:
        super().__init__(world, seed)
        self._living = Living(Estimates(), worth)
        self._matching = Matching(terms, self._living)
        self._board.matching = self._matching
        self._codes = [c.code for c in world.classes]
        self._ids = [UUID(int=agent) for agent in range(len(self._groups))]
        self._fresh_at = 0.0

    def outcome(self, contact: int, agent: int, cls: int, ended: Ended, now: float) -> None:
        day = int(now // DAY_SECONDS)
        self._living.estimates.note(
            Outcome(
                agent=self._ids[agent],
                segment=self._codes[cls],
                day=day,
                resolved=ended.resolved,
                seconds=ended.seconds,
            )
        )

    def decide(self, now: float) -> list[tuple[int, int]]:
        if now >= self._fresh_at:
            self._fresh_at = now + FRESH_SECONDS
            self._living.refresh(self._board.roster)
            self._matching.forget()
        return super().decide(now)
