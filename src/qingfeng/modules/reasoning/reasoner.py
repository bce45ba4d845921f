"""The language model as one process has it: how many turns at once, and when it is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from qingfeng.kernel.clock import Clock
from qingfeng.modules.reasoning import figures_told
from qingfeng.modules.reasoning.breaker import Breaker
from qingfeng.modules.reasoning.model import Fallback, ModelChoices, Trace
from qingfeng.ports.llm import LanguageModel

PLACES = 8
"""Turns at once in one process, of all houses: a step of the spine is held for as long."""
_ITS_FAULT = {"slow", "busy", "refused", "failed"}


class Reasoner:
    """`places`: turns at once, of all houses together."""

    def __init__(self, model: LanguageModel, clock: Clock, places: int = PLACES) -> None:
        self.model = model
        self.clock = clock
        self.places = places
        self.breaker = Breaker(clock)
        self._now: dict[UUID, int] = {}

    def enter(self, tenant: UUID, choices: ModelChoices) -> Fallback:
        """Empty: a turn may begin now; whoever was let in says `leave`. Else why not."""
        if sum(self._now.values()) >= self.places or self._now.get(tenant, 0) >= choices.together:
            return "crowded"
        if not self.breaker.enter():
            return "rest"
        self._now[tenant] = self._now.get(tenant, 0) + 1
        return ""

    @contextmanager
    def within(self, tenant: UUID) -> Iterator[None]:
        """The place is given back, whatever happens."""
        try:
            yield
        finally:
            left = self._now.get(tenant, 1) - 1
            if left:
                self._now[tenant] = left
            else:
                self._now.pop(tenant, None)
            self.breaker.left()
            figures_told.RESTING.set(int(self.breaker.resting))

    def learn(self, trace: Trace) -> None:
        """What a turn tells of the model."""
        if trace.fallback in _ITS_FAULT:
            self.breaker.failed()
        elif any(not call.error for call in trace.detail.calls):
            self.breaker.worked()
