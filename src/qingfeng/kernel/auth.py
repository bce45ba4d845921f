"""Secrets: password hashes, opaque tokens, signed values that expire. No domain word."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Any

import argon2
import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

# OWASP's second choice (19 MiB, two passes): about 20 ms on a small core, so that sign-in cannot starve the desk.
_hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_DECOY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """Takes as long for an account that does not exist as for one that does."""
    try:
        _hasher.verify(stored or _DECOY, password)
        return stored is not None
    except argon2.exceptions.Argon2Error:
        return False


def outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than today's: then the password is hashed anew when it is next seen."""
    return _hasher.check_needs_rehash(stored)


def new_token(prefix: str = "") -> str:
    """192 random bits, URL-safe."""
    return prefix + secrets.token_urlsafe(24)


def digest(token: str) -> bytes:
    """What is stored instead of a token."""
    return hashlib.sha256(token.encode()).digest()


def same(a: str, b: str) -> bool:
    return hmac.compare_digest(a.encode(), b.encode())


def sign(secret: str, *parts: str | bytes) -> str:
    """Hex HMAC-SHA256 over the parts joined by dots."""
    data = b".".join(p if isinstance(p, bytes) else p.encode() for p in parts)
    return hmac.new(secret.encode(), data, hashlib.sha256).hexdigest()


class Signer:
    """Signed values that expire, one purpose each. The key is the installation's."""

    def __init__(self, key: bytes, purpose: str) -> None:
        self._serializer = URLSafeTimedSerializer(key, salt=f"qingfeng.{purpose}")

    def seal(self, value: Any) -> str:
        return self._serializer.dumps(value)

    def open(self, sealed: str, max_age: int) -> Any | None:
        """The value, or None when it was not signed by us or is older than `max_age` seconds."""
        try:
            return self._serializer.loads(sealed, max_age=max_age)
        except (SignatureExpired, BadSignature, ValueError):
            return None


def read_jwt(token: str, secret: str, now: float) -> dict[str, Any] | None:
    """Claims of an HS256 JWT that a tenant's own site signed for its visitor, or None. `exp` is compulsory."""
    try:
        head, body, signature = token.split(".")
        expected = hmac.new(secret.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
        # As text: decoding passes over bits and characters that say nothing, so one signature had several spellings.
        if not hmac.compare_digest(_unb64(expected), signature):
            return None
        if msgspec.json.decode(_b64(head)).get("alg") != "HS256":
            return None
        claims = msgspec.json.decode(_b64(body))
        return claims if isinstance(claims, dict) and float(claims["exp"]) > now else None
    except (ValueError, KeyError, TypeError, msgspec.DecodeError, AttributeError, OverflowError, RecursionError):
        return None


def make_jwt(claims: dict[str, Any], secret: str) -> str:
    head = _unb64(b'{"alg":"HS256","typ":"JWT"}')
    body = _unb64(msgspec.json.encode(claims))
    signature = hmac.new(secret.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{_unb64(signature)}"


def _b64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _unb64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Vault:
    """Encrypts what must be read again (AES-256-GCM), one purpose each, with a key made from the installation's."""

    def __init__(self, key: bytes, purpose: str) -> None:
        self._cipher = AESGCM(hmac.new(key, f"qingfeng.vault.{purpose}".encode(), hashlib.sha256).digest())

    def lock(self, text: str, owner: bytes) -> bytes:
        """`owner`: whose it is; for anybody else it does not open."""
        nonce = secrets.token_bytes(12)
        return nonce + self._cipher.encrypt(nonce, text.encode(), owner)

    def open(self, locked: bytes, owner: bytes) -> str | None:
        """None when it was locked with another key, or for somebody else."""
        try:
            return self._cipher.decrypt(locked[:12], locked[12:], owner).decode()
        except (InvalidTag, ValueError):
            return None
