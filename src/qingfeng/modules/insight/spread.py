"""How durations lie, in buckets whose widths grow with the value: they can be added up, and give quantiles.

Bucket 0 holds what is under a second; bucket b > 0 from 1.2^(b-1) to 1.2^b seconds. A quantile is given as the middle
of its bucket (the geometric one), so that it differs from the true value by less than 10 %, or half a second under one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

RATIO = 1.2
ERROR = 0.1
_LOG = math.log(RATIO)
SQL_BUCKET = "CASE WHEN value < 1000 THEN 0 ELSE 1 + floor(ln(value / 1000.0::float8) / ln(1.2::float8))::bigint END"


def bucket(ms: int) -> int:
    return 0 if ms < 1000 else 1 + math.floor(math.log(ms / 1000) / _LOG)


def seconds(bucket: int) -> float:
    """The value that stands for a bucket."""
    return 0.5 if bucket == 0 else RATIO ** (bucket - 0.5)


def pack(bucket: int, n: int) -> int:
    return (bucket << 32) + n


def unpacked(packed: int) -> tuple[int, int]:
    """Bucket and how many, of figures that are added up: none of them is negative."""
    return packed >> 32, packed & 0xFFFFFFFF


def quantile(counts: Mapping[int, int], share: float) -> float | None:
    """The nearest-rank quantile in seconds: the least value that at least `share` of all do not exceed."""
    rank = math.ceil(share * sum(counts.values()))
    for which in sorted(counts):
        rank -= counts[which]
        if rank <= 0 < counts[which]:
            return seconds(which)
    return None
