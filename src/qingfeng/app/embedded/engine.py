"""What every engine on this box is to its starter."""

from __future__ import annotations

import asyncio
import signal

from qingfeng.app.embedded.processes import Process


class Engine:
    """A running engine: where it is, which process it is, and how to stop it."""

    def __init__(
        self, url: str, process: Process, *, ask: signal.Signals, limit: float, urge: signal.Signals = signal.SIGKILL
    ) -> None:
        self.url = url
        self._process = process
        self._ask = ask
        self._limit = limit
        self._urge = urge

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def code(self) -> int | None:
        """Exit code once it has ended; negative: the signal that ended it."""
        return self._process.code

    @property
    def exited(self) -> asyncio.Event:
        """Set once the process is gone, for whatever reason."""
        return self._process.exited

    async def stop(self) -> None:
        """Stop in good order, within a time limit. Harmless when it is gone already."""
        await self._process.stop(ask=self._ask, limit=self._limit)

    def kill(self) -> None:
        """End it at once, without waiting; it recovers at its next start."""
        self._process.send(self._urge)
