"""The linter's ban on the machine's own time, ids and chance bites where it should, and only there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from checks.report import ROOT

RUFF = Path(sys.executable).with_name("ruff")
BANNED = [
    "import asyncio\n\n\nasync def f() -> None:\n    await asyncio.sleep(1)\n",
    "import time\n\nx = time.time()\n",
    "from uuid import uuid4\n\nx = uuid4()\n",
    "import random\n\nx = random.random()\n",
    "from datetime import UTC, datetime\n\nx = datetime.now(UTC)\n",
]


def _lint(code: str, name: str) -> subprocess.CompletedProcess[str]:
    command = [str(RUFF), "check", "--no-cache", "--select", "TID251", "--stdin-filename", str(ROOT / name), "-"]
    return subprocess.run(command, cwd=ROOT, input=code, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("code", BANNED)
def test_banned_outside_the_kernel(code: str) -> None:
    done = _lint(code, "src/qingfeng/flow/steps.py")
    assert done.returncode == 1
    assert "TID251" in done.stdout


@pytest.mark.parametrize("code", BANNED)
@pytest.mark.parametrize("name", ["src/qingfeng/kernel/clock.py", "tests/flow/test_steps.py", "bench/spine.py"])
def test_allowed_where_it_is_needed(code: str, name: str) -> None:
    done = _lint(code, name)
    assert done.returncode == 0, done.stdout
