"""What this machine gives us: cores and memory, as a container's limits leave them."""

import os
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
MOST = 6
"""More processes than this would wait for each other's disk."""
GIGABYTE = 1_000_000_000
NEEDS = 1.5 * GIGABYTE
"""Memory of one process of tests with its engines and perhaps a browser."""


def cores(groups: Path = GROUPS) -> int:
    """Cores that this process may keep busy: a container that may use two of sixty-four has two."""
    if hasattr(os, "sched_getaffinity"):
        here = len(os.sched_getaffinity(0))
    else:
        here = os.cpu_count() or 1
    quota = _quota(groups)
    return max(1, here if quota is None else min(here, round(quota)))


def memory(groups: Path = GROUPS, known: Path = Path("/proc/meminfo")) -> float | None:
    """Bytes that this process and what it starts may use; None where the system does not tell."""
    found = []
    for name in ("memory.max", "memory/memory.limit_in_bytes"):
        text = _read(groups / name)
        if text.isdigit():
            found.append(float(text))
    lines = _read(known).splitlines()
    found += [float(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
    return min(found, default=None)


def processes(more: int = 0) -> int:
    """How many processes of tests this machine bears: one for each core, and `more` as they wait a good deal."""
    room = memory()
    bearable = MOST if room is None else max(1, int(room / NEEDS))
    return min(cores() + more, bearable, MOST)


def _quota(groups: Path) -> float | None:
    """Cores that a control group grants (version 2, else version 1); None when it sets no limit."""
    parts = _read(groups / "cpu.max").split()
    if not parts:
        parts = [_read(groups / "cpu" / f"cpu.cfs_{name}_us") for name in ("quota", "period")]
    try:
        granted, period = (float(part) for part in parts)
    except ValueError:
        return None
    return granted / period if granted > 0 and period > 0 else None


def _read(file: Path) -> str:
    try:
        return file.read_text().strip()
    except OSError:
        return ""
