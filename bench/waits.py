"""How right the announced waits are, in the twin, where it is known how long everybody really waited.

    python -m bench waits [--quick]

Every wait of a run is foretold from what was known when it began (`expected.coverage`) and held against what became of
it: the share within the median (50 % would be perfect), within the 90 % quantile (aim: 85 to 95 %), and within the minutes
that are announced, which are rounded up. The last rows are a promotion that begins in the middle of the day: honest
figures where the past misleads.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from typing import Any

from bench.support.table import last, show
from qingfeng.modules.routing.expected import Observed, coverage
from qingfeng.twin.library import at_load, families, scenarios, struck
from qingfeng.twin.run import ABANDONED, ANSWERED, Records, simulate
from qingfeng.twin.seam import Production
from qingfeng.twin.world import World

SEED, PROMOTION, BEGINS = 3, "promotion", 3.0


def observed(records: Records, cls: int) -> list[Observed]:
    """The waits of a class, with how many waited when each began; a class is a line of its own."""
    rows = [
        (records.queued[n], records.queued[n] + records.wait[n], records.outcome[n] == ANSWERED)
        for n in range(len(records.cls))
        if records.cls[n] == cls and records.outcome[n] in (ANSWERED, ABANDONED)
    ]
    began, ended = sorted(row[0] for row in rows), sorted(row[1] for row in rows)
    found = []
    for came, end, answered in rows:
        here = bisect_right(began, came) - 1 - bisect_right(ended, came)
        found.append(Observed(came, end, max(0, here), answered))
    return found


def rows_of(name: str, world: World, runs: int) -> list[dict[str, Any]]:
    found = []
    for n, contacts in enumerate(world.classes):
        told = [coverage(observed(simulate(world, Production, SEED, run), n)) for run in range(runs)]
        count = sum(one.told for one in told)

        def mean(what: str, told: list[Any] = told, count: int = count) -> float | None:
            return round(sum(getattr(one, what) * one.told for one in told if one.told) / count, 3) if count else None

        shares = {what: mean(what) for what in ("median", "far", "announced")}
        found.append({"world": name, "line": contacts.code, "waits": count, **shares})
    return found


def main() -> None:
    runs = 1 if "--quick" in sys.argv else 5
    rows = []
    for name, family in families().items():
        rows += rows_of(name, at_load(family, 1.0), runs)
    calm = at_load(families()["two_queues"], 0.8)
    rows += rows_of("two_queues, promotion", struck(calm, scenarios()[PROMOTION], BEGINS), runs)
    show(list(rows[0]), [list(row.values()) for row in rows])
    last("waits", {"runs": runs, "aim": [0.85, 0.95], "rows": rows})


if __name__ == "__main__":
    main()
