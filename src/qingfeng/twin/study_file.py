"""A before-and-after study as data: parameters with their sources, designs of a centre, situations they meet, what is varied.

A world of a design may say `= name * 1.25 * other` wherever the format wants a number: the product of parameters and
numbers. So every figure stands in one place, has a source beside it, and can be varied. `common` is for YAML anchors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any, Literal

import msgspec

from qingfeng.twin.baselines import POLICIES
from qingfeng.twin.reading import Fault, Wrong, check, read
from qingfeng.twin.world import Part, World

OURS = "ours"
"""The source of what nobody else has measured for us."""
MARK = "="

FigureName = Literal[
    "first_p50", "first_p90", "first_15", "anybody_15", "abandonment", "resolved", "resolved_at_contact",
    "handle_minutes", "occupancy", "cost", "per_hour",
]  # fmt: skip
"""What a study tells of a design: see `study_figures`."""


class Named(Part, frozen=True, kw_only=True):
    """What has a name in both languages."""

    zh: str
    en: str


class Parameter(Named, frozen=True, kw_only=True):
    """A figure. `source`: a key of the study's sources, or `ours`. `why`: how it follows from it. `vary`: other values."""

    value: float
    unit_zh: str = ""
    unit_en: str = ""
    source: str = OURS
    why_zh: str = ""
    why_en: str = ""
    vary: list[float] = msgspec.field(default_factory=list)


class Design(Named, frozen=True, kw_only=True):
    """A way to run the centre: who routes (`baselines.POLICIES`), and its world, with references."""

    policy: str
    world: dict[str, Any]


class Situation(Named, frozen=True, kw_only=True):
    """`load`: what all rates are multiplied with."""

    load: float


class Variation(Named, frozen=True, kw_only=True):
    """Several parameters at once."""

    values: dict[str, float]


class Wish(Named, frozen=True, kw_only=True):
    """What is hoped for: a figure of a design in a situation, or (`against`) how many times that of another design."""

    design: str
    situation: str
    figure: FigureName
    at_least: float
    against: str = ""


class Aim(Part, frozen=True, kw_only=True):
    """Replications go on until the 95 % interval of `figure` is no wider than `half` to either side, in every design and
    situation, or there were `most`. `varied`: replications of each variation."""

    figure: FigureName
    half: float
    least: int = 5
    most: int = 60
    varied: int = 10


class Study(Part, frozen=True, kw_only=True):
    """All of it. The first design is what the others are held against; `contrast` is the one that is varied beside it.

    Parameters that are asked for by name: `bot_answer` (seconds until the digital employee answers), `bot_cost` (of a
    talk), `bot_resolved` (share of the contained that are really resolved).
    """

    name: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    limits_zh: list[str]
    limits_en: list[str]
    sources: dict[str, Named]
    parameters: dict[str, Parameter]
    common: dict[str, Any] = msgspec.field(default_factory=dict)
    designs: dict[str, Design]
    contrast: str
    situations: dict[str, Situation]
    variations: list[Variation] = msgspec.field(default_factory=list)
    wishes: list[Wish] = msgspec.field(default_factory=list)
    aim: Aim


ASKED_FOR = ("bot_answer", "bot_cost", "bot_resolved")


def values_of(study: Study, changed: Mapping[str, float] | None = None) -> dict[str, float]:
    """The parameters, some of them changed."""
    return {name: one.value for name, one in study.parameters.items()} | dict(changed or {})


def world_at(study: Study, design: str, situation: str, values: Mapping[str, float]) -> World:
    """The world of a design in a situation. Raises Wrong."""
    known = {**values, "load": study.situations[situation].load}
    raw = _filled(study.designs[design].world, known, f"designs.{design}.world")
    try:
        world = msgspec.convert(raw, World)
    except msgspec.ValidationError as error:
        text, _, field = str(error).partition(" - at ")
        place = f"designs.{design}.world{field.strip('`').removeprefix('$')}"
        raise Wrong([Fault(place, text, f"格式有误：{text}")]) from None
    try:
        check(world)
    except Wrong as wrong:
        raise Wrong(f._replace(field=f"designs.{design}.world.{f.field}") for f in wrong.faults) from None
    return world


