"""As whom an engine runs. PostgreSQL refuses root, so root hands it to an unprivileged account.

Three ways, tried in this order: an ordinary user runs engines as itself; root runs them as `nobody`; root
without the right to change accounts (some containers) runs them in a user namespace of their own.
"""

from __future__ import annotations

import contextlib
import functools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from qingfeng.app.embedded.problem import Problem

NOBODY = 65534
PROGRAMS = Path("/var/lib/qingfeng/engines")
"""Where root keeps copies of the engines' programs: others cannot read an environment in a closed home."""


@dataclass(frozen=True)
class Account:
    """How to start programs, and whom the files they write belong to."""

    way: Literal["self", "other", "namespace"]
    uid: int
    gid: int

    @property
    def popen(self) -> dict[str, Any]:
        """Arguments for `subprocess` that switch to the account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.way == "other" else {}

    def command(self, command: Sequence[str | Path]) -> list[str]:
        """The command line, inside a namespace when that is the way."""
        parts = [str(part) for part in command]
        if self.way == "namespace":
            return ["unshare", "--user", f"--map-user={self.uid}", f"--map-group={self.gid}", *parts]
        return parts

    def give(self, path: Path, mode: int) -> None:
        """Set a file's or folder's mode and hand it to the account."""
        path.chmod(mode)
        if self.way == "other":
            os.chown(path, self.uid, self.gid)

    def own_folder(self, path: Path) -> Path:
        """A folder that only the account (and root) can enter."""
        path.mkdir(parents=True, exist_ok=True)
        self.give(path, 0o700)
        return path

    def run(self, command: Sequence[str | Path], *, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a short program as the account, with its output kept."""
        return subprocess.run(
            self.command(command),
            cwd=cwd,
            env=plain_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            **self.popen,
        )


def plain_environment() -> dict[str, str]:
    """What an engine sees of our environment: no secrets, no PG* variables that would change its mind."""
    kept = {name: os.environ[name] for name in ("PATH", "TZ", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C", "LANG": "C"}


@functools.cache
def engine_account() -> Account:
    """The account for engines on this machine. Raises Problem when root may not become anybody else."""
    if os.geteuid() != 0:
        return Account("self", os.geteuid(), os.getegid())
    uid = gid = NOBODY
    with contextlib.suppress(KeyError):
        entry = pwd.getpwnam("nobody")
        uid, gid = entry.pw_uid, entry.pw_gid
    other = Account("other", uid, gid)
    if _works(other):
        return other
    namespace = Account("namespace", NOBODY, NOBODY)
    if shutil.which("unshare") and _works(namespace):
        return namespace
    raise Problem(
        "PostgreSQL refuses to run as root, and this machine lets root become nobody else (no setuid,\n"
        "  no user namespaces). Run the command as an ordinary user, or set QF_DATABASE_URL and QF_NATS_URL\n"
        "  to engines of your own.",
        "PostgreSQL 不能以 root 身份运行，而本机又不允许 root 切换为其他用户\n"
        "  （setuid 和用户命名空间均不可用）。请改用普通用户运行，\n"
        "  或用 QF_DATABASE_URL、QF_NATS_URL 指定已有的服务。",
    )


def _works(account: Account) -> bool:
    try:
        return account.run(["true"], cwd=Path("/")).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def programs_for(account: Account, name: str, sources: Sequence[Path]) -> Path:
    """A folder holding `sources` (folders or files, side by side) that the account can read.

    They are used where they are, except by another account: for that one they are copied once, under `name`
    (which must change with the version), below PROGRAMS.
    """
    if account.way != "other":
        return sources[0].parent
    target = PROGRAMS / name
    if target.is_dir():
        return target
    PROGRAMS.mkdir(parents=True, exist_ok=True)
    for folder in (PROGRAMS.parent, PROGRAMS):
        folder.chmod(0o755)
    with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=PROGRAMS) as temporary:
        copy = Path(temporary, "copy")
        copy.mkdir()
        for source in sources:
            if source.is_dir():
                shutil.copytree(source, copy / source.name, ignore=shutil.ignore_patterns("include", "*.a"))
            else:
                shutil.copy2(source, copy / source.name)
        _open_to_all(copy)
        with contextlib.suppress(OSError):  # another start was quicker: its copy is as good
            copy.rename(target)
    return target


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))


def check_reachable(account: Account, folder: Path) -> None:
    """Raises Problem when the account may not enter a folder above its data."""
    if account.way != "other" or account.run(["test", "-x", folder], cwd=Path("/")).returncode == 0:
        return
    raise Problem(
        f"PostgreSQL runs as an unprivileged account, which may not enter {folder}\n"
        "  or a folder above it. Set QF_DATA_DIR to a folder outside closed homes (the default is\n"
        "  below /var/lib/qingfeng), or open those folders for passing through: chmod o+x",
        f"PostgreSQL 以非特权用户运行，而该用户无法进入 {folder} 或其上级目录。\n"
        "  请把 QF_DATA_DIR 设为可进入的目录（默认位于 /var/lib/qingfeng），或执行 chmod o+x 放开这些目录。",
    )
