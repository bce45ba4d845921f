"""A supervisor for one box: starts processes in order, restarts what dies, stops everything in reverse order."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from qingfeng.app.embedded.problem import Problem
from qingfeng.kernel.clock import Clock

FIRST_WAIT = 0.2
LONGEST_WAIT = 5.0
HEALTHY_SECONDS = 30.0
"""After this long a process counts as sound again, and its next restart waits FIRST_WAIT."""


class Running(Protocol):
    """A process that was started: an Engine, or a child of ours."""

    @property
    def pid(self) -> int: ...
    @property
    def exited(self) -> asyncio.Event: ...
    async def stop(self) -> None: ...
    def kill(self) -> None: ...


@dataclass(frozen=True)
class Role:
    """One thing to keep running. `start` returns once it is up; it may raise Problem or OSError."""

    name: str
    start: Callable[[], Awaitable[Running]]


class Supervisor:
    """Keeps roles running. `told` hears, in words, what happens; `changed` is called whenever a pid changes."""

    def __init__(
        self, clock: Clock, *, told: Callable[[str, str], None], changed: Callable[[dict[str, int]], None]
    ) -> None:
        self._clock = clock
        self._told = told
        self._changed = changed
        self._running: dict[str, Running] = {}
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self.deaths: Counter[str] = Counter()

    @property
    def pids(self) -> dict[str, int]:
        """Process ids by role, of those that run now."""
        return {name: one.pid for name, one in self._running.items() if not one.exited.is_set()}

    def running(self, name: str) -> Running:
        """The process that has this role now. Raises KeyError for a role that was never started."""
        return self._running[name]

    async def start(self, role: Role) -> None:
        """Start a role, and from then on restart it whenever it ends. Raises what its first start raises."""
        await self._start(role)
        self._keepers[role.name] = asyncio.create_task(self._keep(role), name=f"keep {role.name}")

    async def bounce(self, names: Sequence[str]) -> None:
        """Stop the named roles where they run; being kept, they start again."""
        await asyncio.gather(*(self._running[name].stop() for name in names if name in self._running))

    async def stop(self, *groups: Sequence[str]) -> None:
        """Stop the named groups one after the other (all of a group at once), then whatever is left."""
        for keeper in self._keepers.values():
            keeper.cancel()
        await asyncio.gather(*self._keepers.values(), return_exceptions=True)
        left = [name for name in self._running if not any(name in group for group in groups)]
        for group in (*groups, left):
            await asyncio.gather(*(self._running[name].stop() for name in group if name in self._running))
        self._changed(self.pids)

    def kill(self) -> None:
        """End everything at once: whoever waits in `stop` need not wait any longer."""
        for one in self._running.values():
            one.kill()

    async def _start(self, role: Role) -> None:
        self._running[role.name] = await role.start()
        self._changed(self.pids)

    async def _keep(self, role: Role) -> None:
        wait = FIRST_WAIT
        while True:
            began = self._clock.monotonic()
            await self._running[role.name].exited.wait()
            if self._clock.monotonic() - began > HEALTHY_SECONDS:
                wait = FIRST_WAIT
            self.deaths[role.name] += 1
            self._tell_end(role.name, wait)
            told = wait == FIRST_WAIT
            wait = await self._restart(role, wait)
            if told:
                self._told(f"{role.name} runs again", f"{role.name} 已恢复运行")

    def _tell_end(self, name: str, wait: float) -> None:
        """Once when it ends, once more when it keeps ending; a loop must not flood the terminal."""
        if wait == FIRST_WAIT:
            self._told(f"{name} has ended; starting it again", f"{name} 已退出，正在重新启动")
        elif wait < LONGEST_WAIT <= wait * 2:
            self._told(
                f"{name} keeps ending; look at its log. It is tried again every {LONGEST_WAIT:.0f} s",
                f"{name} 反复退出，请查看其日志；将每 {LONGEST_WAIT:.0f} 秒重试一次",
            )

    async def _restart(self, role: Role, wait: float) -> float:
        """Try until it has started; gives how long the next restart should wait."""
        while True:
            await self._clock.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
            try:
                await self._start(role)
            except Problem as problem:
                self._told(f"{role.name}: {problem.en}", f"{role.name}：{problem.zh}")
            except OSError as error:
                self._told(f"{role.name} did not start: {error}", f"{role.name} 启动失败：{error}")
            else:
                return wait
