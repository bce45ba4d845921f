"""`qingfeng up` as a person uses it: started, disturbed, started twice, killed, stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from qingfeng.app.embedded.ports import free_port
from qingfeng.app.embedded.processes import command_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]  # whole boxes, also on a busy machine


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "qingfeng.app.cli", *arguments]


@contextmanager
def _up(
    folder: Path, given: Mapping[str, str] | None = None, demo: str = "--no-demo"
) -> Iterator[subprocess.Popen[str]]:
    """A running `qingfeng up` on this data folder; asked to stop at the end."""
    command = _command("up", demo, "--port", str(free_port()))
    process = subprocess.Popen(
        command, env={**_environ(folder), **(given or {})}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)
        assert process.stdout is not None
        process.stdout.close()


def _environ(folder: Path) -> dict[str, str]:
    return {**os.environ, "QF_DATA_DIR": str(folder), "LC_ALL": "C"}


def _note(folder: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / "run.json").read_text()))
    except FileNotFoundError:
        return {"ready": False, "pids": {}}


def _ready(folder: Path, process: subprocess.Popen[str]) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while not (note := _note(folder))["ready"] or note["pids"]["up"] != process.pid:
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline, "it never became ready"
        time.sleep(0.05)
    return note


def _gone(pids: dict[str, int], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while any(command_of(pid) for pid in pids.values()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(command_of(pid) for pid in pids.values())


def _new_pid(folder: Path, role: str, old: int) -> int:
    deadline = time.monotonic() + 30
    while (pid := _note(folder)["pids"].get(role, old)) == old:
        assert time.monotonic() < deadline, f"{role} did not come back"
        time.sleep(0.05)
    return int(pid)


def test_starts_survives_a_killed_database_and_stops_in_order(empty_engine_dir: Path) -> None:
    with _up(empty_engine_dir) as process:
        note = _ready(empty_engine_dir, process)
        old = note["pids"]["postgres"]
        os.kill(old, signal.SIGKILL)
        new = _new_pid(empty_engine_dir, "postgres", old)
        assert command_of(new)
        pids = _note(empty_engine_dir)["pids"]
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0, said
        assert "postgres has ended; starting it again" in said
    assert _gone(pids, 0)
    assert not (empty_engine_dir / "run.json").exists()


def test_a_second_start_says_where_the_first_one_runs(engine_dir: Path) -> None:
    with _up(engine_dir) as process:
        note = _ready(engine_dir, process)
        second = subprocess.run(
            _command("up"), env=_environ(engine_dir), capture_output=True, text=True, check=False, timeout=60
        )
        assert second.returncode == 1
        assert note["url"] in second.stderr
        assert str(note["pids"]["up"]) in second.stderr
        migrated = subprocess.run(
            _command("migrate"), env=_environ(engine_dir), capture_output=True, text=True, check=True, timeout=60
        )
        assert "up to date" in migrated.stdout


def test_killed_hard_it_starts_again_over_what_was_left(engine_dir: Path) -> None:
    with _up(engine_dir) as process:
        before = _ready(engine_dir, process)["pids"]
        process.kill()
        process.wait(10)
        children = {role: pid for role, pid in before.items() if role not in ("postgres", "nats")}
        assert _gone(children), "children outlived their supervisor"
        assert command_of(before["postgres"]), "this test means to find a leftover"
    with _up(engine_dir) as process:
        after = _ready(engine_dir, process)["pids"]
        assert after["postgres"] != before["postgres"]
        assert _gone({"postgres": before["postgres"], "nats": before["nats"]}, 0)


def test_a_wrong_setting_is_told_before_anything_starts(empty_engine_dir: Path) -> None:
    done = subprocess.run(
        _command("up"),
        env={**_environ(empty_engine_dir), "QF_PORT": "many"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "QF_PORT is 'many'" in done.stderr
    assert not (empty_engine_dir / "postgres").exists()


def test_given_engines_are_used_and_none_is_started(engine_dir: Path, database_url: str, nats_url: str) -> None:
    given = {"QF_DATABASE_URL": database_url, "QF_NATS_URL": nats_url}
    with _up(engine_dir, given=given) as process:
        note = _ready(engine_dir, process)
        assert not {"postgres", "nats"} & set(note["pids"])
        assert (note["database_url"], note["nats_url"]) == (database_url, nats_url)


def test_a_child_that_is_killed_comes_back(engine_dir: Path) -> None:
    with _up(engine_dir) as process:
        before = _ready(engine_dir, process)["pids"]
        for role in ("serve", "worker", "router"):
            os.kill(before[role], signal.SIGKILL)
        for role in ("serve", "worker", "router"):
            assert command_of(_new_pid(engine_dir, role, before[role]))


def test_the_demo_is_loaded_once(engine_dir: Path) -> None:
    said = []
    for _ in range(2):
        with _up(engine_dir, demo="--no-traffic") as process:
            _ready(engine_dir, process)
            process.terminate()
            said.append(process.communicate(timeout=60)[0])
    assert ["Demo data" in text for text in said] == [True, False]
    assert all("/demo/shop" in text for text in said)
