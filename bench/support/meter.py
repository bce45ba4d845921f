"""CPU and memory of processes, from /proc; percentiles; what this machine is."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if int(_stat(int(entry.name))[1]) == pid:
                    found.append(int(entry.name))
            except (OSError, IndexError):
                continue  # ended meanwhile
    return found


def cpu(pid: int) -> float:
    """Seconds of CPU (user and system) of a process and its children, living and ended."""
    own = sum(int(ticks) for ticks in _stat(pid)[11:15]) / TICK
    return own + sum(_own(child) for child in _children(pid))


def _own(pid: int) -> float:
    try:
        return sum(int(ticks) for ticks in _stat(pid)[11:13]) / TICK
    except OSError:
        return 0.0


def rss(pid: int) -> int:
    """Bytes that are resident."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


def spent(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """Seconds by role between two readings."""
    return {role: after[role] - before[role] for role in before}


def per(seconds: Mapping[str, float], n: int) -> dict[str, float]:
    """Milliseconds for each of `n`, by role, and their sum as `all`."""
    each = {role: round(value * 1e3 / n, 3) for role, value in seconds.items()}
    return {**each, "all": round(sum(seconds.values()) * 1e3 / n, 3)}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that this share of all does not exceed; 0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1))]


def latency(values: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds of durations in seconds."""
    return {f"p{p}": round(percentile(values, p / 100) * 1e3, 2) for p in (50, 95, 99)}


def machine() -> dict[str, str | float | int]:
    """What the figures were taken on, and how busy it was before."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    return {
        "cpu": model,
        "cores": os.cpu_count() or 1,
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }
