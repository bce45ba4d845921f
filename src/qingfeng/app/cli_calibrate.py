"""`qingfeng twin calibrate LOG.csv`: fits a world to a log of calls, and replays days it has not seen."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from qingfeng.app.cli_table import say, show
from qingfeng.app.embedded.problem import Problem, speaks_chinese, words

if TYPE_CHECKING:
    from qingfeng.twin.calibrate import Fit
    from qingfeng.twin.log import Log
    from qingfeng.twin.replay import Part, Replayed

TOLD = 20
"""Bad rows that are told one by one."""


def calibrate(parsed: argparse.Namespace, progress: Callable[[str], None], as_json: Callable[[Any], None]) -> int:
    """Gives the exit code: 0, or 1 when no row could be used."""
    from qingfeng.kernel.clock import rng
    from qingfeng.twin.calibrate import fit, typical
    from qingfeng.twin.log import told_by_waiting
    from qingfeng.twin.replay import replay
    from qingfeng.twin.seam import Production

    head_start = _head_start(parsed.head_start or [])
    log = _read(parsed.log, progress)
    if parsed.test is None:
        days = log.days
        held = set(rng(parsed.seed).sample(days, len(days) // 2))
        train, test = [c for c in log.calls if c.day not in held], [c for c in log.calls if c.day in held]
    else:
        train, test = log.calls, _read(parsed.test, progress).calls
    try:
        made = fit(train, by_priority=parsed.by_priority or bool(head_start), head_start=head_start)
    except ValueError:
        raise Problem("The log needs at least two days with answered calls to fit, besides those to replay.", "除回放日外，日志至少需要两天有接通记录的数据。") from None  # fmt: skip
    if made.by_priority and told_by_waiting(train):
        progress(words("Priorities seem to be recorded only for those who waited: better without --by-priority.", "优先级似乎只在排队后才记录，建议不加 --by-priority。"))  # fmt: skip
    found = replay(made, test, Production, parsed.seed, parsed.replications, progress)
    if parsed.out is not None:
        parsed.out.write_bytes(msgspec.yaml.encode(typical(made, "full")))
        progress(words(f"Written: {parsed.out}", f"已写入：{parsed.out}"))
    if parsed.json:
        as_json({"bad_rows": len(log.bad), "ignored": log.ignored, "fit": made, "replay": found})
        return 0
    _fitted(made, log)
    _replayed(found)
    return 0


def _read(file: Path, progress: Callable[[str], None]) -> Log:
    from qingfeng.twin.log import read_log
    from qingfeng.twin.reading import Wrong

    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            log = read_log(lines)
    except (FileNotFoundError, IsADirectoryError):
        raise Problem(f"There is no file {file}.", f"找不到文件 {file}。") from None
    except UnicodeDecodeError:
        raise Problem("This file is not UTF-8.", "文件不是 UTF-8 编码。") from None
    except Wrong as wrong:
        names = ", ".join(fault.field for fault in wrong.faults)
        raise Problem(f"{file} lacks columns: {names}.", f"{file} 缺少列：{names}。") from None
    for bad in log.bad[:TOLD]:
        progress(words(f"{file}, line {bad.line}: {bad.en}", f"{file} 第 {bad.line} 行：{bad.zh}"))
    if len(log.bad) > TOLD:
        progress(words(f"… and {len(log.bad) - TOLD} more bad rows", f"……另有 {len(log.bad) - TOLD} 行有误"))
    if not log.calls:
        raise Problem(f"{file} has no row that can be used.", f"{file} 没有可用的记录。")
    return log


def _head_start(given: list[str]) -> dict[str, int]:
    found = {}
    for text in given:
        priority, _, seconds = text.partition("=")
        if not priority or not seconds.isdigit():
            raise Problem(f"--head-start {text}: must be PRIORITY=SECONDS.", f"--head-start {text} 应为“优先级=秒数”。")
        found[priority] = int(seconds)
    return found


# ------------------------------------------------------------------ words
def _fitted(made: Fit, log: Log) -> None:
    said = (
        f"{len(log.calls)} calls, {len(log.bad)} bad rows, {sum(log.ignored.values())} that never asked for a person",
        f"{len(log.calls)} 通来电，{len(log.bad)} 行有误，{sum(log.ignored.values())} 行未请求人工",
    )
    say(said[speaks_chinese()])
    spread = (
        f"days vary by {made.day_cv:.1%} beyond Poisson, half hours by {made.interval_cv:.1%} (correlation {made.interval_correlation:.2f}); wrap-up {made.wrap_up:.1f} s",
        f"日间超泊松波动 {made.day_cv:.1%}，半小时间 {made.interval_cv:.1%}（相关 {made.interval_correlation:.2f}）；话后 {made.wrap_up:.1f} 秒",
    )
    say(spread[speaks_chinese()] + "\n")
    head = (
        ("type", "talk s", "variation", "slowest / fastest agent", "waits on at 60 s", "at 180 s"),
        ("类型", "通话秒", "变异系数", "最慢/最快座席", "60 秒仍等待", "180 秒仍等待"),
    )
    rows = []
    for kind, (mean, cv) in made.handling.items():
        factors = [of[kind] for of in made.factors.values()]
        stay = [next((s for t, s in reversed(made.survival[kind]) if t <= at), 1.0) for at in (60, 180)]
        rows.append(
            [kind, f"{mean:.0f}", f"{cv:.2f}", f"{max(factors) / min(factors):.2f}", *(f"{s:.1%}" for s in stay)]
        )
    show(head[speaks_chinese()], rows)


def _replayed(found: Replayed) -> None:
    head = (
        ("", "calls", "abandoned", "95 %", "simulated", "least .. most", "wait s", "simulated", "distance", "two runs"),
        ("", "来电", "放弃率", "95%", "仿真", "最小 .. 最大", "等待秒", "仿真", "距离", "两次仿真"),
    )
    rows = [_row(words("all", "合计"), found.whole)]
    rows += [_row(code, part) for code, part in found.by_class.items()]
    rows += [_row(f"{hour:02}:00", part) for hour, part in found.by_hour.items()]
    days = (f"{len(found.days)} days replayed, {found.replications} times each", f"回放 {len(found.days)} 天，每天 {found.replications} 次")  # fmt: skip
    say(days[speaks_chinese()])
    show(head[speaks_chinese()], rows)
    quantiles = (
        ("waits", "observed s", "simulated s", "least .. most"),
        ("等待分位", "实际秒", "仿真秒", "最小 .. 最大"),
    )
    show(
        quantiles[speaks_chinese()],
        [[f"{q:.0%}", f"{a:.0f}", f"{b:.0f}", f"{c:.0f} .. {d:.0f}"] for q, a, b, c, d in found.quantiles],
    )
    apart = (
        f"distance of the waits: a day and its run {_number(found.day_apart)}; noise floor, two days {_number(found.days_apart)}",
        f"等待分布距离：一天与其仿真 {_number(found.day_apart)}；噪声基线（两天之间）{_number(found.days_apart)}",
    )
    say(apart[speaks_chinese()])


def _row(name: str, part: Part) -> list[str]:
    return [
        name,
        str(part.calls),
        f"{part.left:.1%}",
        f"{part.left_low:.1%} .. {part.left_high:.1%}",
        f"{part.left_simulated:.1%}",
        f"{part.left_least:.1%} .. {part.left_most:.1%}",
        f"{part.wait:.0f}",
        f"{part.wait_simulated:.0f}",
        _number(part.apart),
        _number(part.runs_apart),
    ]


def _number(value: float) -> str:
    return "–" if isnan(value) else f"{value:.3f}"
