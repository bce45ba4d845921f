"""What all simulated people share: where they go, how fast time passes, what is played, whether it goes on."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from qingfeng.app.demo.life import Chance, Pace
from qingfeng.app.demo.scripts import Board
from qingfeng.app.demo.web import Web
from qingfeng.kernel.clock import Clock


@dataclass(slots=True)
class Show:
    """One run of the traffic, from switched on to switched off."""

    web: Web
    clock: Clock
    pace: Pace
    chance: Chance
    board: Board = field(default_factory=Board)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the traffic was switched off: everybody ends politely."""
    seen: Counter[str] = field(default_factory=Counter)
    """What has happened so far, by name."""
    resting: int = 0
    """Agents who are on a break now."""
    seats: int = 0
    """Agents who take part."""
