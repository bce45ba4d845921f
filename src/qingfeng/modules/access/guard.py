"""Who guesses at many accounts from one network address is locked out there, whichever accounts they are.

Counted by each process for itself. An address of this machine is a proxy's, behind which everybody sits: it is not
locked, the accounts still are.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from ipaddress import ip_address
from math import ceil

from qingfeng.kernel.clock import Clock
from qingfeng.kernel.errors import RateLimited

FAILURES = 40
WINDOW_SECONDS = 600.0
"""A whole office may share an address: so many wrong passwords within so long are no longer slips."""
KEPT = 20_000


class Guard:
    """Wrong passwords by network address. Right ones change nothing: an own account must not buy more guesses."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def check(self, address: str) -> None:
        """Raises RateLimited while this address has too many wrong passwords behind it."""
        wrong = self._wrong.get(address)
        if wrong is None or len(wrong) < FAILURES:
            return
        left = wrong[0] + WINDOW_SECONDS - self._clock.monotonic()
        if left > 0:
            message = "Too many wrong passwords came from your network; wait some minutes, then try again."
            raise RateLimited("locked_address", message, seconds=ceil(left))

    def failed(self, address: str) -> None:
        """Count a wrong password."""
        if not address or _of_this_machine(address):
            return
        wrong = self._wrong.setdefault(address, deque(maxlen=FAILURES))
        wrong.append(self._clock.monotonic())
        self._wrong.move_to_end(address)
        if len(self._wrong) > KEPT:
            self._wrong.popitem(last=False)


def _of_this_machine(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
