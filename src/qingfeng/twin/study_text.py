"""The answers of a before-and-after study as tables and sentences, in Chinese or English; and as a page of Markdown. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from math import isfinite
from typing import NamedTuple

from qingfeng.twin.statistics import Interval
from qingfeng.twin.study_figures import FIGURES, Granted, Studied
from qingfeng.twin.study_file import OURS, FigureName, Named, Parameter, Study


class Kind(NamedTuple):
    """How a figure is told: its names, what it is multiplied with, its unit (zh, en), its places."""

    zh: str
    en: str
    times: float
    units: tuple[str, str]
    places: int


KINDS: dict[FigureName, Kind] = {
    "first_p50": Kind("人工首次响应，中位数", "First response by a person, median", 1, ("秒", "s"), 1),
    "first_p90": Kind("人工首次响应，90% 分位", "First response by a person, 90 %", 1, ("秒", "s"), 1),
    "first_15": Kind("人工 15 秒内应答", "Answered by a person within 15 s", 100, ("%", "%"), 1),
    "anybody_15": Kind("15 秒内应答（含数字员工）", "Answered by anybody within 15 s", 100, ("%", "%"), 1),
    "abandonment": Kind("放弃率（请求人工者）", "Abandonment (of who asked for a person)", 100, ("%", "%"), 1),
    "resolved": Kind("解决率（所有来访客户）", "Resolved (of all customers who came)", 100, ("%", "%"), 1),
    "resolved_at_contact": Kind("人工一次解决率", "Resolved at an agent's contact", 100, ("%", "%"), 1),
    "handle_minutes": Kind("每解决一件的人工处理时长", "Agents' handling for each matter resolved", 1, ("分钟", "min"), 2),
    "occupancy": Kind("座席利用率", "Occupancy", 100, ("%", "%"), 1),
    "cost": Kind("每解决一件的成本", "Cost of each matter resolved", 1, ("元", "yuan"), 2),
    "per_hour": Kind("每在岗小时解决件数", "Matters resolved an hour of presence", 1, ("件", ""), 2),
}  # fmt: skip
SHOWN: tuple[FigureName, ...] = ("first_15", "abandonment", "resolved", "handle_minutes", "cost")
"""Figures that are told of every variation."""


class Grid(NamedTuple):
    """A table. `left`: so many columns are words, the others figures."""

    title: str
    head: list[str]
    rows: list[list[str]]
    left: int = 1


def name_of(one: Named | Kind | Study, chinese: bool) -> str:
    """In a language."""
    return one.zh if chinese else one.en


def told(found: Interval, figure: FigureName, chinese: bool, *, signed: bool = False) -> str:
    """A figure with half its interval behind ±; a dash where there is nothing to tell."""
    kind = KINDS[figure]
    if not isfinite(found.mean):
        return "–"
    sign, unit = "+" if signed else "", _unit(kind, chinese, signed)
    mean = f"{round(found.mean * kind.times, kind.places) + 0.0:{sign}.{kind.places}f}"
    half = f" ± {found.half * kind.times:.{kind.places}f}" if isfinite(found.half) else ""
    return f"{mean}{half}{unit}"


def _unit(kind: Kind, chinese: bool, apart: bool) -> str:
    """Behind a figure; two shares are percentage points apart."""
    unit = kind.units[not chinese]
    if unit != "%":
        return f" {unit}" if unit else ""
    if apart:
        return " 个百分点" if chinese else " points"
    return "%" if chinese else " %"


# ------------------------------------------------------------------ tables
def assumptions(study: Study, chinese: bool) -> Grid:
    """Every parameter, with its source and what it is varied to."""
    head = (["Assumption", "Value", "Source", "Why", "Varied to"], ["假设", "取值", "来源", "依据", "改为"])[chinese]
    rows = [
        [name_of(one, chinese), _valued(one, one.value, chinese), _source(study, one, chinese), one.why_zh if chinese else one.why_en, _varied_to(one, chinese)]
        for one in study.parameters.values()
    ]  # fmt: skip
    return Grid("前提" if chinese else "Assumptions", head, rows, len(head))


def _varied_to(one: Parameter, chinese: bool) -> str:
    return ("、" if chinese else ", ").join(f"{value:g}" for value in one.vary)


def _valued(one: Parameter, value: float, chinese: bool) -> str:
    return f"{value:g} {one.unit_zh if chinese else one.unit_en}".strip()


def _source(study: Study, one: Parameter, chinese: bool) -> str:
    if one.source == OURS:
        return "我们设定" if chinese else "ours"
    return f"[{1 + list(study.sources).index(one.source)}]"


def results(study: Study, found: Studied, situation: str, chinese: bool) -> Grid:
    """Every figure of every design in a situation."""
    head = ["", *(name_of(one, chinese) for one in study.designs.values())]
    rows = [
        [name_of(KINDS[f], chinese), *(told(found.designs[situation][d][f], f, chinese) for d in study.designs)]
        for f in FIGURES
    ]
    return Grid(name_of(study.situations[situation], chinese), head, rows)


def differences(study: Study, found: Studied, situation: str, chinese: bool) -> Grid:
    """Every figure of every design against the first, over the same customers."""
    first, *others = study.designs
    head = ["", *(name_of(study.designs[one], chinese) for one in others)]
    rows = [
        [
            name_of(KINDS[f], chinese),
            *(told(found.differences[situation][d][f], f, chinese, signed=True) for d in others),
        ]
        for f in FIGURES
    ]
    named = name_of(study.situations[situation], chinese)
    against = name_of(study.designs[first], chinese)
    return Grid(f"{named}：与「{against}」之差" if chinese else f"{named}: against “{against}”", head, rows)


def sensitivity(study: Study, found: Studied, situation: str, chinese: bool) -> Grid:
    """What the contrast comes to, and its differences to the first design, when something is otherwise."""
    contrast = name_of(study.designs[study.contrast], chinese)
    head = [
        "改动" if chinese else "Changed",
        f"{contrast}：{KINDS['first_15'].zh}" if chinese else f"{contrast}: {KINDS['first_15'].en.lower()}",
        *(f"{KINDS[f].zh}之差" if chinese else f"Difference in: {KINDS[f].en.lower()}" for f in SHOWN),
    ]
    rows = [
        [
            one.zh if chinese else one.en,
            told(one.contrast[situation]["first_15"], "first_15", chinese),
            *(told(one.differences[situation][f], f, chinese, signed=True) for f in SHOWN),
        ]
        for one in (found.base, *found.varied)
    ]
    return Grid(name_of(study.situations[situation], chinese), head, rows)


def wishes(study: Study, found: Studied, chinese: bool) -> Grid:
    """What was hoped for, and what came out."""
    head = (["Hoped for", "Found", "Reached"], ["期望", "结果", "是否达到"])[chinese]
    rows = [[name_of(one.wish, chinese), _found(one, chinese), _reached(one, chinese)] for one in found.granted]
    return Grid("期望与结果" if chinese else "What was hoped for", head, rows)


def _found(one: Granted, chinese: bool) -> str:
    if one.wish.against:
        return f"{one.found.mean:.2f} ± {one.found.half:.2f} {'倍' if chinese else 'times'}"
    return told(one.found, one.wish.figure, chinese)


def _reached(one: Granted, chinese: bool) -> str:
    if one.reached is None:
        return "无法断定" if chinese else "cannot be told"
    return ("达到" if chinese else "yes") if one.reached else ("未达到" if chinese else "no")


# ------------------------------------------------------------------ sentences
def sentences(study: Study, found: Studied, chinese: bool) -> list[str]:
    """What the tables say: how much, from where, and under which assumptions it is otherwise."""
    said: list[str] = []
    first = next(iter(study.designs))
    for situation, of in found.designs.items():
        for figure in SHOWN:
            pair = (told(of[first][figure], figure, chinese), told(of[study.contrast][figure], figure, chinese))
            parts = _parts(study, found, situation, figure, chinese)
            named, where = name_of(KINDS[figure], chinese), name_of(study.situations[situation], chinese)
            said.append(
                f"{where}，{named}：由 {pair[0]} 变为 {pair[1]}（{parts}）。"
                if chinese
                else f"{where}, {named[0].lower() + named[1:]}: from {pair[0]} to {pair[1]} ({parts})."
            )
    return said


def _parts(study: Study, found: Studied, situation: str, figure: FigureName, chinese: bool) -> str:
    """Differences of the designs that change one thing, and of both."""
    parts = [
        f"{name_of(study.designs[design], chinese)} {told(of[figure], figure, chinese, signed=True)}"
        for design, of in found.differences[situation].items()
    ]
    return ("，" if chinese else ", ").join(parts)


def turned(study: Study, found: Studied, chinese: bool) -> list[str]:
    """Under which changes a difference is no longer told from nothing, or points the other way."""
    said: list[str] = []
    for situation in study.situations:
        for figure in SHOWN:
            base = found.base.differences[situation][figure]
            if base.holds(0.0):
                continue
            names = [
                one.zh if chinese else one.en
                for one in found.varied
                if one.differences[situation][figure].holds(0.0)
                or (one.differences[situation][figure].mean > 0) != (base.mean > 0)
            ]
            if names:
                where, named = name_of(study.situations[situation], chinese), name_of(KINDS[figure], chinese)
                listed = ("；" if chinese else "; ").join(names)
                said.append(f"{where}，{named}：{listed}" if chinese else f"{where}, {named[0].lower() + named[1:]}: {listed}")  # fmt: skip
    return said


# ------------------------------------------------------------------ the page
def digest(data: bytes) -> str:
    """Which data file a page was made from."""
    return sha256(data).hexdigest()[:16]


def page(study: Study, data: bytes, found: Studied, chinese: bool) -> str:
    """The write-up."""
    other = f"[{'English' if chinese else '中文'}]({study.name}{'' if chinese else '.zh-CN'}.md)"
    lines = [f"# {name_of(study, chinese)}", "", other, "", study.about_zh if chinese else study.about_en, ""]
    lines += [_made(study, data, found, chinese), ""]
    lines += _section("结论" if chinese else "What it says", [f"- {one}" for one in sentences(study, found, chinese)])
    lines += _grid(wishes(study, found, chinese), "##")
    lines += _section("结果" if chinese else "Results", [_legend(chinese)])
    for situation in study.situations:
        lines += _grid(results(study, found, situation, chinese), "###")
        lines += _grid(differences(study, found, situation, chinese), "###")
    lines += _grid(assumptions(study, chinese), "##")
    lines += [f"{n}. {name_of(one, chinese)}" for n, one in enumerate(study.sources.values(), 1)] + [""]
    if found.varied:
        lines += _section("敏感性" if chinese else "Sensitivity", [_about_varied(study, found, chinese)])
        for situation in study.situations:
            lines += _grid(sensitivity(study, found, situation, chinese), "###")
        others = turned(study, found, chinese)
        title = "改动后结论不同的情形" if chinese else "Where a change turns the answer"
        lines += _section(title, [f"- {one}" for one in others] or ["无。" if chinese else "Nowhere."])
    limits = study.limits_zh if chinese else study.limits_en
    lines += _section("局限" if chinese else "Limits", [f"- {one}" for one in limits])
    return "\n".join(lines).rstrip() + "\n"


def _made(study: Study, data: bytes, found: Studied, chinese: bool) -> str:
    precise = KINDS[study.aim.figure]
    half = f"{study.aim.half * precise.times:g}{_unit(precise, chinese, apart=True)}"
    if chinese:
        reached = "达到" if found.precise else "未达到（已到次数上限）"
        return (
            f"本页由 `qingfeng twin study {study.name} --out docs/studies` 生成（数据文件摘要 `{digest(data)}`，种子 {found.seed}）。"
            f"每个方案、每种情形用同一批客户与同一批客服仿真 {found.replications} 次，要求「{precise.zh}」的 95% 区间半宽不超过 {half}：{reached}。"
            "± 后为 95% 区间半宽。"
        )
    reached = "reached" if found.precise else "not reached within the most replications"
    return (
        f"Written by `qingfeng twin study {study.name} --out docs/studies` (digest of the data file `{digest(data)}`, seed {found.seed}). "
        f"Each design in each situation met the same customers and the same agents {found.replications} times; asked for was half a 95 % interval of at most {half} for “{precise.en}”: {reached}. "
        "Behind ± stands half the 95 % interval."
    )


def _legend(chinese: bool) -> str:
    if chinese:
        return "首次响应按人工接起计算，只含被接起的客户；「15 秒内应答」把放弃者计为未应答。解决率的分母是所有来访客户，重复来访算同一位。成本含客服在岗与数字员工交谈。"
    return (
        "First response is a person's, of those who were answered; within 15 s, who left counts as not answered. "
        "Resolved is out of all customers; one who comes again is still one. Cost is of agents' presence and the digital employee's talks."
    )


def _about_varied(study: Study, found: Studied, chinese: bool) -> str:
    first, contrast = (name_of(study.designs[one], chinese) for one in (next(iter(study.designs)), study.contrast))
    if chinese:
        return f"每次只改一项（末尾几行同时改几项），其余不变，各仿真 {found.varied_replications} 次；差值为「{contrast}」减「{first}」，各行都是同一批客户。"
    return (
        f"One thing is changed at a time (several at once in the last rows), {found.varied_replications} replications each; "
        f"differences are “{contrast}” minus “{first}” over the same customers, which are the same in all rows."
    )


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return [f"## {title}", "", *lines, ""]


def _grid(grid: Grid, level: str) -> list[str]:
    def row(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"

    rule = "|" + "---|" * grid.left + "---:|" * (len(grid.head) - grid.left)
    return [f"{level} {grid.title}", "", row(grid.head), rule, *map(row, grid.rows), ""]
