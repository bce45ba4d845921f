"""The command line tells what is wrong in a sentence, never in a traceback."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from qingfeng import __version__
from qingfeng.app.cli import main
from qingfeng.app.embedded.problem import of_the_disk
from qingfeng.kernel.parked import Failed, park
from tests.support.world import open_world


def _run(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qingfeng.app.cli", *arguments],
        env={**os.environ, "LC_ALL": "C", **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _house(tmp_path: Path, database_url: str, nats_url: str) -> dict[str, str]:
    return {
        "QF_DATA_DIR": str(tmp_path),
        "QF_DATABASE_URL": database_url,
        "QF_NATS_URL": nats_url,
        "QF_SECRET_KEY": "k" * 40,
    }


def test_version(tmp_path: Path) -> None:
    assert _run({}, "version").stdout == f"{__version__}\n"


@pytest.mark.parametrize("command", [("serve",), ("worker",), ("migrate",), ("parked", "list")])
def test_missing_settings_are_told_by_name(
    tmp_path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QF_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "C")
    assert main(list(command)) == 1
    assert "QF_DATABASE_URL is missing" in capsys.readouterr().err


async def test_parked_is_listed_and_replayed(tmp_path: Path, database_url: str, nats_url: str) -> None:
    environ = _house(tmp_path, database_url, nats_url)
    async with open_world(database_url) as world:
        async with world.work.tx(world.tenant) as tx:
            failed = Failed(
                source="timer:turn", event_id="key-1", event_type="turn", body=b"{}", attempts=6, error="Boom: no"
            )
            await park(tx, failed)
        listed = _run(environ, "parked", "list").stdout
        assert "timer:turn" in listed
        assert "Boom: no" in listed
        id_ = listed.splitlines()[1].split()[0]
        done = _run(environ, "parked", "replay", id_)
        assert done.returncode == 0, done.stderr
        assert "Nothing is parked" in _run(environ, "parked", "list").stdout
    unknown = _run(environ, "parked", "replay", str(uuid4()))
    assert unknown.returncode == 1
    assert "nothing parked under this id" in unknown.stderr


async def test_a_conversation_nobody_routed_is_told_plainly(tmp_path: Path, database_url: str, nats_url: str) -> None:
    id_ = str(uuid4())
    done = _run(_house(tmp_path, database_url, nats_url), "routing", "explain", id_)
    assert done.returncode == 1
    assert f"decided nothing about a conversation {id_}" in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "many", "-1", "８０８０"])
def test_a_wrong_port_is_told(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["up", f"--port={port}"])
    assert ended.value.code == 2
    assert "65535" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EACCES, "closed to this user"), (errno.EROFS, "closed")],
)
def test_errors_of_the_disk_are_told(number: int, words: str) -> None:
    problem = of_the_disk(OSError(number, os.strerror(number), "/data/up.lock"))
    assert problem is not None
    assert words in problem.en
    assert "/data/up.lock" in problem.zh
    assert of_the_disk(OSError(errno.ECONNREFUSED, "refused", "x")) is None
