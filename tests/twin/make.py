"""Small worlds."""

from __future__ import annotations

from typing import Any

from qingfeng.twin.reading import check
from qingfeng.twin.world import Agents, Arrivals, Contacts, Handling, Patience, World


def contacts(code: str = "a", **more: Any) -> Contacts:
    """36 calls an hour of 100 s, people who wait for 60 s on average."""
    given: dict[str, Any] = {
        "arrivals": Arrivals(rate=36.0),
        "patience": Patience(mean=60.0),
        "handling": Handling(mean=100.0, shape="exponential"),
    }
    return Contacts(code=code, **{**given, **more})


def world(*classes: Contacts, groups: list[Agents] | None = None, **more: Any) -> World:
    """A checked world of one day of ten hours with two agents."""
    made = World(
        name="small",
        classes=list(classes) or [contacts()],
        groups=groups or [Agents(code="g", count=2)],
        **{"day_hours": 10.0, **more},
    )
    check(made)
    return made
