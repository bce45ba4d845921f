"""Peers that are no dependency of ours: installed on demand, each into an environment of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.support.box import cache_folder

INSTALL_SECONDS = 600


def environment(name: str, *requirements: str) -> Path | None:
    """The Python of an environment that has them, made at the first call; None when that cannot be."""
    folder = cache_folder() / name
    python = folder / "bin" / "python"
    if (folder / "installed").exists():
        return python
    print(f"Installing {', '.join(requirements)} into {folder} (once, a minute or two)", flush=True)
    steps = (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements],
    )
    for step in steps:
        try:
            done = subprocess.run(step, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"It cannot be installed here: {error}")
            return None
        if done.returncode != 0:
            print(f"It cannot be installed here:\n{(done.stdout + done.stderr).strip()[-800:]}")
            return None
    (folder / "installed").touch()
    return python
