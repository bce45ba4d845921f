"""The second factor: time-based codes of an app on a phone (RFC 6238), and recovery codes for the day it is lost.

What the database keeps opens nothing: a secret is derived from the installation's key and a nonce, of a recovery code
only a keyed mark is kept. With another installation key every second factor has to be set up again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from urllib.parse import quote, urlencode
from uuid import UUID

from qingfeng.kernel import auth

STEP_SECONDS = 30
DIGITS = 6
SLACK_STEPS = 1
"""Clocks of phones are wrong by up to half a minute: the code before and the code after count too."""
RECOVERY_CODES = 10
_RECOVERY_LENGTH = 10


def code_at(secret: bytes, step: int) -> str:
    """The code of one step (RFC 4226, 5.3, with HMAC-SHA-1: what every authenticator app knows)."""
    mac = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    at = mac[-1] & 0x0F
    number = struct.unpack(">I", mac[at : at + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(secret: bytes, code: str, now: float) -> int | None:
    """The step whose code this is, of those that count at `now` (Unix seconds); None when it is of none."""
    present = int(now) // STEP_SECONDS
    for step in range(present - SLACK_STEPS, present + SLACK_STEPS + 1):
        if auth.same(code_at(secret, step), code):
            return step
    return None


def plain(code: str) -> str:
    """A code as it was meant: without the blanks and dashes that make it readable, narrow and in lower case."""
    narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in code)
    return "".join(c for c in narrow if c.isalnum()).lower()


class Factors:
    """Makes secrets and codes of the people of one installation; keeps nothing."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.new(key, b"qingfeng.second-factor", hashlib.sha256).digest()

    def secret(self, user: UUID, nonce: str) -> bytes:
        """160 bits, as RFC 4226 recommends."""
        return self._mac("totp", user, nonce)[:20]

    def uri(self, user: UUID, nonce: str, *, email: str, issuer: str) -> str:
        """What the app reads from the picture, in the form that all of them know."""
        shown = base64.b32encode(self.secret(user, nonce)).decode()
        label = f"{quote(issuer, safe='')}:{quote(email, safe='')}"
        return f"otpauth://totp/{label}?{urlencode({'secret': shown, 'issuer': issuer}, quote_via=quote)}"

    def new_recovery_codes(self) -> list[str]:
        """Fifty random bits each, in letters and figures that are not mistaken for one another."""
        made = []
        for _ in range(RECOVERY_CODES):
            text = base64.b32encode(auth.digest(auth.new_token())).decode().lower()[:_RECOVERY_LENGTH]
            made.append(f"{text[:5]}-{text[5:]}")
        return made

    def mark(self, user: UUID, code: str) -> bytes:
        """What is kept of a recovery code."""
        return self._mac("recovery", user, plain(code))

    def _mac(self, purpose: str, user: UUID, text: str) -> bytes:
        return hmac.new(self._key, f"{purpose}.{user}.{text}".encode(), hashlib.sha256).digest()
