"""The Python environment: `.tools` holds uv, `.venv` what the lock files say; stamps tell if they fit."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from tools.say import ROOT, TOOLS, Problem, disk_full, quietly, step

VENV = ROOT / ".venv"
BIN = "Scripts" if os.name == "nt" else "bin"
Level = Literal["run", "dev"]
LOCKS: dict[Level, str] = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
COMPILE = (
    *("--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header"),
)
GIGABYTE = 1_000_000_000
BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, Red Hat
    "/etc/ssl/ca-bundle.pem",  # SUSE
)


def program(name: str, venv: Path = VENV) -> Path:
    """The path of a program installed in an environment."""
    return venv / BIN / (f"{name}.exe" if os.name == "nt" else name)


def fingerprint(*inputs: str | Path) -> str:
    """A digest of file contents (paths) and plain words: a stamp is fresh while it is the same."""
    digest = hashlib.sha256()
    for one in inputs:
        digest.update(one.read_bytes() if isinstance(one, Path) else one.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def is_fresh(stamp: Path, mark: str) -> bool:
    """True when the stamp file says that its product was made from these inputs."""
    try:
        return stamp.read_text().strip() == mark
    except OSError:
        return False


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold this checkout's set-up lock, so that two `make` runs do not install into one folder at once."""
    TOOLS.mkdir(exist_ok=True)
    if os.name == "nt":
        yield
        return
    import fcntl

    with (TOOLS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def check_disk() -> None:
    """Raises Problem when the checkout's disk has less than 1 GB free."""
    if shutil.disk_usage(ROOT).free < GIGABYTE:
        raise disk_full(ROOT)


def ensure(level: Level) -> Path:
    """Make `.venv` fit the lock file; gives the path of its Python. Takes no time when it already fits."""
    if fits(level):
        return program("python")
    check_disk()
    with one_at_a_time():
        if fits(level):  # another `make` did it while this one waited
            return program("python")
        uv = ensure_uv()
        with step("Python packages", "安装 Python 依赖"):
            for name in LOCKS:
                stamp_of(name).unlink(missing_ok=True)
            if not usable(program("python")):
                quietly([uv, "venv", "--clear", "--python", sys.executable, VENV], env=uv_settings())
            target = ("--python", program("python"))
            quietly([uv, "pip", "sync", *target, "--require-hashes", ROOT / LOCKS[level]], env=uv_settings())
            quietly([uv, "pip", "install", *target, "--no-deps", "--editable", ROOT], env=uv_settings())
            plain_path_file()
            stamp_of(level).write_text(environment_mark(level))
    return program("python")


def plain_path_file() -> None:
    """Where our sources are, seen from the packages: Python reads that file before it knows how to read Chinese.

    (Under a locale that is not installed, a checkout below a folder with a Chinese name would not start at all.)
    """
    for file in VENV.glob("**/site-packages/_qingfeng.pth"):
        file.write_text(os.path.relpath(ROOT / "src", file.parent) + "\n", encoding="ascii")


def fits(level: Level) -> bool:
    """True when `.venv` holds what this level needs; the development environment serves for running too."""
    levels: tuple[Level, ...] = ("dev",) if level == "dev" else ("run", "dev")
    return program("python").exists() and any(is_fresh(stamp_of(name), environment_mark(name)) for name in levels)


def stamp_of(level: Level) -> Path:
    """The file that says which lock `.venv` was made from."""
    return VENV / f".stamp-{level}"


def environment_mark(level: Level) -> str:
    """What the environment of this level is made from."""
    return fingerprint(ROOT / LOCKS[level], ROOT / "pyproject.toml", str(ROOT), sys.version)


def usable(python: Path) -> bool:
    """True when the environment's Python starts and is the same version as this one."""
    if not python.exists():
        return False
    asked = [str(python), "-c", "import sys; print(sys.version)"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.strip() == sys.version


def ensure_tool(name: str, lock: str, en: str, zh: str) -> Path:
    """Install one locked tool into `.tools`; gives the path of its program."""
    mark = fingerprint(ROOT / lock, str(ROOT), sys.version)
    stamp = TOOLS / f".stamp-{name}"
    if is_fresh(stamp, mark) and program(name, TOOLS).exists():
        return program(name, TOOLS)
    if importlib.util.find_spec("ensurepip") is None:
        raise venv_missing()
    with step(en, zh):
        if not usable(program("python", TOOLS)):
            quietly([sys.executable, "-m", "venv", TOOLS])
        pip: list[str | Path] = [
            program("python", TOOLS),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        quietly([*pip, "--require-hashes", "-r", ROOT / lock])
        stamp.write_text(mark)
    return program(name, TOOLS)


def ensure_uv() -> Path:
    """The path of our own uv."""
    return ensure_tool("uv", "requirements-tools.lock", "Installer (uv)", "安装工具 uv")


def venv_missing() -> Problem:
    """Debian and Ubuntu ship Python without its venv part."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    return Problem(
        f"This Python ({sys.executable}) comes without its venv part, so no environment can be made.\n"
        f"  Install it (Debian, Ubuntu: `sudo apt install {package}`), then run the command again.",
        f"当前 Python（{sys.executable}）缺少 venv 组件，无法创建运行环境。\n"
        f"  请先安装（Debian、Ubuntu：`sudo apt install {package}`），然后重新运行。",
    )


def uv_settings() -> dict[str, str]:
    """Environment for uv: never another Python than ours; mirror and certificates where only pip was told of them."""
    settings = {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}
    if not os.environ.get("UV_DEFAULT_INDEX") and not os.environ.get("UV_INDEX_URL"):
        mirror = pip_setting("index-url")
        if mirror:
            settings["UV_DEFAULT_INDEX"] = mirror
    if not os.environ.get("SSL_CERT_FILE"):
        trusted = pip_setting("cert") or system_certificates()
        if trusted:
            settings["SSL_CERT_FILE"] = trusted
    return settings


def pip_setting(name: str) -> str:
    """What pip was told in its environment or configuration; empty when nothing."""
    given = os.environ.get(f"PIP_{name.upper().replace('-', '_')}", "")
    if given:
        return given
    asked = [str(program("python", TOOLS)), "-m", "pip", "config", "get", f"global.{name}"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def system_certificates() -> str:
    """Whom this machine trusts, as its administrator keeps it; empty where no file says so.

    uv and Node bring lists of their own, which lack the certificate of a company's proxy.
    """
    return next((name for name in BUNDLES if os.path.exists(name)), "")


def make_locks(arguments: list[str]) -> None:
    """Write the lock files again. Addresses of registries never enter them."""
    uv = ensure_uv()
    runs: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("requirements.lock", ("pyproject.toml",)),
        ("requirements-dev.lock", ("pyproject.toml", "--group", "dev", "--constraint", "requirements.lock")),
        ("requirements-tools.lock", ("--group", "tools")),
        ("requirements-node.lock", ("--group", "node")),
        ("requirements-docs.lock", ("--group", "docs")),
    )
    for name, what in runs:
        with step(name, name):
            quietly([uv, "pip", "compile", *COMPILE, *what, *arguments, "-o", name], env=uv_settings())
