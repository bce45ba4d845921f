"""What insight answers over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

import msgspec

from qingfeng.modules.insight.alerts import RULES, Limit
from qingfeng.modules.insight.behind import Behind
from qingfeng.modules.insight.kpi import Better, Kpi, Unit
from qingfeng.modules.insight.measures import MEASURES, Value


class MeasureOut(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is counted; ask `/api/v1/insight/drill` for the conversations by its code. `value`: what each has
    beside it: milliseconds, a number (a score, too), or nothing. `drill`: whether conversations stand behind it."""

    code: str
    zh: str
    en: str
    value: Value
    drill: bool


class KpiOut(msgspec.Struct, frozen=True, kw_only=True):
    """A figure and its one definition. `unit`: seconds; ratio from 0 to 1; score from 1 to 5. `better`: which way is good.
    `settles`: hours after a day's end until it is known (0: at once). `least`: of fewer it is not told."""

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
    settles: int
    least: int


class KpisOut(msgspec.Struct, frozen=True):
    """`zone`: the figures' days are of this time zone; `today`: the day it is there now."""

    items: list[KpiOut]
    zone: str
    today: date


class DrillOut(msgspec.Struct, frozen=True):
    """`next`: give it as `cursor` for the following page; None on the last."""

    items: list[Behind]
    next: str | None


class AlertRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of the alerts and its limit here. `unit`: times the seconds a queue promises, waiting contacts, a ratio from
    0 to 1, minutes; `none` knows no limit. The limit lies between `least` and `most`."""

    code: str
    unit: Literal["times", "count", "ratio", "minutes", "none"]
    limit: float
    enabled: bool
    usual: float
    least: float
    most: float


class AlertRules(msgspec.Struct, frozen=True):
    items: list[AlertRule]


class AlertLimits(msgspec.Struct, frozen=True):
    items: Annotated[list[Limit], msgspec.Meta(max_length=50)]


def kpi_out(kpi: Kpi) -> KpiOut:
    return KpiOut(
        code=kpi.code,
        zh=kpi.zh,
        en=kpi.en,
        zh_definition=kpi.zh_definition,
        en_definition=kpi.en_definition,
        unit=kpi.unit,
        formula=kpi.formula,
        measures=[_measure(name) for name in kpi.measures],
        better=kpi.better,
        target=kpi.target,
        by_agent=kpi.by_agent,
        settles=kpi.settles,
        least=kpi.least,
    )


def _measure(code: str) -> MeasureOut:
    its = MEASURES[code]
    return MeasureOut(code=code, zh=its.zh, en=its.en, value=its.value, drill=its.hands or not its.time)


def rules_out(limits: Mapping[str, Limit]) -> AlertRules:
    return AlertRules(
        [
            AlertRule(
                code=code,
                unit=rule.unit,
                limit=limits[code].limit,
                enabled=limits[code].enabled,
                usual=rule.limit,
                least=rule.least,
                most=rule.most,
            )
            for code, rule in RULES.items()
        ]
    )
