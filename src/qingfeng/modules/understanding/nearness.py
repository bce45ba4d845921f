"""Learns from how near every example is to every other: a least-squares machine over a kernel. Pure, deterministic.

What two texts have to do with each other is the cosine of their grams and, weighed more, a bell over the cosine of their
vectors: examples that mean nearly the same count much, the others hardly. (Kernel ridge regression onto +1 for an
example's own intent and -1 for the others; each intent on its own. Leaving one out is exact and needs no second
learning: Rasmussen and Williams, Gaussian Processes for Machine Learning, 5.4.2.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from qingfeng.modules.understanding.engine import bell
from qingfeng.modules.understanding.model import Matrix

MOST = 16_000
"""Examples that are learned this way: memory grows with their square (1 GB), time with their cube (a minute)."""
RIDGE = 0.2
ROWS = 1_000
_HALF = np.float32(0.5)
"""Grams of characters and of words are each of length 1: their cosine is half the product."""


class Learned(msgspec.Struct, frozen=True):
    """`words`: (grams, labels). `close`: (examples, labels), in the order in which they were given. `left_out`: scores
    of some of the examples, told from the others; `rows`: which."""

    words: Matrix
    close: Matrix
    left_out: Matrix
    rows: Any


def learn(words: Any, vectors: Matrix, of: Any, wide: int, held: Sequence[int]) -> Learned:
    """`words`: sparse (n, grams). `of`: the label of each, below `wide`. `held`: rows to be told from the others."""
    from scipy.linalg import lapack, solve_triangular

    last = np.asarray(held, dtype=np.int64)
    order = np.concatenate([np.setdiff1d(np.arange(len(of)), last), last])
    aims = np.where(of[order][:, None] == np.arange(wide), np.float32(1), np.float32(-1))
    factor, wrong = lapack.spotrf(_kernel(words[order], vectors[order]), lower=1, clean=0, overwrite_a=1)
    if wrong:
        raise ArithmeticError("examples with vectors that are no numbers")
    answer, _ = lapack.spotrs(factor, np.asfortranarray(aims), lower=1)
    at = len(of) - len(last)
    corner = solve_triangular(factor[at:, at:], np.eye(len(last), dtype=np.float32), lower=True, check_finite=False)
    own = np.einsum("ij,ij->j", corner, corner)  # of the inverse, what the held rows have on its diagonal
    close: Matrix = np.empty_like(answer, order="C")
    close[order] = answer
    return Learned(
        words=np.asarray(words.T @ close, dtype=np.float32) * _HALF,
        close=close,
        left_out=aims[at:] - answer[at:] / own[:, None],
        rows=last,
    )


def _kernel(words: Any, vectors: Matrix) -> Matrix:
    """Of the examples among themselves, with the ridge; in columns, as LAPACK wants it."""
    n = len(vectors)
    turned = words.T.tocsr()
    whole: Matrix = np.empty((n, n), dtype=np.float32, order="F")
    for at in range(0, n, ROWS):
        part = bell(vectors @ vectors[at : at + ROWS].T)
        part += (words @ turned[:, at : at + ROWS]).toarray() * _HALF
        whole[:, at : at + ROWS] = part
    whole[np.diag_indices(n)] += np.float32(RIDGE)
    return whole
