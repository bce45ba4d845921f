"""A box's whole life in one file: backed up by the command line while it runs, restored into an empty folder, started."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.app.start import command
from tests.support.box import Box, reachable_folder, running
from tests.support.clients import Agent, Customer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PHRASE = "a phrase of several words"
SAID = "搬家之前说的话"


def run(folder: Path, *arguments: str, code: int = 0) -> str:
    environ = {**os.environ, "QF_DATA_DIR": str(folder), "LC_ALL": "C", "QF_BACKUP_PASSPHRASE": PHRASE}
    done = subprocess.run(
        command(*arguments), env=environ, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


async def _cookies(box: Box) -> dict[str, str]:
    """Say something as a customer and be signed in as an agent."""
    async with Customer(box.url) as customer, Agent(box.url, "zhou.min@example.com") as agent:
        said = await customer.say(SAID)
        await customer.until(lambda: said in customer.acked)
        return dict(agent.http.cookies)


async def test_a_box_is_backed_up_restored_elsewhere_and_people_are_still_signed_in(tmp_path: Path) -> None:
    file = tmp_path / "box.qfb"
    with reachable_folder() as here, reachable_folder() as there:
        with running(here) as box:
            cookies = await _cookies(box)
            assert "Backed up" in run(here, "backup", str(file), "--keys")
            assert "already runs" in run(here, "restore", str(file), "--force", code=1)
            fit = run(here, "doctor")
            assert "ok    database" in fit
            assert "ok    row-level security" in fit
        assert "Restored, as it was at" in run(there, "restore", str(file))
        assert "not empty" in run(there, "restore", str(file), code=1)
        with running(there, "--no-demo") as box:
            async with httpx.AsyncClient(base_url=box.url, cookies=cookies, timeout=10) as client:
                assert (await client.get("/api/v1/bootstrap")).json()["me"]["name"] == "周敏"
                found = await client.get("/api/v1/conversations", params={"view": "all"})
                assert SAID in found.text
