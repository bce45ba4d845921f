"""`qingfeng up` as a person uses it: started, disturbed, started twice, killed, stopped."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from qingfeng.app.embedded.processes import command_of
from tests.app.start import command, environ, gone, new_pid, noted, ready, up

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]  # whole boxes, also on a busy machine


def test_starts_survives_a_killed_database_and_stops_in_order(empty_engine_dir: Path) -> None:
    with up(empty_engine_dir) as process:
        note = ready(empty_engine_dir, process)
        old = note["pids"]["postgres"]
        os.kill(old, signal.SIGKILL)
        new = new_pid(empty_engine_dir, "postgres", old)
        assert command_of(new)
        pids = noted(empty_engine_dir)["pids"]
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0, said
        assert "postgres has ended; starting it again" in said
    assert gone(pids, 0)
    assert not (empty_engine_dir / "run.json").exists()


def test_a_second_start_says_where_the_first_one_runs(engine_dir: Path) -> None:
    with up(engine_dir) as process:
        note = ready(engine_dir, process)
        second = subprocess.run(
            command("up"), env=environ(engine_dir), capture_output=True, text=True, check=False, timeout=60
        )
        assert second.returncode == 1
        assert note["url"] in second.stderr
        assert str(note["pids"]["up"]) in second.stderr
        migrated = subprocess.run(
            command("migrate"), env=environ(engine_dir), capture_output=True, text=True, check=True, timeout=60
        )
        assert "up to date" in migrated.stdout


def test_killed_hard_it_starts_again_over_what_was_left(engine_dir: Path) -> None:
    with up(engine_dir) as process:
        before = ready(engine_dir, process)["pids"]
        process.kill()
        process.wait(10)
        children = {role: pid for role, pid in before.items() if role not in ("postgres", "nats")}
        assert gone(children), "children outlived their supervisor"
        assert command_of(before["postgres"]), "this test means to find a leftover"
    with up(engine_dir) as process:
        after = ready(engine_dir, process)["pids"]
        assert after["postgres"] != before["postgres"]
        assert gone({"postgres": before["postgres"], "nats": before["nats"]}, 0)


def test_a_wrong_setting_is_told_before_anything_starts(empty_engine_dir: Path) -> None:
    done = subprocess.run(
        command("up"),
        env={**environ(empty_engine_dir), "QF_PORT": "many"},
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
    with up(engine_dir, given=given) as process:
        note = ready(engine_dir, process)
        assert not {"postgres", "nats"} & set(note["pids"])
        assert (note["database_url"], note["nats_url"]) == (database_url, nats_url)


def test_a_child_that_is_killed_comes_back(engine_dir: Path) -> None:
    with up(engine_dir) as process:
        before = ready(engine_dir, process)["pids"]
        for role in ("serve", "worker", "router"):
            os.kill(before[role], signal.SIGKILL)
        for role in ("serve", "worker", "router"):
            assert command_of(new_pid(engine_dir, role, before[role]))


def test_the_demo_is_loaded_once(engine_dir: Path) -> None:
    said = []
    for _ in range(2):
        with up(engine_dir, arguments=["--no-traffic"]) as process:
            ready(engine_dir, process)
            process.terminate()
            said.append(process.communicate(timeout=60)[0])
    assert ["Demo data" in text for text in said] == [True, False]
    assert all("/demo/shop" in text for text in said)
