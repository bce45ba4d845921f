"""The port of sentence encoders. The product does without one: then meaning is told by words and characters alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import msgspec
from numpy import dtype, float32, ndarray

Vectors = ndarray[Any, dtype[float32]]
"""One row a text, each of length 1."""


class EncoderId(msgspec.Struct, frozen=True):
    """Which vectors may be compared: only those of the same encoder. `id`: name, version and the digest of its
    weights; kept, with the dimension, beside every vector."""

    id: str
    dimension: int


class Encoder(Protocol):
    @property
    def is_(self) -> EncoderId:
        """Known before anything is loaded."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector a text, in their order; of a text without words too. The same text gives the same vector, alone
        or among others, to 1e-4. Blocks (5 ms one, 1-3 ms each of many, 2 s the first time): never on an event loop.
        Raises Unavailable (`encoder_absent`, `encoder_altered`), RuntimeError on an event loop."""
