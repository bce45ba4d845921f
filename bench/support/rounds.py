"""Two sides in turns at the same load, and what is made of it: the median of the ratios of the calmest rounds.

A round is calm or not by what the processor did for others meanwhile, never by how it came out. All rounds are shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Any

from bench.support.meter import TICK, latency
from bench.support.table import ratio

CALM = 0.25
"""Cores used by others, or taken by the machine's host: with less a round is calm."""
IDLE, WAITING, STOLEN = 3, 4, 7
"""Columns of /proc/stat; what guests used (8, 9) is counted in the first two already."""


def machine() -> float:
    """Seconds that all processors together were busy or taken away."""
    columns = [int(ticks) for ticks in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1 : STOLEN + 1]]
    return sum(ticks for i, ticks in enumerate(columns) if i not in (IDLE, WAITING)) / TICK


class Others:
    """While entered, watches; then `cores` is what was used by anybody but `ours` (their CPU seconds so far)."""

    def __init__(
        self,
        ours: Callable[[], float],
        all_: Callable[[], float] = machine,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ours, self._all, self._now = ours, all_, now
        self.cores = 0.0

    def __enter__(self) -> Others:
        self._began, self._busy, self._own = self._now(), self._all(), self._ours()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        used = (self._all() - self._busy) - (self._ours() - self._own)
        self.cores = round(max(0.0, used) / (self._now() - self._began), 2)


@dataclass(frozen=True)
class Round:
    """What one round found. `ours`: latencies by direction in seconds; `cpu_*`: seconds for all its messages."""

    ours: dict[str, list[float]]
    floor: list[float]
    others: float
    cpu_ours: float
    cpu_floor: float
    sent: int
    sent_floor: int

    def ratio(self, which: str, percentile: str) -> float:
        return ratio(latency(self.ours[which])[percentile], latency(self.floor)[percentile])

    def row(self) -> list[object]:
        ours, floor = latency(self.ours["both"]), latency(self.floor)
        return [self.others, ours["p50"], ours["p95"], floor["p50"], floor["p95"], self.ratio("both", "p95")]


HEAD = ("others, cores", "p50", "p95", "floor p50", "floor p95", "p95 ratio")


def enough(rounds: Sequence[Round], wanted: int, most: int) -> bool:
    return len(rounds) >= most or sum(r.others <= CALM for r in rounds) >= wanted


def calmest(rounds: Sequence[Round], wanted: int) -> list[Round]:
    """So many of them, those in which others did least."""
    return sorted(rounds, key=lambda r: r.others)[:wanted]


def found(rounds: Sequence[Round], wanted: int) -> dict[str, Any]:
    """What the calmest say: latencies of all of them together, medians of their ratios, and the spread of those."""
    kept = calmest(rounds, wanted)
    names = list(kept[0].ours)
    ours = {name: latency([t for r in kept for t in r.ours[name]]) for name in names}
    p95 = sorted(r.ratio("both", "p95") for r in kept)
    cpu_ours = sum(r.cpu_ours for r in kept) / sum(r.sent for r in kept) * 1e3
    cpu_floor = sum(r.cpu_floor for r in kept) / sum(r.sent_floor for r in kept) * 1e3
    return {
        "rounds": len(rounds),
        "kept": len(kept),
        "calm": sum(r.others <= CALM for r in kept),
        "others_most": max(r.others for r in kept),
        "ours": ours,
        "floor": latency([t for r in kept for t in r.floor]),
        "ratios": {n: {p: round(median(r.ratio(n, p) for r in kept), 2) for p in ("p50", "p95", "p99")} for n in names},
        "p95_ratios": p95,
        "cpu_ms_ours": round(cpu_ours, 3),
        "cpu_ms_floor": round(cpu_floor, 3),
        "cpu_ratio": ratio(cpu_ours, cpu_floor),
    }
