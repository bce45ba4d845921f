"""Chance that can be looked up: the n-th number of a stream is a function of its key and n.

SplitMix64 (Steele, Lea and Flood 2014) read at any place: `mix(key + (n + 1) * step)`. So streams need no state, a
batch is one pass of NumPy, and what a contact brings along (patience, need, work) is the same in whatever order
contacts are served: policies are compared over the same people. A key is made of seed, replication and purpose.
"""

from __future__ import annotations

from math import log, pi
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_STEP = 0x9E3779B97F4A7C15
_ALL = (1 << 64) - 1
_UNIT = 2.0**-52


def _mixed(z: int) -> int:
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & _ALL
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & _ALL
    return z ^ (z >> 31)


def key_of(*parts: int | str) -> int:
    """One number out of many parts; order matters."""
    key = 0x243F6A8885A308D3
    for part in parts:
        value = part if isinstance(part, int) else crc32(part.encode()) | len(part) << 32
        key = _mixed((key ^ _mixed(value + _STEP & _ALL)) + _STEP & _ALL)
    return key


def uniform(key: int, n: int) -> float:
    """The n-th number of a stream, in (0, 1)."""
    return ((_mixed(key + (n + 1) * _STEP & _ALL) >> 12) + 0.5) * _UNIT


def exponential(key: int, n: int) -> float:
    """The n-th unit exponential of a stream: the same as `exponentials` gives."""
    return -log(uniform(key, n))


def uniforms(key: int, first: int, count: int) -> Numbers:
    """Numbers `first` .. `first + count - 1` of a stream, in (0, 1)."""
    z = np.arange(first + 1, first + count + 1, dtype=np.uint64)
    z *= np.uint64(_STEP)
    z += np.uint64(key)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    values: Numbers = ((z >> np.uint64(12)).astype(np.float64) + 0.5) * _UNIT
    return values


def exponentials(key: int, first: int, count: int) -> Numbers:
    """Of mean 1."""
    values: Numbers = -np.log(uniforms(key, first, count))
    return values


def normals(key: int, first: int, count: int) -> Numbers:
    """Of mean 0 and deviation 1 (Box and Muller 1958, over two streams)."""
    radius = np.sqrt(-2.0 * np.log(uniforms(key, first, count)))
    values: Numbers = radius * np.cos(2.0 * pi * uniforms(key_of(key, "angle"), first, count))
    return values
