"""`qingfeng eval bot`, measured: simulated customers play against a house's bot as it stands, in this process.

The house's database is read; nothing is written, and business systems are asked at their rehearsal address only.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import msgspec

from qingfeng.app import wiring
from qingfeng.app.cli_table import say, show
from qingfeng.app.demo import content
from qingfeng.app.embedded.problem import Problem, speaks_chinese, words
from qingfeng.app.settings import Settings
from qingfeng.app.wiring import House
from qingfeng.flow.rehearse import stage
from qingfeng.kernel import log
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.access import public as access
from qingfeng.modules.rehearsal import public as rehearsal
from qingfeng.modules.rehearsal.public import Played, RehearsalFigures, Script, Verdict

TELL_EVERY = 50


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """`mended`: the dialogues one may look at while mending; `held_out`: the others. `played`: those that failed, whole."""

    tenant: str
    seconds: float
    all: RehearsalFigures
    mended: RehearsalFigures
    held_out: RehearsalFigures
    topics: dict[str, RehearsalFigures]
    moods: dict[str, RehearsalFigures]
    shares: dict[str, dict[str, float]]
    verdicts: list[Verdict]
    failed: list[Played]


def scripts(files: Sequence[Path]) -> Script:
    """Raises Problem for files that cannot be used."""
    read = []
    for file in files:
        try:
            text = file.read_text("utf-8-sig")
            read.append(rehearsal.parse(text))
        except (FileNotFoundError, IsADirectoryError):
            raise Problem(f"There is no file {file}.", f"找不到文件 {file}。") from None
        except (Invalid, UnicodeDecodeError) as error:
            raise Problem(f"{file}: {error}", f"{file}：{error}") from None
    try:
        return rehearsal.together(read)
    except Invalid as error:
        raise Problem(error.message, error.message) from None


def measured(parsed: argparse.Namespace, settings: Settings, progress: Callable[[str], None]) -> Measured:
    """Raises Problem."""
    log.configure("error", "console")
    files = parsed.dialogues or content.rehearsal_files()
    return asyncio.run(_measured(scripts(files), parsed, settings, progress))


async def _measured(
    script: Script, parsed: argparse.Namespace, settings: Settings, progress: Callable[[str], None]
) -> Measured:
    async with wiring.house(settings, "eval") as made:
        tenant = await access.tenant_by_slug(made.db, parsed.tenant)
        if tenant is None:
            raise Problem(f"There is no house {parsed.tenant}.", f"没有租户 {parsed.tenant}。")

        async def told(done: int, of: int) -> bool:
            if done % TELL_EVERY == 0 or done == of:
                progress(f"{done}/{of}")
            return True

        return await play(made, tenant, script, seed=parsed.seed, told=told)


async def play(made: House, tenant: access.Tenant, script: Script, *, seed: int = 1, told: Any = None) -> Measured:
    """The house's own bot against all these customers."""
    there = await stage(made.spine, tenant.id, seed=seed)
    async with made.db.reading(tenant.id) as conn:
        house = await rehearsal.policy(conn)
    today = made.clock.now().astimezone(there.tenant.zone).date()
    begun = perf_counter()
    found = await rehearsal.play_all(script, rehearsal.OwnBot(there), house, today, told)
    return summed_up(tenant.slug, perf_counter() - begun, found or [])


def summed_up(name: str, seconds: float, found: Sequence[tuple[Played, Verdict]]) -> Measured:
    verdicts = [verdict for _, verdict in found]
    parts = {
        "all": rehearsal.figures(verdicts),
        "mended": rehearsal.figures(one for one in verdicts if not one.held_out),
        "held_out": rehearsal.figures(one for one in verdicts if one.held_out),
    }
    return Measured(
        tenant=name,
        seconds=round(seconds, 1),
        topics=rehearsal.by(verdicts, lambda one: one.topic),
        moods=rehearsal.by(verdicts, lambda one: one.mood),
        shares={
            name: {"alone_share": one.alone_share, "wrong_share": one.wrong_share, "late_share": one.late_share}
            for name, one in parts.items()
        },
        verdicts=verdicts,
        failed=[played for played, verdict in found if verdict.reasons or not verdict.reached],
        **parts,
    )


def shown(found: Measured, most: int) -> None:
    """The tables for people; `most`: so many failed dialogues are told turn by turn."""
    parts = [
        ("", found.all),
        (words("while mending", "调优用"), found.mended),
        (words("held out", "留出"), found.held_out),
    ]
    table(words("part", "部分"), [(name or words("all", "全部"), one) for name, one in parts])
    table(words("topic", "主题"), list(found.topics.items()))
    table(words("mood", "心情"), list(found.moods.items()))
    say(words(f"{found.all.dialogues} dialogues in {found.seconds} s", f"{found.all.dialogues} 个对话，用时 {found.seconds} 秒"))  # fmt: skip
    by_id = {one.id: one for one in found.verdicts}
    for played in found.failed[:most]:
        tell(played, by_id[played.id])


_HEAD = (
    (
        "dialogues",
        "alone",
        "of",
        "reached",
        "wrong",
        "of",
        "beside",
        "late",
        "never",
        "of",
        "wrong queue",
        "needless",
        "turns",
    ),
    ("对话", "自助达成", "应自助", "达成", "错误", "句数", "答偏", "晚转", "未转", "应转", "转错队列", "多转", "轮次"),
)


def table(what: str, rows: Sequence[tuple[str, RehearsalFigures]]) -> None:
    show(
        (what, *_HEAD[speaks_chinese()]),
        [
            (
                name, str(f.dialogues), f"{f.alone_share:.1%}", str(f.goals), f"{f.reached / max(f.dialogues, 1):.1%}",
                f"{f.wrong_share:.2%}", str(f.statements), str(f.beside), str(f.late), str(f.missing), str(f.needs), str(f.wrong_queue),
                str(f.needless), f"{f.turns:.1f}",
            )
            for name, f in rows
        ],
    )  # fmt: skip


def tell(played: Played, verdict: Verdict) -> None:
    """One dialogue, turn by turn."""
    say(
        f"--- {played.id}  {', '.join(verdict.reasons)}  {', '.join(verdict.missing)}  {[w.what for w in verdict.wrong] or ''}"
    )
    for one in played.exchanges:
        for line in one.said:
            say(f"  > {line}")
        text = " ".join(one.answer.text.split())
        calls = ", ".join(f"{c.operation}:{c.status or c.error}" for c in one.answer.calls)
        say(
            f"  < [{one.answer.reason}{'→' + (one.answer.queue or '') if one.answer.then == 'human' else ''}] {text[:160]} {calls}"
        )
    say(f"  ({played.ended}) {played.error}\n")
