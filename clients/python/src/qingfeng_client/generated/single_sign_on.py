# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: single sign on."""

from __future__ import annotations

from uuid import UUID

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def shown() -> Call[m.SingleSignOnOut]:
    """The house's identity provider, and what has to be registered there."""
    return Call("GET", "/api/v1/single-sign-on", m.SingleSignOnOut)


def save(data: m.ProviderChange) -> Call[m.ProviderOut]:
    """Set it up or change it. The provider is asked first, and must be what it was said to be."""
    return Call("PUT", "/api/v1/single-sign-on", m.ProviderOut, body=data)


def remove() -> Call[None]:
    """Everybody signs in with a password again."""
    return Call("DELETE", "/api/v1/single-sign-on", None)


def check(data: m.IssuerIn) -> Call[m.FoundProvider]:
    """Ask an issuer what it is, before anything is kept."""
    return Call("POST", "/api/v1/single-sign-on/check", m.FoundProvider, body=data, keyed=True)


def begin_try() -> Call[m.TryOut]:
    """Sign in there for a try of what is kept: nobody is signed in by it, and the outcome is shown."""
    return Call("POST", "/api/v1/single-sign-on/try", m.TryOut, keyed=True)


def tried(try_id: UUID | str) -> Call[m.TriedSignIn]:
    """What a try of the caller's showed; 404 until the browser is back."""
    return Call("GET", f"/api/v1/single-sign-on/tries/{try_id}", m.TriedSignIn)
