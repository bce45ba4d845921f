"""What insight answers over HTTP."""

from __future__ import annotations

from datetime import datetime

import msgspec

from qingfeng.modules.insight.boards import Behind
from qingfeng.modules.insight.kpi import MEASURES, Better, Kpi, Unit
from qingfeng.modules.insight.states import StateTime


class MeasureOut(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is counted; ask `/api/v1/insight/drill` for the conversations by its code."""

    code: str
    zh: str
    en: str


class KpiOut(msgspec.Struct, frozen=True, kw_only=True):
    """A figure and its one definition. `unit`: seconds; ratio from 0 to 1; score from 1 to 5. `better`: which way is good."""

    code: str
    zh: str
    en: str
    zh_definition: str
    en_definition: str
    unit: Unit
    formula: str
    measures: list[MeasureOut]
    better: Better
    target: float | None
    by_agent: bool


class KpisOut(msgspec.Struct, frozen=True):
    items: list[KpiOut]


class DrillOut(msgspec.Struct, frozen=True):
    """`next`: give it as `cursor` for the following page; None on the last."""

    items: list[Behind]
    next: str | None


class StatesOut(msgspec.Struct, frozen=True):
    items: list[StateTime]


class LiveQueue(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name_zh: str
    name_en: str
    open: bool
    waiting: int
    longest_wait_since: datetime | None


class LiveAgents(msgspec.Struct, frozen=True, kw_only=True):
    """How many agents are in each state; `connected`: ready, and their desk is open; `busy`: of those, with something in hand."""

    ready: int
    connected: int
    busy: int
    on_break: int
    offline: int
    in_hand: int


class LiveOut(msgspec.Struct, frozen=True, kw_only=True):
    """The floor at a moment, and the figures of today so far (by the house's clocks)."""

    now: datetime
    zone: str
    queues: list[LiveQueue]
    agents: LiveAgents
    today: dict[str, float | None]


def kpi_out(kpi: Kpi) -> KpiOut:
    return KpiOut(
        code=kpi.code,
        zh=kpi.zh,
        en=kpi.en,
        zh_definition=kpi.zh_definition,
        en_definition=kpi.en_definition,
        unit=kpi.unit,
        formula=kpi.formula,
        measures=[MeasureOut(code=name, zh=MEASURES[name].zh, en=MEASURES[name].en) for name in kpi.measures],
        better=kpi.better,
        target=kpi.target,
        by_agent=kpi.by_agent,
    )
