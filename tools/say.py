"""Short lines for a terminal, in Chinese or English, and problems that say what, why and what to do."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
LOG = TOOLS / "setup.log"

OFFLINE_SIGNS = (
    "name resolution",
    "dns error",
    "failed to lookup address",
    "new connection",
    "connection refused",
    "network is unreachable",
    "timed out",
    "enotfound",
    "eai_again",
    "econnrefused",
    "etimedout",
    "error sending request",
)

UNTRUSTED_SIGNS = ("unknownissuer", "certificate_verify_failed", "certificate verify failed", "self_signed_cert")


class Problem(Exception):
    """Something the person at the terminal can mend: what, why and what to do, in two languages."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh


def speaks_chinese() -> bool:
    """True when the terminal's locale asks for Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return value.lower().startswith("zh")
    return False


def words(en: str, zh: str) -> str:
    """The sentence in the terminal's language."""
    return zh if speaks_chinese() else en


def line(en: str, zh: str) -> None:
    """One line of progress, visible at once."""
    print(f"  {words(en, zh)}", flush=True)


@contextmanager
def step(en: str, zh: str) -> Iterator[None]:
    """Announce a step, and how long it took once it is done.

    At a terminal both stand in one line; in a log each has its own, as steps side by side may speak between.
    """
    title, at_terminal = words(en, zh), sys.stdout.isatty()
    print(f"  {title} ...", end=" " if at_terminal else "\n", flush=True)
    again = "" if at_terminal else f"  {title}: "
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print(again + words("failed", "失败"), flush=True)
        raise
    print(f"{again}{time.monotonic() - began:.1f} s", flush=True)


def problem_text(problem: Problem) -> str:
    """The problem as a block of lines for the terminal."""
    return f"\n  {words(problem.en, problem.zh)}\n"


def quietly(command: Sequence[str | Path], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> None:
    """Run a set-up command with its output in `.tools/setup.log`.

    Raises Problem with the end of that output, or with advice when the network is missing or the disk full.
    """
    LOG.parent.mkdir(exist_ok=True)
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(str(part) for part in command)}\n{done.stdout}\n")
    if done.returncode == 0:
        return
    raise explain(Path(str(command[0])).name, done.stdout)


def explain(program: str, output: str) -> Problem:
    """Turn a failed set-up command's output into a Problem."""
    low = output.lower()
    if "no space left" in low or "enospc" in low:
        return disk_full(ROOT)
    if any(sign in low for sign in UNTRUSTED_SIGNS):
        return untrusted()
    if any(sign in low for sign in OFFLINE_SIGNS):
        return Problem(
            "The package registry cannot be reached, and something still has to be installed.\n"
            "  Check this machine's network; behind a proxy set HTTPS_PROXY, with a mirror of your own set\n"
            f"  PIP_INDEX_URL (or npm's registry setting). Then run the same command again. Details: {LOG}",
            "连不上软件包仓库，而环境里还有东西要装。\n"
            "  请检查本机网络；使用代理请设置 HTTPS_PROXY，\n"
            "  使用镜像请设置 PIP_INDEX_URL（npm 请设置 registry）。"
            f"之后重新运行同一条命令即可。详细记录：{LOG}",
        )
    tail = "\n    ".join(output.strip().splitlines()[-15:])
    return Problem(
        f"`{program}` failed while setting up. Its last lines:\n    {tail}\n  All of it is in {LOG}",
        f"安装过程中 `{program}` 出错，最后几行输出：\n    {tail}\n  完整记录：{LOG}",
    )


def untrusted() -> Problem:
    """The Problem for a registry whose certificate nobody here has vouched for: usually a company's proxy."""
    return Problem(
        "The package registry answered with a certificate that is not trusted here: probably a company's proxy\n"
        "  stands between. Set PIP_CERT and NODE_EXTRA_CA_CERTS to the file of its certificate (or have it added to\n"
        f"  this machine's own), then run the same command again. Details: {LOG}",
        "软件包仓库返回的证书不受本机信任，中间多半隔着公司的代理。\n"
        "  请把 PIP_CERT 和 NODE_EXTRA_CA_CERTS 设为代理的证书文件（或把证书加入系统信任列表），\n"
        f"  然后重新运行同一条命令。详细记录：{LOG}",
    )


def disk_full(where: Path) -> Problem:
    """The Problem for a disk without room."""
    return Problem(
        f"Less than 1 GB is free on the disk that holds {where}.\n"
        "  Qingfeng needs room for environment and database. Free some space, then run the command again.",
        f"{where} 所在磁盘的可用空间不足 1 GB。\n  清风的运行环境和数据库需要空间，请清理磁盘后重新运行。",
    )


def fail(problem: Problem) -> int:
    """Print a problem and give the exit code for it."""
    print(problem_text(problem), file=sys.stderr, flush=True)
    return 1
