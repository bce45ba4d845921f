"""A log of calls as the twin itself would write it."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

from qingfeng.twin.log import COLUMNS
from qingfeng.twin.run import ABANDONED, simulate
from qingfeng.twin.seam import Production
from qingfeng.twin.world import Agents, Arrivals, Handling, Patience, Shift, World
from tests.twin.make import contacts, world

MONDAY = date(2026, 3, 2)


def house() -> World:
    """Two types of calls in the daytime, six agents of whom two are slow; patience of two minutes."""
    day = [0.0] * 16 + [60.0] * 20 + [0.0] * 12
    shift = [Shift(count=2, start=8, end=19)]
    every = {"PS": 1, "NW": 1}
    return world(
        contacts("PS", skills={"PS": 1}, arrivals=Arrivals(rate=day), patience=Patience(mean=120.0), handling=Handling(mean=200.0, cv=1.0)),
        contacts("NW", skills={"NW": 1}, arrivals=Arrivals(rate=[r / 2 for r in day]), patience=Patience(mean=120.0), handling=Handling(mean=120.0, cv=0.5)),
        groups=[
            Agents(code="quick", count=2, skills=every, speed={"*": 0.8}, shifts=shift),
            Agents(code="plain", count=2, skills=every, shifts=shift),
            Agents(code="slow", count=2, skills={"PS": 1}, speed={"*": 1.4}, shifts=shift),
        ],
        day_hours=24.0,
        interval=1800,
    )  # fmt: skip


def clock(second: float) -> str:
    whole = int(second)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def written(days: int = 6, seed: int = 5) -> str:
    """Rows of so many working days, whole seconds, in the format of a call log."""
    made, out = house(), io.StringIO()
    table = csv.DictWriter(out, [*COLUMNS, "customer"], restval="")
    table.writeheader()
    for number in range(days):
        day = MONDAY + timedelta(days=number // 5 * 7 + number % 5)
        records = simulate(made, Production, seed, number)
        rows = zip(
            records.cls, records.queued, records.wait, records.outcome, records.agent, records.handled, strict=True
        )
        for cls, queued, wait, outcome, agent, talk in rows:
            gone = outcome == ABANDONED
            came, waited, took = int(queued), round(wait), 0 if gone else max(1, round(talk))
            if gone and not waited:
                continue
            start = 0 if gone else came + waited
            table.writerow(
                {
                    "date": day.isoformat(),
                    "priority": "0",
                    "type": made.classes[cls].code,
                    "q_start": clock(came if waited else 0),
                    "q_exit": clock(came + waited if waited else 0),
                    "q_time": waited,
                    "outcome": "HANG" if gone else "AGENT",
                    "ser_start": clock(start),
                    "ser_exit": clock(start + took if took else 0),
                    "ser_time": took,
                    "server": "" if gone else f"A{agent}",
                }
            )
    return out.getvalue()
