"""What continuous integration asks for before the tests: side by side, each check's words in one piece."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tools.say import ROOT, TOOLS, line

FAILED = TOOLS / "failed.txt"
"""What failed in this run, so that it can be told once more at the end, where a log that was cut still has it."""
NOTED_IN = "QINGFENG_FAILED"
"""The variable that names this file to the tests."""
LINES = 12
"""How many lines of a failed check are told again."""
Check = Callable[[], tuple[int, str]]
Lane = Sequence[tuple[str, Check]]
_one_speaks = threading.Lock()


def command(words: Sequence[str | Path], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> Check:
    """A check that runs a command; gives its exit code and all it said."""

    def check() -> tuple[int, str]:
        done = subprocess.run(
            [str(word) for word in words],
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        return done.returncode, done.stdout.strip()

    return check


def run_lanes(lanes: Sequence[Lane], noted: Path = FAILED) -> list[str]:
    """Run every check, lanes side by side; gives the names of those that failed and notes why.

    A check that raises lets the other lanes come to their end first.
    """
    with ThreadPoolExecutor(len(lanes)) as pool:
        running = [pool.submit(_run_lane, lane, noted) for lane in lanes]
    return [name for one in running for name in one.result()]


def _run_lane(lane: Lane, noted: Path) -> list[str]:
    failed = []
    for name, check in lane:
        began = time.monotonic()
        code, said = check()
        took = f"{time.monotonic() - began:.1f} s"
        with _one_speaks:
            if said and code:
                print(said, flush=True)
            if code:
                line(f"{name}: FAILED ({took})", f"{name}：未通过（{took}）")
            else:
                line(f"{name}: ok ({took})", f"{name}：通过（{took}）")
        if code:
            failed.append(name)
            note_failure(name, said, noted)
    return failed


def note_failure(name: str, said: str, noted: Path) -> None:
    """Keep a failure's name and its last lines for the end of the run."""
    lines = [text for text in said.splitlines() if text.strip()]
    noted.parent.mkdir(exist_ok=True)
    with noted.open("a", encoding="utf-8") as file:
        file.write("".join(f"{text}\n" for text in (f"FAILED {name}", *(f"    {text}" for text in lines[-LINES:]))))


@contextmanager
def told_again(noted: Path = FAILED) -> Iterator[None]:
    """Whatever failed inside is told once more as the last thing."""
    noted.parent.mkdir(exist_ok=True)
    noted.write_text("")
    try:
        yield
    finally:
        said = noted.read_text(encoding="utf-8")
        noted.unlink()
        if said:
            line("What failed:", "未通过的检查与测试：")
            print(said, end="", flush=True)
