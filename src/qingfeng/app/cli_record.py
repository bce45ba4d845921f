"""`qingfeng backup`, `restore` and `doctor` at the terminal."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qingfeng.app.embedded.problem import Problem, words

if TYPE_CHECKING:
    from qingfeng.app.backup import Place

SHORTEST_PASSPHRASE = 12
SAY_EVERY = 16 << 20
"""Bytes between two words of progress."""


def add(verbs: Any) -> None:
    """The commands and what they may be told."""
    out = verbs.add_parser(
        "backup", help=words("everything into one file, while running", "在线备份全部数据到一个文件")
    )
    out.add_argument("file", type=Path)
    out.add_argument(
        "--keys",
        action="store_true",
        help=words(
            "with the installation's key, sealed by a passphrase (QF_BACKUP_PASSPHRASE, else asked for)",
            "同时备份安装密钥，用口令加密（QF_BACKUP_PASSPHRASE，未设置则询问）",
        ),
    )
    out.set_defaults(command=_backup)
    back = verbs.add_parser("restore", help=words("a backup into an empty place", "把备份恢复到空环境"))
    back.add_argument("file", type=Path)
    back.add_argument("--force", action="store_true", help=words("delete what is there", "先删除现有内容"))
    back.set_defaults(command=_restore)
    fit = verbs.add_parser("doctor", help=words("what is wrong here, and what to do", "检查运行环境并给出处理办法"))
    fit.set_defaults(command=_doctor)


def _doctor(parsed: argparse.Namespace) -> int:
    from qingfeng.app.doctor import examine, text
    from qingfeng.app.embedded.run_note import with_running_box
    from qingfeng.app.settings import Reader, Settings
    from qingfeng.kernel.clock import SystemClock

    settings = Settings.from_env(with_running_box(os.environ, Reader(os.environ).data_dir()))
    findings = asyncio.run(examine(settings, SystemClock()))
    for line in text(findings):
        _say(line)
    return int(any(found.level == "wrong" for found in findings))


def _backup(parsed: argparse.Namespace) -> int:
    from qingfeng.app.backup import backup, place_of
    from qingfeng.app.embedded.run_note import with_running_box
    from qingfeng.app.settings import Reader
    from qingfeng.kernel.clock import SystemClock

    environ = with_running_box(os.environ, Reader(os.environ).data_dir())
    read = Reader(environ)
    data_dir = read.data_dir()
    url = read.url("QF_DATABASE_URL", ("postgresql", "postgres"))
    read.check()
    place = place_of(environ, url, data_dir)
    key = None
    if parsed.keys:
        secret = read.secret_key(data_dir)
        read.check()
        key = (secret, _new_passphrase())
    made = asyncio.run(backup(place, parsed.file, SystemClock(), _Said(), key=key))
    size = sum(part.size for part in made.parts.values())
    _say(words(f"Backed up {size / 1e6:.1f} MB to {parsed.file}", f"已备份 {size / 1e6:.1f} MB 到 {parsed.file}"))
    if key is None:
        _say(
            words(
                "Without the installation's key (--keys): after a restore elsewhere people sign in anew and second\n"
                "  factors must be set up again.",
                "未包含安装密钥（--keys）：在别处恢复后，用户需要重新登录，两步验证需要重新设置。",
            )
        )
    return 0


def _restore(parsed: argparse.Namespace) -> int:
    return asyncio.run(_restored(parsed.file, force=parsed.force))


async def _restored(file: Path, *, force: bool) -> int:
    from qingfeng.app.backup import restore
    from qingfeng.kernel.migrate import migrate

    async with _somewhere() as place:
        made = await restore(place, file, _Said(), force=force, passphrase=_passphrase)
        applied = await migrate(place.url)
    _say(
        words(
            f"Restored, as it was at {made.made_at:%Y-%m-%d %H:%M} UTC.",
            f"已恢复到 {made.made_at:%Y-%m-%d %H:%M} UTC 的状态。",
        )
    )
    for name in applied:
        _say(words(f"Brought up to date: {name}", f"已更新数据库结构：{name}"))
    return 0


@asynccontextmanager
async def _somewhere() -> AsyncIterator[Place]:
    """The database that the settings name, else this machine's own, started for the while."""
    from qingfeng.app.backup import place_of
    from qingfeng.app.embedded.postgres import Options, start_postgres
    from qingfeng.app.embedded.run_note import sole_supervisor
    from qingfeng.app.settings import Reader
    from qingfeng.kernel.clock import SystemClock

    read = Reader(os.environ)
    data_dir = read.data_dir()
    if read.text("QF_DATABASE_URL", ""):
        url = read.url("QF_DATABASE_URL", ("postgresql", "postgres"))
        read.check()
        yield place_of(os.environ, url, data_dir)
        return
    (data_dir / "keys").mkdir(parents=True, exist_ok=True, mode=0o700)
    given = read.text("QF_POSTGRES_BIN", "")
    with sole_supervisor(data_dir):
        engine = await start_postgres(data_dir, SystemClock(), Options(programs=Path(given) if given else None))
        try:
            yield place_of(os.environ, engine.url, data_dir)
        finally:
            await engine.stop()


def _passphrase() -> str | None:
    """From the environment or the terminal; None when it is left empty."""
    given = os.environ.get("QF_BACKUP_PASSPHRASE", "")
    if not given and sys.stdin.isatty():
        given = getpass.getpass(words("Passphrase of the key (empty: leave it): ", "密钥口令（留空则不恢复密钥）："))
    return given or None


def _new_passphrase() -> str:
    given = _passphrase() or ""
    if len(given) < SHORTEST_PASSPHRASE:
        raise Problem(
            f"The passphrase needs {SHORTEST_PASSPHRASE} or more characters. Set QF_BACKUP_PASSPHRASE, or type it here.",
            f"口令至少需要 {SHORTEST_PASSPHRASE} 个字符。请设置 QF_BACKUP_PASSPHRASE，或在此输入。",
        )
    return given


class _Said:
    """Says how far it is, a line now and then."""

    def __init__(self, say: Callable[[str], None] | None = None) -> None:
        self._say = say or _say
        self._next: dict[str, int] = {}

    def __call__(self, part: str, done: int) -> None:
        if done < self._next.get(part, SAY_EVERY):
            return
        self._next[part] = done + SAY_EVERY
        self._say(f"{part} {done / 1e6:.0f} MB")


def _say(text: str) -> None:
    sys.stdout.write(f"  {text}\n")
    sys.stdout.flush()
