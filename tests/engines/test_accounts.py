"""Engines run unprivileged, also where root may not change accounts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qingfeng.app.embedded.accounts import engine_account, plain_environment

ROUND = """
import asyncio, sys
from pathlib import Path
from qingfeng.app.embedded.accounts import engine_account
from qingfeng.app.embedded.postgres import start_postgres
from qingfeng.kernel.clock import SystemClock

async def main():
    for _ in range(2):
        engine = await start_postgres(Path(sys.argv[1]), SystemClock())
        await engine.stop()
    print(engine_account().way)

asyncio.run(main())
"""


def _round(folder: Path, *before: str) -> str:
    command = [*before, sys.executable, "-c", ROUND, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=90)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _user_namespaces() -> bool:
    return shutil.which("unshare") is not None and (
        subprocess.run(["unshare", "--user", "true"], capture_output=True, check=False).returncode == 0
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user needs no namespace")
@pytest.mark.skipif(not (shutil.which("setpriv") and _user_namespaces()), reason="no user namespaces here")
def test_root_without_the_right_to_change_accounts_uses_a_namespace(empty_engine_dir: Path) -> None:
    powerless = ("setpriv", "--bounding-set=-setuid,-setgid", "--inh-caps=-setuid,-setgid")
    assert _round(empty_engine_dir, *powerless) == "namespace"


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="only root can become somebody else")
@pytest.mark.skipif(not os.access("/usr/bin/python3", os.X_OK), reason="no Python that everybody may run")
def test_an_ordinary_user_runs_its_own_engines(empty_engine_dir: Path) -> None:
    empty_engine_dir.chmod(0o777)
    site = str(Path(sys.executable).parent.parent)
    if not _everybody_may_enter(Path(sys.executable).resolve()) or not _everybody_may_enter(Path(site)):
        pytest.skip("this environment is in a closed home")
    assert _round(empty_engine_dir, "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") == "self"


def _everybody_may_enter(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in path.parents)


def test_engines_see_no_secrets_and_no_settings_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c fsync=off")
    monkeypatch.setenv("QF_SECRET_KEY", "secret")
    assert not {"PGOPTIONS", "QF_SECRET_KEY"} & set(plain_environment())


def test_the_account_is_never_root() -> None:
    assert engine_account().uid != 0
