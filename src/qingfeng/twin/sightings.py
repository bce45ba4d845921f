"""What a log of calls shows of agents: when they were there, what they take, how long they write up. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from qingfeng.twin.log import DAY, OTHER, Call

WRAP_UP = 120
"""Seconds: a longer pause while somebody waits is an absence."""
AWAY = 7200
"""Seconds: a longer pause is an absence, whether somebody waits or not."""

Spans = dict[str, list[tuple[int, int]]]
"""By server, seconds of the day from and to."""


def presence(calls: list[Call], kinds: Mapping[str, str], known: Mapping[str, list[str]]) -> Spans:
    """When each server of one day was there, as far as calls tell: between the first and the last, but for pauses in
    which somebody waited whom they could have served, and for very long ones. `known`: skills from other days too."""
    own = skills(calls, kinds)
    served = defaultdict(list)
    for call in calls:
        if call.answered:
            served[call.server].append((call.began, call.began + call.talk))
    waits = [(c.came, c.began, kinds.get(c.kind, OTHER)) for c in calls if c.wait]
    found = {}
    for server, talks in served.items():
        able = set(known.get(server, ())) | set(own[server])
        queue = np.array([(a, b) for a, b, kind in waits if kind in able], float).reshape(-1, 2)
        talks.sort()
        spans = [list(talks[0])]
        for start, end in talks[1:]:
            left = spans[-1][1]
            if start - left > AWAY or (start - left > WRAP_UP and _waited(queue, left + WRAP_UP / 2, start)):
                spans.append([start, end])
            else:
                spans[-1][1] = max(left, end)
        found[server] = [(start, min(end, DAY)) for start, end in spans if start < DAY]
    return found


def _waited(queue: NDArray[np.float64], start: float, end: float) -> bool:
    """Whether in a stretch of time anybody waited."""
    return bool(((queue[:, 0] < end) & (queue[:, 1] > start)).any())


def staff(spans: Spans, interval: int) -> NDArray[np.float64]:
    """Agents present, on average, in each interval of a day."""
    found = np.zeros(DAY // interval)
    edges = np.arange(DAY // interval) * interval
    for of in spans.values():
        for start, end in of:
            found += np.clip(np.minimum(edges + interval, end) - np.maximum(edges, start), 0, interval) / interval
    return found


def skills(calls: Iterable[Call], kinds: Mapping[str, str]) -> dict[str, list[str]]:
    """Types each server is known to take: at least three calls, and one in a hundred of theirs."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for call in calls:
        if call.answered:
            counts[call.server][kinds.get(call.kind, OTHER)] += 1
    return {s: sorted(k for k, n in of.items() if n >= max(3, 0.01 * of.total())) or [max(of, key=lambda k: of[k])] for s, of in counts.items()}  # fmt: skip


def wrap_ups(calls: list[Call]) -> list[int]:
    """Pauses of at most `WRAP_UP` after which a call was taken that had waited since before the pause began."""
    by_server = defaultdict(list)
    for call in calls:
        if call.answered:
            by_server[call.day, call.server].append(call)
    found = []
    for of in by_server.values():
        of.sort(key=lambda c: c.began)
        for before, after in pairwise(of):
            ended = before.began + before.talk
            if after.came <= ended and 0 <= after.began - ended <= WRAP_UP:
                found.append(after.began - ended)
    return found
