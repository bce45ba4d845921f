"""The signature of webhooks, made by the sender and checked by receivers. Needs nothing but the standard library.

A receiver may copy this file. It compares `Qingfeng-Signature` with its own HMAC over id, timestamp and the body
exactly as it came, and drops what is older than five minutes or has an id it has handled before.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

ID = "Qingfeng-Id"
TIMESTAMP = "Qingfeng-Timestamp"
SIGNATURE = "Qingfeng-Signature"


def signature(secret: str, id_: str, timestamp: int, body: bytes) -> str:
    """`v1=` and the hex HMAC-SHA256 over `id.timestamp.body` (timestamp: Unix seconds)."""
    signed = b".".join((id_.encode(), str(timestamp).encode(), body))
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def headers(secret: str, id_: str, timestamp: int, body: bytes) -> dict[str, str]:
    return {ID: id_, TIMESTAMP: str(timestamp), SIGNATURE: signature(secret, id_, timestamp, body)}


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: float, tolerance: int = 300) -> bool:
    """Whether a webhook is ours and fresh. `body` as it came; `now` in Unix seconds; `tolerance` in seconds, both ways.

    False for anything missing, malformed, forged, altered or too old: answer 401 then, and it is sent again later.
    """
    given = {name.lower(): value for name, value in headers.items()}
    id_, stamp, signed = (given.get(name.lower(), "") for name in (ID, TIMESTAMP, SIGNATURE))
    if not id_ or not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    if abs(now - int(stamp)) > tolerance:
        return False
    expected = signature(secret, id_, int(stamp), body)
    return hmac.compare_digest(expected.encode(), signed.encode("utf-8", "replace"))
