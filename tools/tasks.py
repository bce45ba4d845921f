"""The verbs of the Makefile."""

import argparse
import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tools import checking, compiled, environment, frontend, machine
from tools.environment import program
from tools.say import ROOT, TOOLS, Problem, disk_full, fail, words

QUICK = "not slow and not browser"
CHECKS = (
    "imports",
    "doors",
    "sizes",
    "patching",
    "i18n",
    "api_types",
    "client",
    "machine_names",
    "docs_names",
    "error_codes",
)


def run_verb(arguments: list[str]) -> int:
    """Set everything up, then become `qingfeng up`."""
    environment.check_disk()
    environment.ensure("run")
    frontend.build()
    command = [str(program("python")), "-m", "qingfeng.app.cli", "up", *arguments]
    sys.stdout.flush()
    os.execve(command[0], command, ours())  # the supervisor takes this process over, so that signals reach it directly


def env_verb(arguments: list[str]) -> int:
    """Only the development environment."""
    environment.ensure("dev")
    return 0


def test_verb(arguments: list[str]) -> int:
    """All tests, or those that the arguments name."""
    python = environment.ensure("dev")
    frontend.build()
    return pytest(python, arguments)


def quick_verb(arguments: list[str]) -> int:
    """The tests that are neither slow nor in a browser."""
    python = environment.ensure("dev")
    return pytest(python, ["-m", QUICK, *arguments])


def pytest(python: Path, arguments: Sequence[str]) -> int:
    """Run pytest, whole files spread over processes unless told otherwise; gives its exit code.

    Many tests wait for an engine or a browser: there is one process more than cores.
    """
    given = any(one.startswith("-n") for one in arguments)
    spread = [] if given else ["-n", str(machine.processes(more=1)), "--dist", "loadfile"]
    return show([python, "-m", "pytest", *spread, *arguments])


def bench_verb(arguments: list[str]) -> int:
    """The benchmarks."""
    python = environment.ensure("dev")
    if not (ROOT / "bench" / "__main__.py").exists():
        raise Problem("There are no benchmarks in this checkout.", "当前代码中没有基准测试。")
    compiled.ensure(python)
    return show([python, "-m", "bench", *arguments])


def compile_verb(arguments: list[str]) -> int:
    """Machine code of the router's board and the twin; it is used from then on."""
    return 0 if compiled.ensure(environment.ensure("dev")) else 1


def docs_verb(arguments: list[str]) -> int:
    """The site of the documents, where a link that leads nowhere is an error: `artifacts/site`."""
    mkdocs = environment.ensure_tool("mkdocs", "requirements-docs.lock", "Documentation tools", "文档工具")
    quiet = {**ours(), "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(
        [mkdocs, "build", "--strict", "--quiet", *arguments], cwd=ROOT, env=quiet, check=False
    ).returncode


def screenshots_verb(arguments: list[str]) -> int:
    """Pictures of every screen, with the demo; those of the documents are written anew."""
    return record("screens", "artifacts/screens", arguments)


def tour_verb(arguments: list[str]) -> int:
    """The tour of the README, recorded with the demo."""
    return record("tour", "docs/pictures", arguments)


def record(what: str, folder: str, arguments: list[str]) -> int:
    """Run a recorder of `tests/e2e/recording` on a house of its own."""
    python = environment.ensure("dev")
    frontend.build()
    return show([python, "-m", f"tests.e2e.recording.{what}", "--out", folder, *arguments])


def format_verb(arguments: list[str]) -> int:
    """Mend what can be mended by a tool."""
    environment.ensure("dev")
    show([program("ruff"), "check", "--fix", "--quiet", *arguments])
    return show([program("ruff"), "format", *arguments])


def lock_verb(arguments: list[str]) -> int:
    """Make the lock files again."""
    environment.make_locks(arguments)
    return 0


def clean_verb(arguments: list[str]) -> int:
    """Remove what set-up made. Data stays."""
    for folder in (environment.VENV, TOOLS, *(part / "node_modules" for part in frontend.parts())):
        shutil.rmtree(folder, ignore_errors=True)
    for part in frontend.parts():
        shutil.rmtree(part / "dist", ignore_errors=True)
    return 0


