"""What a password must be: long, of some variety, and not what everybody would try first."""

from __future__ import annotations

import re
from itertools import pairwise

from qingfeng.kernel.errors import Invalid

LENGTH = 10
VARIETY = 5
"""So many different characters at least."""
_FIRST_TRIED = (
    "password", "passw0rd", "qwerty", "asdfgh", "zxcvbn", "1q2w3e", "iloveyou", "letmein", "welcome", "admin",
    "woaini", "5201314", "qingfeng", "清风",
)  # fmt: skip
_NOT_WORD = re.compile(r"[\W_]+")


def check_password(password: str, *, email: str, name: str) -> None:
    """Raises Invalid (field `password`) with what is wrong.

    Length counts most; no digits or signs are demanded, they make passwords that are hard to keep and easy to guess
    (NIST SP 800-63B, 5.1.1.2). What is left of a password without its guessable parts must still be long enough.
    """
    if len(password) < LENGTH:
        raise Invalid("password_short", f"A password has {LENGTH} characters or more.", field="password", min=LENGTH)
    if len(set(password)) < VARIETY:
        message = f"A password has {VARIETY} different characters or more."
        raise Invalid("password_plain", message, field="password", min=VARIETY)
    rest = password.lower()
    own = [email.partition("@")[0].lower(), *_NOT_WORD.split(email.lower()), name.lower()]
    for part in sorted({p for p in (*own, *_FIRST_TRIED) if len(p) >= 2}, key=len, reverse=True):
        rest = rest.replace(part, "")
    if len(set(rest)) < VARIETY or _in_a_row(rest):
        message = "This password is among the first that others would try; take words that have nothing to do with you."
        raise Invalid("password_guessable", message, field="password")


def _in_a_row(text: str) -> bool:
    """Whether it is only a run of neighbours: 12345678, abcdefgh, 87654321."""
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    return steps <= {0, 1} or steps <= {0, -1} or steps <= {1, -9}
