"""ID tokens: which key, which algorithms, whose, for whom, until when (OpenID Connect Core 1.0, 3.1.3.7)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key
from joserfc.jws import JWSRegistry

from qingfeng.kernel.auth import same
from qingfeng.kernel.errors import Unauthenticated

LEEWAY_SECONDS = 120
"""So far may the clocks of the provider and of this machine be apart."""
OLDEST_SECONDS = 600
"""A token for a sign-in that is under way was not made longer ago."""
ALGORITHMS: dict[str, str] = {
    "RS256": "RSA", "RS384": "RSA", "RS512": "RSA", "PS256": "RSA", "PS384": "RSA", "PS512": "RSA",
    "ES256": "EC", "ES384": "EC", "ES512": "EC", "EdDSA": "OKP", "Ed25519": "OKP",
}  # fmt: skip
"""What is believed, and the kind of its keys. None of them is made with a secret that both sides know, and `none` is none."""
MAX_TOKEN = 64 * 1024


class Header(msgspec.Struct, frozen=True):
    alg: str
    kid: str | None = None


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What a token must say. `now`: Unix seconds. `offered`: algorithms the provider says to sign with; empty: unsaid."""

    issuer: str
    client_id: str
    nonce: str
    now: float
    offered: Sequence[str] = ()
    access_token: str = ""


def header_of(token: str) -> Header:
    """Read before anything is verified: only to find the key. Raises Unauthenticated."""
    try:
        head = token.split(".", 1)[0]
        return msgspec.json.decode(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)), type=Header)
    except (ValueError, msgspec.DecodeError):
        raise _bad_signature() from None


def key_for(header: Header, keys: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The key that signed it, of the provider's; None when it has none such (any more, or yet). A token without a key's
    name is signed by the only key there is of its kind, or by nobody."""
    kind = ALGORITHMS.get(header.alg)
    fit = [
        key
        for key in keys
        if key.get("kty") == kind and key.get("use", "sig") == "sig" and key.get("alg", header.alg) == header.alg
    ]
    if header.kid is not None:
        fit = [key for key in fit if key.get("kid") == header.kid]
    return fit[0] if len(fit) == 1 else None


def verified(token: str, key: dict[str, Any], expected: Expected) -> dict[str, Any]:
    """The claims of a token that this key signed and that says what it must. Raises Unauthenticated."""
    allowed = [alg for alg in ALGORITHMS if not expected.offered or alg in expected.offered]
    try:
        imported: Key = JWKRegistry.import_key(_public(key))
        signed = jws.deserialize_compact(token, imported, registry=JWSRegistry(algorithms=allowed))
        claims = msgspec.json.decode(signed.payload, type=dict[str, Any])
    except (JoseError, ValueError, TypeError, msgspec.DecodeError):
        raise _bad_signature() from None
    _check(claims, expected)
    _check_access_token(claims, str(signed.headers()["alg"]), expected.access_token)
    return claims


def _check(claims: dict[str, Any], expected: Expected) -> None:
    if claims.get("iss") != expected.issuer:
        raise Unauthenticated("sso_wrong_issuer", "The token was issued by another provider; sign in again.")
    audience = claims.get("aud")
    audience = [audience] if isinstance(audience, str) else audience
    party = claims.get("azp", expected.client_id)
    several = isinstance(audience, list) and len(audience) > 1
    for_us = isinstance(audience, list) and expected.client_id in audience and party == expected.client_id
    if not for_us or (several and "azp" not in claims):
        raise Unauthenticated("sso_wrong_audience", "The token was made for another application; sign in again.")
    made, until, since = (_moment(claims, name) for name in ("iat", "exp", "nbf"))
    now = expected.now
    timely = made is not None and until is not None and until > now - LEEWAY_SECONDS
    if not timely or made is None or not now - OLDEST_SECONDS < made < now + LEEWAY_SECONDS:
        raise Unauthenticated(
            "sso_wrong_time",
            "The provider's token is over or not good yet; check both machines' clocks, then try again.",
        )
    if since is not None and since > now + LEEWAY_SECONDS:
        raise Unauthenticated("sso_wrong_time", "The provider's token is not good yet; check both machines' clocks.")
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not same(nonce, expected.nonce):
        raise Unauthenticated("sso_wrong_nonce", "The token belongs to another sign-in; sign in again.")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise Unauthenticated("sso_no_subject", "The provider did not say who you are; tell your administrator.")


def _check_access_token(claims: dict[str, Any], alg: str, access_token: str) -> None:
    """`at_hash`, when it is there, ties the access token to this answer (Core 3.1.3.8)."""
    told = claims.get("at_hash")
    if not isinstance(told, str) or not access_token or alg[-3:] not in ("256", "384", "512"):
        return
    digest = hashlib.new(f"sha{alg[-3:]}", access_token.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    if not same(told, half):
        raise _bad_signature()


def _moment(claims: dict[str, Any], name: str) -> float | None:
    value = claims.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _public(key: dict[str, Any]) -> dict[str, Any]:
    """What a key is made of, without what it says it may be used for: that was judged before."""
    return {name: value for name, value in key.items() if name in ("kty", "n", "e", "crv", "x", "y")}


def _bad_signature() -> Unauthenticated:
    return Unauthenticated("sso_bad_signature", "The token is not signed by your identity provider; sign in again.")
