"""What the log of a process says, and what it never does."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
from qingfeng.kernel import log
log.configure("info", sys.argv[1])
def sign_in(password):
    raise ValueError("refused")
logger = log.get("test").bind(**{"pii.phone": "13800138000"})
try:
    sign_in("".join(["correct", "-horse", "-battery"]))
except ValueError:
    logger.exception("failed", conversation_id="c-1")
"""


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_failure_is_told_without_what_its_variables_held(form: str) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, form], capture_output=True, text=True, check=True)
    assert "ValueError: refused" in done.stderr
    assert "c-1" in done.stderr
    assert "correct-horse-battery" not in done.stderr
    assert "13800138000" not in done.stderr
