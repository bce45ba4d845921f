"""The command line: `qingfeng up` and the processes it is made of. Each command imports what it needs, no more."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import os
import sys
from collections.abc import Callable

from qingfeng import __version__
from qingfeng.app.embedded.children import DEMO, ROUTER, SERVE, WORKER
from qingfeng.app.embedded.problem import Problem, words

Command = Callable[[argparse.Namespace], int]
PROCESSES = {
    SERVE: ("the web server", "网页服务"),
    WORKER: ("relay, deliveries, timers and watchers", "后台任务：投递、计时与事件处理"),
    ROUTER: ("assigns waiting conversations", "分配等待中的会话"),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives the exit code (0 well, 1 a problem that was told, 2 wrong usage)."""
    parsed = _parser().parse_args(arguments)
    command: Command = parsed.command
    try:
        return command(parsed)
    except Problem as problem:
        print(f"\n  {problem.text}\n", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="qingfeng", description="清风 Qingfeng")
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    up = verbs.add_parser("up", help=words("start everything on this machine", "在本机启动全部服务"))
    up.add_argument("--host", help=words("address to listen on (127.0.0.1)", "监听地址（127.0.0.1）"))
    up.add_argument("--port", type=int, help=words("port to listen on (8080)", "监听端口（8080）"))
    up.add_argument("--no-demo", action="store_true", help=words("start empty", "不载入演示数据"))
    up.add_argument("--no-traffic", action="store_true", help=words("no demo customers", "不模拟客户来访"))
    up.set_defaults(command=_up)

    for child, (en, zh) in PROCESSES.items():
        if child.exists:
            process = verbs.add_parser(child.role, help=words(en, zh))
            process.set_defaults(command=_process, module=child.module)
    if DEMO.exists:
        demo = verbs.add_parser("demo", help=words("demo data and demo customers", "演示数据与模拟客户"))
        demo.add_argument("action", choices=("load", "traffic", "stop"))
        demo.set_defaults(command=_demo)

    migrate = verbs.add_parser("migrate", help=words("bring the database up to date", "更新数据库结构"))
    migrate.set_defaults(command=_migrate)
    verbs.add_parser("version", help=words("print the version", "显示版本")).set_defaults(command=_version)
    return parser


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
    importlib.import_module(parsed.module).run(settings)
    return 0


def _demo(parsed: argparse.Namespace) -> int:
    from qingfeng.app.embedded.lifeline import follow
    from qingfeng.app.embedded.run_note import with_running_box
    from qingfeng.app.settings import Reader, Settings

    settings = Settings.from_env(with_running_box(os.environ, Reader(os.environ).data_dir()))
    follow(os.environ)
    return int(importlib.import_module(DEMO.module).main(settings, parsed) or 0)


def _migrate(parsed: argparse.Namespace) -> int:
    from qingfeng.app.embedded.run_note import with_running_box
    from qingfeng.app.settings import Reader
    from qingfeng.kernel.migrate import migrate

    environ = with_running_box(os.environ, Reader(os.environ).data_dir())
    read = Reader(environ)
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


if __name__ == "__main__":
    sys.exit(main())
