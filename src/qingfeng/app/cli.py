"""The command line: `qingfeng up` and the processes it is made of. Each command imports what it needs, no more."""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from qingfeng import __version__
from qingfeng.app import compiled
from qingfeng.app.embedded.children import DEMO, ROUTER, SERVE, WORKER
from qingfeng.app.embedded.problem import Problem, of_the_disk, words
from qingfeng.kernel.errors import Refused

if TYPE_CHECKING:
    from qingfeng.app.settings import Settings

Command = Callable[[argparse.Namespace], int]
Verbs = argparse._SubParsersAction  # the type has no public name
PROCESSES = {
    SERVE: ("the web server", "网页服务"),
    WORKER: ("relay, deliveries, timers and watchers", "后台任务：投递、计时与事件处理"),
    ROUTER: ("assigns waiting conversations", "分配等待中的会话"),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives the exit code (0 well, 1 a problem that was told, 2 wrong usage)."""
    compiled.use(os.environ)
    parsed = _parser().parse_args(arguments)
    command: Command = parsed.command
    try:
        return command(parsed)
    except Problem as problem:
        return _tell(problem.text)
    except Refused as refused:
        return _tell(refused.message)
    except OSError as error:
        known = of_the_disk(error)
        if known is None:
            raise
        return _tell(known.text)
    except KeyboardInterrupt:
        return 130


def _tell(text: str) -> int:
    print(f"\n  {text}\n", file=sys.stderr, flush=True)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="qingfeng", description="清风 Qingfeng")
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    up = verbs.add_parser("up", help=words("start everything on this machine", "在本机启动全部服务"))
    up.add_argument("--host", help=words("address to listen on (127.0.0.1)", "监听地址（127.0.0.1）"))
    up.add_argument("--port", type=_port, help=words("port to listen on (8080)", "监听端口（8080）"))
    up.add_argument("--no-demo", action="store_true", help=words("start empty", "不载入演示数据"))
    up.add_argument("--no-traffic", action="store_true", help=words("no demo customers", "不模拟客户来访"))
    up.set_defaults(command=_up)

    for child, (en, zh) in PROCESSES.items():
        verbs.add_parser(child.role, help=words(en, zh)).set_defaults(command=_process, module=child.module)

    demo = verbs.add_parser("demo", help=words("demo data and demo customers", "演示数据与模拟客户"))
    demo.add_argument("action", choices=("load", "traffic", "business", "stop", "start"))
    demo.add_argument("--seed", type=int, help=words("makes chance repeatable", "固定随机种子"))
    demo.add_argument(
        "--speed", type=float, default=1.0, help=words("people live so much faster", "模拟人物的时间倍速")
    )
    demo.set_defaults(command=_demo)

    _add_operations(verbs)
    from qingfeng.app import cli_carry, cli_eval, cli_record, cli_routing, cli_twin

    cli_record.add(verbs)
    cli_carry.add(verbs)
    cli_routing.add(verbs)
    cli_twin.add(verbs)
    cli_eval.add(verbs)
    migrate = verbs.add_parser("migrate", help=words("bring the database up to date", "更新数据库结构"))
    migrate.set_defaults(command=_migrate)
    verbs.add_parser("version", help=words("print the version", "显示版本")).set_defaults(command=_version)
    return parser


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(
        words(f"{text!r} is no port: 1 to 65535", f"{text!r} 不是有效端口，应为 1 到 65535")
    )


def _add_operations(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parked = verbs.add_parser("parked", help=words("events that kept failing", "反复失败的事件"))
    actions = parked.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help=words("what is parked, latest first", "列出，最近的在前"))
    listing.set_defaults(command=_parked_list)
    replay = actions.add_parser("replay", help=words("try one again", "重试一条"))
    replay.add_argument("id", type=UUID)
    replay.set_defaults(command=_parked_replay)

    setup = verbs.add_parser("setup-link", help=words("the link that begins the first house", "生成初始设置链接"))
    setup.set_defaults(command=_setup_link)

    passwords = verbs.add_parser(
        "passwords",
        help=words("let administrators sign in with passwords again", "恢复管理员密码登录（单点登录不可用时）"),
    )
    passwords.add_argument("house", help=words("the house's slug", "租户标识"))
    passwords.set_defaults(command=_passwords)

    insight = verbs.add_parser("insight", help=words("key figures", "运营指标"))
    again = insight.add_subparsers(required=True, metavar="ACTION").add_parser(
        "rebuild", help=words("count everything anew", "重新统计全部指标")
    )
    again.set_defaults(command=_insight_rebuild)


def _up(parsed: argparse.Namespace) -> int:
    from qingfeng.app.embedded.up import Box, Choices
    from qingfeng.kernel.clock import SystemClock

    choices = Choices(parsed.host, parsed.port, demo=not parsed.no_demo, traffic=not parsed.no_traffic)
    box = Box(os.environ, choices, SystemClock())
    return asyncio.run(box.run())


def _process(parsed: argparse.Namespace) -> int:
    from qingfeng.app.embedded.lifeline import follow
    from qingfeng.app.settings import Settings

    settings = Settings.from_env(os.environ)
    follow(os.environ)
    gc.disable()  # nothing that is imported is garbage: looking for some takes a sixth of the start
    process = importlib.import_module(parsed.module)
    gc.enable()
    process.run(settings)
    return 0


def _demo(parsed: argparse.Namespace) -> int:
    from qingfeng.app.embedded.lifeline import follow

    settings = _running_settings()
    follow(os.environ)
    return int(importlib.import_module(DEMO.module).main(settings, parsed))


def _parked_list(parsed: argparse.Namespace) -> int:
    from qingfeng.app import operate

    for line in asyncio.run(operate.parked_list(_running_settings())) or [
        words("Nothing is parked.", "没有滞留的事件。")
    ]:
        print(line)
    return 0


def _parked_replay(parsed: argparse.Namespace) -> int:
    from qingfeng.app import operate

    asyncio.run(operate.parked_replay(_running_settings(), parsed.id))
    print(words("Done.", "已重试成功。"))
    return 0


def _setup_link(parsed: argparse.Namespace) -> int:
    from qingfeng.app import first_start
    from qingfeng.kernel.clock import SystemClock

    settings = _running_settings()
    made = asyncio.run(
        first_start.setup_link(settings.database_url, settings.public_url, SystemClock(), only_if_empty=False)
    )
    assert made is not None  # else it was refused
    for line in first_start.told(*made):
        print(line)
    return 0


def _passwords(parsed: argparse.Namespace) -> int:
    from qingfeng.app import operate

    done = asyncio.run(operate.allow_passwords(_running_settings(), parsed.house))
    told = ("Administrators can sign in with passwords again.", "管理员已可用密码登录。")
    print(words(*told) if done else words("They could already.", "本来就可以用密码登录。"))
    return 0


def _insight_rebuild(parsed: argparse.Namespace) -> int:
    from qingfeng.app import operate

    told = asyncio.run(operate.insight_rebuild(_running_settings()))
    print(words(f"Counted anew; {told} events were told again.", f"已重新统计，重放事件 {told} 条。"))
    return 0


def _migrate(parsed: argparse.Namespace) -> int:
    from qingfeng.app.settings import Reader
    from qingfeng.kernel.migrate import migrate

    read = Reader(_running_environ())
    url = read.url("QF_DATABASE_URL", ("postgresql", "postgres"))
    read.check()
    applied = asyncio.run(migrate(url))
    for name in applied:
        print(name)
    if not applied:
        print(words("The database is up to date.", "数据库结构已是最新。"))
    return 0


def _version(parsed: argparse.Namespace) -> int:
    print(__version__)
    return 0


def _running_environ() -> dict[str, str]:
    """The environment, completed by what runs on this machine's data folder."""
    from qingfeng.app.embedded.run_note import with_running_box
    from qingfeng.app.settings import Reader

    return with_running_box(os.environ, Reader(os.environ).data_dir())


def _running_settings() -> Settings:
    from qingfeng.app.settings import Settings

    return Settings.from_env(_running_environ())


if __name__ == "__main__":
    sys.exit(main())