def check_verb(arguments: list[str]) -> int:
    """Everything that continuous integration asks for: all of it runs, one exit code; the tests come last."""
    with checking.told_again():
        failed = lint_verb([])
        return test_verb(arguments) or failed


def lint_verb(_: list[str]) -> int:
    """Every check that is no test of ours in Python; the screens are built on the way."""
    python = environment.ensure("dev")
    lanes = [*(lane for part in frontend.parts() for lane in frontend_checks(part)), python_checks(python)]
    failed = checking.run_lanes(lanes) + checking.run_lanes([[("screens", build_check)]])
    return 1 if failed else 0


def python_checks(python: Path) -> checking.Lane:
    """Form, types and the laws of the house."""
    ruff = program("ruff")
    commands: dict[str, tuple[str | Path, ...]] = {
        "format": (ruff, "format", "--check", "--quiet"),
        "lint": (ruff, "check", "--quiet"),
        "types": (program("mypy"),),
        **{name: (python, "-m", f"checks.{name}") for name in CHECKS},
    }
    return [(name, checking.command(words, env=ours())) for name, words in commands.items()]


def frontend_checks(part: Path) -> list[checking.Lane]:
    """A front end's own checks."""
    return [
        [(f"{part.name} {script}", partial(frontend.run_script, part, script)) for script in scripts]
        for scripts in frontend.check_scripts(part)
    ]


def build_check() -> tuple[int, str]:
    """Build the screens: what keeps them from being built is told as a check's words."""
    try:
        frontend.build()
    except Problem as problem:
        return 1, words(problem.en, problem.zh)
    return 0, ""


def show(command: Sequence[str | Path]) -> int:
    """Run a command with its output in the open; gives its exit code."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=ours(), check=False).returncode


def ours() -> dict[str, str]:
    """Our environment, in which Python may keep what it compiled, and tests note what failed.

    Images for containers often forbid it, and then each of our processes takes a second longer to start.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    found = compiled.ready()
    if found is not None:
        kept[compiled.FOLDER] = str(found)
    kept["OPENBLAS_NUM_THREADS"] = "1"  # one process of tests for each core: their threads would wait for each other
    return {**kept, checking.NOTED_IN: str(checking.FAILED)} if checking.FAILED.exists() else kept


VERBS: dict[str, Callable[[list[str]], int]] = {
    "run": run_verb,
    "env": env_verb,
    "test": test_verb,
    "quick": quick_verb,
    "check": check_verb,
    "lint": lint_verb,
    "bench": bench_verb,
    "compile": compile_verb,
    "docs": docs_verb,
    "screenshots": screenshots_verb,
    "tour": tour_verb,
    "format": format_verb,
    "lock": lock_verb,
    "clean": clean_verb,
}


def main(arguments: list[str]) -> int:
    """Run one verb with the rest of the line as its arguments; gives the exit code."""
    parser = argparse.ArgumentParser(
        prog="dev.py", description=words("Qingfeng's set-up and checks", "清风的安装与检查")
    )
    parser.add_argument("verb", choices=VERBS)
    verb = parser.parse_args(arguments[:1]).verb
    try:
        return VERBS[verb](arguments[1:])
    except Problem as problem:
        return fail(problem)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        known = explain_os(error)
        if known is None:
            raise
        return fail(known)


def explain_os(error: OSError) -> Problem | None:
    """The Problem behind an error of the operating system, if it is one a person can mend."""
    if error.errno == errno.ENOSPC:
        return disk_full(ROOT)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Problem(
            f"{error.filename} may not be written by this user: another one (root?) probably made it.\n"
            f"  Give it back (`sudo chown -R $(id -un) {ROOT}`) or run the command as that user.",
            f"当前用户无权写入 {error.filename}，它可能由其他用户（如 root）创建。\n"
            f"  请执行 `sudo chown -R $(id -un) {ROOT}`，或改用原来的用户运行。",
        )
    return None
