"""When the model is left alone: after failures in a row, for a while; then one turn tries it again."""

from __future__ import annotations

from qingfeng.kernel.clock import Clock

FAILURES = 3
REST_SECONDS = 30.0
LONGEST_REST = 300.0


class Breaker:
    """Of one process and one server. Each rest after a failed trial is twice as long as the last, up to five minutes."""

    def __init__(self, clock: Clock, failures: int = FAILURES, rest: float = REST_SECONDS) -> None:
        self._clock = clock
        self._most = failures
        self._first_rest = rest
        self._rest = rest
        self._failed = 0
        self._until = 0.0
        self._trying = False

    @property
    def resting(self) -> bool:
        return self._failed >= self._most

    def enter(self) -> bool:
        """Whether the model may be asked now. Who enters tells `worked`, `failed` or `left`."""
        if not self.resting:
            return True
        if self._trying or self._clock.monotonic() < self._until:
            return False
        self._trying = True
        return True

    def worked(self) -> None:
        self._failed, self._rest, self._trying = 0, self._first_rest, False

    def failed(self) -> None:
        again = self._trying
        self._failed, self._trying = self._failed + 1, False
        if self.resting:
            self._rest = min(LONGEST_REST, 2 * self._rest) if again else self._rest
            self._until = self._clock.monotonic() + self._rest

    def left(self) -> None:
        """The turn ended by something else: nothing is known of the model."""
        self._trying = False
