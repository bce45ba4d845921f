"""Secrets of one installation: made once, kept in files that only their owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def key(path: Path) -> str:
    """The secret in this file; made on the first call (43 URL-safe characters, 256 bits), mode 0600."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = secrets.token_urlsafe(32)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{fresh}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)  # fails when another process was quicker: then its secret counts
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    finally:
        temporary.unlink()
    return fresh
