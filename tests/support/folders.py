"""Where test engines keep their data: in memory where there is room for it, else on the disk.

What is proven about durability is proven by killing processes, which takes nothing from either; a disk that many
engines write to at once only makes a run slow.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 6 << 30
"""Bytes that must be free: a dozen boxes take less than 3 GB."""


def made_folder(prefix: str) -> Path:
    """A short new folder that an engine's unprivileged account can enter; whoever asked removes it."""
    within = MEMORY if os.access(MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(MEMORY).free > ROOM else None
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=within))
    folder.chmod(0o711)
    return folder
