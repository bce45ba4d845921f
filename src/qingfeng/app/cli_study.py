"""`qingfeng twin study`: a before-and-after study out of its data file, as tables, JSON, or pages in both languages."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from qingfeng.app.cli_carry import brought
from qingfeng.app.cli_table import say, show
from qingfeng.app.embedded.problem import Problem, speaks_chinese, words

if TYPE_CHECKING:
    from qingfeng.twin.study_figures import Studied
    from qingfeng.twin.study_file import Study
    from qingfeng.twin.study_text import Grid

SHIPPED = "redesign"


def options(study: argparse.ArgumentParser, count: Callable[[str], int]) -> None:
    """What the verb takes."""
    study.add_argument("study", nargs="?", default=SHIPPED, help=words(f"a shipped study or a file ({SHIPPED})", f"内置研究名或文件（{SHIPPED}）"))  # fmt: skip
    study.add_argument("--half", type=float, help=words("half the width of the interval that is asked for", "要求的置信区间半宽"))  # fmt: skip
    study.add_argument("--most", type=count, help=words("replications at most", "最多重复次数"))
    study.add_argument("--varied", type=count, help=words("replications of each variation", "每项敏感性改动的重复次数"))
    study.add_argument("--base-only", action="store_true", help=words("no sensitivity table", "不做敏感性分析"))
    study.add_argument("--out", type=Path, help=words("folder to write the pages to, in both languages", "把中英文报告写入该目录"))  # fmt: skip


def study(parsed: argparse.Namespace, progress: Callable[[str], None], as_json: Callable[[Any], None]) -> int:
    """Gives the exit code. Raises Problem."""
    from qingfeng.twin.reading import Wrong
    from qingfeng.twin.study_figures import conduct
    from qingfeng.twin.study_file import study_of
    from qingfeng.twin.study_text import page

    data = _read(parsed.study)
    try:
        made = _aimed(study_of(data), parsed)
    except Wrong as wrong:
        raise _problem(parsed.study, wrong) from None
    if parsed.out is not None and not parsed.out.is_dir():
        raise Problem(f"There is no folder {parsed.out}.", f"找不到目录 {parsed.out}。")
    found = conduct(made, parsed.seed, progress)
    if parsed.out is not None:
        for ending, chinese in ((".md", False), (".zh-CN.md", True)):
            file = parsed.out / f"{made.name}{ending}"
            file.write_text(page(made, data, found, chinese), encoding="utf-8")
            progress(words(f"Written: {file}", f"已写入：{file}"))
    if parsed.json:
        as_json({"study": made.name, "parameters": made.parameters, "found": found})
    else:
        _tell(made, found)
    return 0


def _read(named: str) -> bytes:
    from qingfeng.twin.study_file import studies

    shipped = studies()
    if named in shipped:
        return shipped[named]
    if named != "-" and not Path(named).is_file():
        listed = ", ".join(shipped)
        raise Problem(f"{named} is neither a file nor one of: {listed}.", f"{named} 既不是文件，也不是内置研究：{listed}。")  # fmt: skip
    return brought(Path(named))


def _aimed(study: Study, parsed: argparse.Namespace) -> Study:
    aim = study.aim
    if parsed.half is not None:
        if parsed.half <= 0:
            raise Problem("--half must be above 0.", "--half 应大于 0。")
        aim = msgspec.structs.replace(aim, half=parsed.half)
    if parsed.most is not None:
        if parsed.most < 2:
            raise Problem(
                "--most must be at least 2: one run has no interval.", "--most 至少为 2：只跑一次得不到区间。"
            )
        aim = msgspec.structs.replace(aim, most=parsed.most, least=min(aim.least, parsed.most))
    if parsed.varied is not None or parsed.base_only:
        if parsed.varied == 1 and not parsed.base_only:
            raise Problem("--varied must be at least 2: one run has no interval.", "--varied 至少为 2：只跑一次得不到区间。")  # fmt: skip
        aim = msgspec.structs.replace(aim, varied=0 if parsed.base_only else parsed.varied)
    return msgspec.structs.replace(study, aim=aim)


def _problem(named: str, wrong: Any) -> Problem:
    return Problem(
        "\n  ".join([f"{named} cannot be studied:", *(f"{f.field}: {f.en}" for f in wrong.faults)]),
        "\n  ".join([f"{named} 无法进行研究：", *(f"{f.field}：{f.zh}" for f in wrong.faults)]),
    )


def _tell(study: Study, found: Studied) -> None:
    from qingfeng.twin.study_text import assumptions, differences, results, sensitivity, turned, wishes

    chinese = speaks_chinese()
    grids: list[Grid] = [assumptions(study, chinese)]
    for situation in study.situations:
        grids += [results(study, found, situation, chinese), differences(study, found, situation, chinese)]
    if found.varied:
        grids += [sensitivity(study, found, situation, chinese) for situation in study.situations]
    grids.append(wishes(study, found, chinese))
    for grid in grids:
        say(grid.title)
        show(grid.head, grid.rows)
    if found.varied:
        say(words("Where a change turns the answer", "改动后结论不同的情形"))
        for line in turned(study, found, chinese):
            say(f"- {line}")