def _filled(raw: Any, known: Mapping[str, float], field: str) -> Any:
    if isinstance(raw, dict):
        return {key: _filled(value, known, f"{field}.{key}") for key, value in raw.items()}
    if isinstance(raw, list):
        return [_filled(value, known, f"{field}[{n}]") for n, value in enumerate(raw)]
    if isinstance(raw, str) and raw.startswith(MARK):
        return _product(raw.removeprefix(MARK), known, field)
    return raw


def _product(text: str, known: Mapping[str, float], field: str) -> float | int:
    found = 1.0
    for factor in (one.strip() for one in text.split("*")):
        if factor in known:
            found *= known[factor]
            continue
        try:
            found *= float(factor)
        except ValueError:
            raise Wrong([Fault(field, f"there is no parameter {factor!r}", f"没有参数 {factor!r}")]) from None
    return int(found) if found.is_integer() else found


def variations_of(study: Study) -> list[Variation]:
    """Every parameter at each of its other values, then those of several at once."""
    single = [
        Variation(
            zh=f"{one.zh} {other:g}{one.unit_zh}",
            en=f"{one.en} {other:g}{' ' if one.unit_en and one.unit_en != '%' else ''}{one.unit_en}",
            values={name: other},
        )
        for name, one in study.parameters.items()
        for other in one.vary
    ]
    return [*single, *study.variations]


def study_of(data: bytes | str) -> Study:
    """A study all of whose worlds can be simulated. Raises Wrong."""
    study = read(data, Study)
    faults = list(_faults(study))
    if faults:
        raise Wrong(faults)
    for changed in ({}, *(one.values for one in variations_of(study))):
        for design in study.designs:
            for situation in study.situations:
                world_at(study, design, situation, values_of(study, changed))
    return study


def _faults(study: Study) -> Iterator[Fault]:
    for name in ASKED_FOR:
        if name not in study.parameters:
            yield Fault(f"parameters.{name}", "this parameter is needed", "缺少该参数")
    for name, one in study.parameters.items():
        if one.source != OURS and one.source not in study.sources:
            yield Fault(f"parameters.{name}.source", f"there is no source {one.source!r}", f"没有来源 {one.source!r}")
    if "load" in study.parameters:
        yield Fault("parameters.load", "this name is the situation's", "该名称由情形占用")
    if len(study.designs) < 2 or not study.situations:
        yield Fault("designs", "two designs and a situation are needed", "至少需要两个方案和一个情形")
    for name, situation in study.situations.items():
        if situation.load <= 0:
            yield Fault(f"situations.{name}.load", "must be above 0", "应大于 0")
    for name, design in study.designs.items():
        if design.policy not in POLICIES:
            yield Fault(
                f"designs.{name}.policy", f"must be one of {', '.join(POLICIES)}", f"可选：{'、'.join(POLICIES)}"
            )
    if study.contrast not in study.designs or study.contrast == next(iter(study.designs), None):
        yield Fault("contrast", "must be a design other than the first", "应为首个方案之外的方案")
    for n, variation in enumerate(study.variations):
        for name in variation.values:
            if name not in study.parameters:
                yield Fault(f"variations[{n}].values.{name}", "there is no such parameter", "没有这个参数")
    for n, wish in enumerate(study.wishes):
        if wish.design not in study.designs or wish.situation not in study.situations or (wish.against and wish.against not in study.designs):  # fmt: skip
            yield Fault(f"wishes[{n}]", "there is no such design or situation", "没有这个方案或情形")
    aim = study.aim
    if aim.half <= 0 or not 2 <= aim.least <= aim.most or aim.varied < 0:
        yield Fault("aim", "`half` must be above 0, and 2 <= least <= most", "half 应大于 0，且 2 ≤ least ≤ most")


def studies() -> dict[str, bytes]:
    """Those that are shipped, by name, as they were written."""
    folder = files("qingfeng.twin") / "studies"
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name)
    return {one.name.removesuffix(".yaml"): one.read_bytes() for one in found}
