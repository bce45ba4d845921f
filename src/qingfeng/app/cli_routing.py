"""`qingfeng routing explain`, `replay` and `export`: why the router decided as it did, and the proof of it."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from qingfeng.app.cli_carry import moment, running_settings
from qingfeng.app.cli_table import say
from qingfeng.app.embedded.problem import words

if TYPE_CHECKING:
    from qingfeng.app.decisions import Asked

Verbs = argparse._SubParsersAction  # the type has no public name


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    """The verb and its actions."""
    routing = verbs.add_parser("routing", help=words("the router's decisions", "路由决策"))
    actions = routing.add_subparsers(required=True, metavar="ACTION")
    explain = actions.add_parser("explain", help=words("why a conversation went where it went", "解释一个会话的分配过程"))  # fmt: skip
    explain.add_argument("id", type=UUID, metavar="CONVERSATION", help=words("the conversation's id", "会话编号"))
    explain.set_defaults(command=_explain)
    replay = actions.add_parser("replay", help=words("decide recorded decisions again: they must come out the same", "重放留存的决定，核对结果是否一致"))  # fmt: skip
    replay.add_argument("--this-engine", action="store_true", help=words("leave out those of other versions of the engine", "不含其他版本引擎的决定"))  # fmt: skip
    replay.set_defaults(command=_replay)
    export = actions.add_parser("export", help=words("recorded decisions as a file, for replay elsewhere", "导出留存的决定，供别处重放"))  # fmt: skip
    export.add_argument("to", type=Path, metavar="FILE", help=words("- for standard output", "- 表示标准输出"))
    export.set_defaults(command=_export)
    for action in (explain, replay):
        action.add_argument("--file", type=Path, help=words("an exported file instead of the running house", "改读导出的文件，不连数据库"))  # fmt: skip
        action.add_argument("--json", action="store_true", help=words("as JSON", "输出 JSON"))
    for action in (explain, replay, export):
        action.add_argument("--house", "--tenant", help=words("only this house (its slug)", "只看该租户（标识）"))
    for action in (replay, export):
        action.add_argument("--since", type=moment, help=words("from this day or moment on (with its zone)", "不早于（日期，或带时区的时间）"))  # fmt: skip
        action.add_argument("--until", type=moment, help=words("before this day or moment", "早于（日期，或带时区的时间）"))  # fmt: skip


def _explain(parsed: argparse.Namespace) -> int:
    from qingfeng.app import decision_words, decisions

    if parsed.file is not None:
        found, names = decisions.explained_in(parsed.file, parsed.id), decisions.Names()
    else:
        found, names = asyncio.run(decisions.explained(running_settings(), parsed.house, parsed.id))
    for line in [msgspec.json.encode(found).decode()] if parsed.json else decision_words.explained(found, names):
        say(line)
    return 0


def _replay(parsed: argparse.Namespace) -> int:
    """1 when a decision came out otherwise."""
    from qingfeng.app import decision_words, decisions

    if parsed.file is not None:
        tally = decisions.replayed_in(parsed.file, _asked(parsed), this_engine=parsed.this_engine)
    else:
        tally = asyncio.run(decisions.replayed(running_settings(), _asked(parsed), this_engine=parsed.this_engine))
    for line in [msgspec.json.encode(tally).decode()] if parsed.json else decision_words.replayed(tally):
        say(line)
    return 1 if tally.apart else 0


def _export(parsed: argparse.Namespace) -> int:
    from qingfeng.app import decisions

    if str(parsed.to) == "-":
        asyncio.run(decisions.exported(running_settings(), _asked(parsed), sys.stdout.buffer))
        return 0
    part = parsed.to.with_name(parsed.to.name + ".part")
    try:
        with part.open("wb") as out:
            count = asyncio.run(decisions.exported(running_settings(), _asked(parsed), out))
        part.replace(parsed.to)  # under its name it is whole
    finally:
        part.unlink(missing_ok=True)
    say(words(f"{count} decisions written to {parsed.to}", f"已导出 {count} 个决定到 {parsed.to}"))
    return 0


def _asked(parsed: argparse.Namespace) -> Asked:
    from qingfeng.app.decisions import Asked

    return Asked(house=parsed.house, since=parsed.since, until=parsed.until)
