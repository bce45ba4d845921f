"""`qingfeng twin run | compare | calibrate | study | scenarios`: the digital twin at the terminal. Tables on standard output, or one
line of JSON with --json; progress on standard error. Needs no running box."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from qingfeng.app import cli_study
from qingfeng.app.cli_carry import brought
from qingfeng.app.cli_table import plain, say, share, show, span
from qingfeng.app.embedded.problem import Problem, speaks_chinese, words

if TYPE_CHECKING:
    from qingfeng.twin.library import Family
    from qingfeng.twin.measure import IntervalFigures
    from qingfeng.twin.reading import Wrong
    from qingfeng.twin.study import Comparison, Summary
    from qingfeng.twin.world import World

Verbs = argparse._SubParsersAction  # the type has no public name


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    """The verb and its actions."""
    twin = verbs.add_parser("twin", help=words("the digital twin: what would happen if", "数字孪生：假如……会怎样"))
    actions = twin.add_subparsers(required=True, metavar="ACTION")
    run = actions.add_parser("run", help=words("simulate a world", "仿真一个世界"))
    run.add_argument("world", type=Path, help=words("description in YAML or JSON; - for standard input", "YAML 或 JSON 描述文件；- 表示标准输入"))  # fmt: skip
    run.add_argument("--policy", default="production", help=words("who routes (production)", "路由策略（production）"))
    run.add_argument("--figure", default="service_level", help=words("replicate until this figure is known", "重复仿真直到该指标足够精确"))  # fmt: skip
    run.add_argument("--half", type=float, default=0.01, help=words("half the width of its 95 %% interval (0.01)", "其 95%% 置信区间半宽（0.01）"))  # fmt: skip
    run.add_argument(
        "--most", type=_count, default=100, help=words("replications at most (100)", "最多重复次数（100）")
    )
    run.add_argument("--scenario", help=words("a sudden event on top (see `twin scenarios`)", "叠加突发事件（见 twin scenarios）"))  # fmt: skip
    run.add_argument("--at", type=float, default=0.0, help=words("hour of the run at which it begins (0)", "事件开始于第几小时（0）"))  # fmt: skip
    run.add_argument("--intervals", action="store_true", help=words("by interval as well", "同时按时段列出"))
    run.set_defaults(command=_run)
    compare = actions.add_parser("compare", help=words("policies over the same customers", "同一批客户下比较路由策略"))
    compare.add_argument("--family", action="append", help=words("a shipped family or a file; all shipped ones when not given", "内置家族名或文件；省略则为全部内置家族"))  # fmt: skip
    compare.add_argument("--replications", type=_count, default=20, help=words("of each (20)", "每项重复次数（20）"))
    compare.set_defaults(command=_compare)
    calibrate = actions.add_parser("calibrate", help=words("fit a world to a log of calls", "用通话日志标定世界"))
    calibrate.add_argument("log", type=Path, help=words("CSV, one row a call", "CSV，每行一通"))
    calibrate.add_argument("--test", type=Path, help=words("another log to replay; else a random half of the days", "用于回放的另一份日志；省略则随机取一半日期"))  # fmt: skip
    calibrate.add_argument("--replications", type=_count, default=5, help=words("of each day replayed (5)", "每个回放日的重复次数（5）"))  # fmt: skip
    calibrate.add_argument("--by-priority", action="store_true", help=words("classes by type and priority, not by type alone", "按类型与优先级分类，而非仅按类型"))  # fmt: skip
    calibrate.add_argument("--head-start", action="append", metavar="PRIORITY=SECONDS", help=words("how far calls of a priority are ahead in line; implies --by-priority", "某优先级在排队中提前的秒数（隐含 --by-priority）"))  # fmt: skip
    calibrate.add_argument(
        "--out", type=Path, help=words("write the fitted world to this file", "把标定的世界写入文件")
    )
    calibrate.set_defaults(command=_calibrate)
    study = actions.add_parser("study", help=words("before and after a redesign of service", "服务重构前后对照研究"))
    cli_study.options(study, _count)
    study.set_defaults(command=_study)
    listing = actions.add_parser("scenarios", help=words("the sudden events there are", "列出突发事件"))
    listing.set_defaults(command=_scenarios)
    for action in (run, compare, calibrate, study, listing):
        action.add_argument(
            "--json", action="store_true", help=words("figures as one line of JSON", "以一行 JSON 输出")
        )
    for action in (run, compare, calibrate, study):
        action.add_argument(
            "--seed", type=int, default=1, help=words("makes chance repeatable (1)", "固定随机种子（1）")
        )


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) >= 1:
        return int(text)
    raise argparse.ArgumentTypeError(
        words(f"{text!r}: a whole number from 1 on is needed", f"{text!r} 应为不小于 1 的整数")
    )


# ------------------------------------------------------------------ run
def _run(parsed: argparse.Namespace) -> int:
    from qingfeng.twin.baselines import POLICIES
    from qingfeng.twin.library import scenarios, struck
    from qingfeng.twin.reading import Wrong, world_of
    from qingfeng.twin.study import NAMES, WHOLE, Precision, profile, replicate, summary

    _one_of(parsed.policy, POLICIES, "--policy")
    _one_of(parsed.figure, {*NAMES, *WHOLE, "wait_p50", "wait_p90", "wait_p99"}, "--figure")
    try:
        world = world_of(brought(parsed.world))
    except Wrong as wrong:
        raise _problem(parsed.world, wrong) from None
    if parsed.scenario is not None:
        known = scenarios()
        _one_of(parsed.scenario, known, "--scenario")
        if not 0 <= parsed.at < world.end / 3600:
            raise Problem(f"--at {parsed.at:g} is outside the run.", f"--at {parsed.at:g} 不在仿真时段内。")
        world = struck(world, known[parsed.scenario], parsed.at)
    until = Precision(figure=parsed.figure, half=parsed.half, most=parsed.most, least=min(5, parsed.most))
    outcomes = replicate(world, POLICIES[parsed.policy], parsed.seed, until, _progress)
    found, of_day = summary(outcomes), profile(outcomes) if parsed.intervals else []
    if parsed.json:
        _json(
            {"world": world.name, "policy": parsed.policy, "seed": parsed.seed, "summary": found, "intervals": of_day}
        )
        return 0
    say(f"{world.name}: {parsed.policy}, {found.replications} × {world.days} × {world.day_hours:g} h")
    _summary(found, world)
    if of_day:
        _intervals(of_day)
    return 0


def _summary(found: Summary, world: World) -> None:
    names = {c.code: (c.zh if speaks_chinese() else c.en) or c.code for c in world.classes}
    head = (
        ("", "queued", "service level", "abandonment", "mean answer", "90 % wait", "resolved"),
        ("", "进入排队", "服务水平", "放弃率", "平均接起", "90% 等待", "解决率"),
    )
    rows = [
        [
            names.get(code, words("all", "合计")),
            f"{of['queued'].mean:.0f}",
            share(of["service_level"]),
            share(of["abandonment"]),
            span(of["speed_of_answer"]),
            span(of["wait_p90"]),
            share(of["resolution"]),
        ]
        for code, of in found.by_class.items()
    ]
    show(head[speaks_chinese()], rows)
    _promises(found, names)
    whole = found.whole
    said = (
        f"occupancy {share(whole['occupancy'])}, hours {whole['hours'].mean:.1f}, cost {whole['cost'].mean:.0f}",
        f"座席利用率 {share(whole['occupancy'])}，工时 {whole['hours'].mean:.1f}，成本 {whole['cost'].mean:.0f}",
    )
    say(said[speaks_chinese()])


def _promises(found: Summary, names: dict[str, str]) -> None:
    """Call-backs and messages, where there were any."""
    head = (
        (
            "",
            "call-backs",
            "kept",
            "broken",
            "not reached",
            "their wait",
            "messages",
            "in time",
            "their wait",
            "held back",
        ),
        ("", "约定回电", "按时", "失约", "未联系上", "回电等待", "留言", "按时", "留言等待", "延后处理"),
    )
    counted = ("promised", "kept", "broken", "unreached", "call_back_wait", "messages", "messages_in", "message_wait", "deferred")  # fmt: skip
    rows = [
        [
            names.get(code, words("all", "合计")),
            *(span(of[name]) if name.endswith("_wait") else f"{of[name].mean:.1f}" for name in counted),
        ]
        for code, of in found.by_class.items()
        if of["promised"].mean or of["messages"].mean or of["deferred"].mean
    ]
    if rows:
        show(head[speaks_chinese()], rows)


def _intervals(of_day: list[IntervalFigures]) -> None:
    head = (
        ("from", "queued", "service level", "abandonment", "mean wait", "occupancy", "staff"),
        ("起", "进入排队", "服务水平", "放弃率", "平均等待", "利用率", "在岗"),
    )
    rows = [
        [
            f"{int(of.start) // 3600:02}:{int(of.start) // 60 % 60:02}",
            f"{of.queued:.0f}",
            *(plain(value * 100, "%") for value in (of.service_level, of.abandonment)),
            plain(of.mean_wait, "s"),
            plain(of.occupancy * 100, "%"),
            f"{of.staff:.1f}",
        ]
        for of in of_day
    ]
    show(head[speaks_chinese()], rows)


# ------------------------------------------------------------------ compare
def _compare(parsed: argparse.Namespace) -> int:
    from qingfeng.twin.baselines import POLICIES
    from qingfeng.twin.library import at_load
    from qingfeng.twin.study import compare

    told: list[dict[str, Any]] = []
    for name, family in _families(parsed.family).items():
        for load in family.loads:
            world = at_load(family, load)
            _progress(f"{name}, {load:g}")
            found = compare(world, POLICIES, parsed.seed, parsed.replications, _progress)
            told.append({"family": name, "load": load, "comparison": found})
            if not parsed.json:
                say(f"{family.zh if speaks_chinese() else family.en} × {load:g}")
                _compared(found)
    if parsed.json:
        _json({"seed": parsed.seed, "replications": parsed.replications, "families": told})
    return 0


def _compared(found: Comparison) -> None:
    head = (
        (
            "policy",
            "class",
            "service level",
            f"against {found.first}",
            "abandonment",
            f"against {found.first}",
            "mean wait",
        ),
        ("策略", "类别", "服务水平", f"与 {found.first} 之差", "放弃率", f"与 {found.first} 之差", "平均等待"),
    )
    rows = []
    for policy, summary in found.policies.items():
        apart = found.differences.get(policy)
        for code, of in summary.by_class.items():
            to = apart.by_class[code] if apart is not None else None
            rows.append(
                [
                    policy,
                    code,
                    share(of["service_level"]),
                    share(to["service_level"], signed=True) if to else "",
                    share(of["abandonment"]),
                    share(to["abandonment"], signed=True) if to else "",
                    span(of["mean_wait"]),
                ]
            )
    show(head[speaks_chinese()], rows)


def _families(asked: list[str] | None) -> dict[str, Family]:
    from qingfeng.twin.library import families, family_of
    from qingfeng.twin.reading import Wrong

    shipped = families()
    if not asked:
        return shipped
    found: dict[str, Family] = {}
    for one in asked:
        if one in shipped:
            found[one] = shipped[one]
            continue
        if not Path(one).is_file():
            raise Problem(f"{one} is neither a file nor one of: {', '.join(shipped)}.", f"{one} 既不是文件，也不是内置家族：{'、'.join(shipped)}。")  # fmt: skip
        try:
            family = family_of(Path(one).read_bytes())
        except Wrong as wrong:
            raise _problem(Path(one), wrong) from None
        found[family.name] = family
    return found


# ------------------------------------------------------------------ scenarios, calibration, study
def _scenarios(parsed: argparse.Namespace) -> int:
    from qingfeng.twin.library import scenarios

    known = scenarios()
    if parsed.json:
        _json(known)
        return 0
    chinese = speaks_chinese()
    head = (("code", "event", "hours", "contacts"), ("代码", "事件", "小时", "流量倍数"))
    show(head[chinese], [[code, s.zh if chinese else s.en, f"{s.hours:g}", f"{s.overall:g}"] for code, s in known.items()])  # fmt: skip
    return 0


def _calibrate(parsed: argparse.Namespace) -> int:
    from qingfeng.app.cli_calibrate import calibrate

    return calibrate(parsed, _progress, _json)


def _study(parsed: argparse.Namespace) -> int:
    return cli_study.study(parsed, _progress, _json)


# ------------------------------------------------------------------ words
def _one_of(value: str, known: Any, option: str) -> None:
    if value not in known:
        names = ", ".join(sorted(known))
        raise Problem(f"{option} {value}: must be one of {names}.", f"{option} {value} 无效，可选：{names}。")


def _problem(file: Path, wrong: Wrong) -> Problem:
    lines = [(f"{f.field}: {f.en}", f"{f.field}：{f.zh}") for f in wrong.faults]
    return Problem(
        "\n  ".join([f"{file} cannot be simulated:", *(en for en, _ in lines)]),
        "\n  ".join([f"{file} 无法仿真：", *(zh for _, zh in lines)]),
    )


def _progress(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _json(figures: Any) -> None:
    sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")
