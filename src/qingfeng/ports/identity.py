"""The port of identity providers: where people of a house prove who they are with the account they have there."""

from __future__ import annotations

from typing import Any, Protocol

import msgspec


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asked, and as whom. `secret` is empty for a client that has none. `scopes`: beside `openid`."""

    issuer: str
    client_id: str
    secret: str = ""
    scopes: tuple[str, ...] = ("profile", "email")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What one sign-in was begun with. `verifier`: of PKCE; it leaves us only for the provider's token endpoint."""

    redirect_uri: str
    state: str
    nonce: str
    verifier: str


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the browser brought back. `iss`: who says to have sent it (RFC 9207); empty when it is not said."""

    code: str = ""
    error: str = ""
    iss: str = ""


class FoundProvider(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider says of itself. `keys`: how many sign its tokens. `logout`: it can be told of a sign-out."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    keys: int
    algorithms: list[str]
    logout: bool


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider vouches for. `email_verified`: only what it says itself; silence is no."""

    issuer: str
    subject: str
    email: str
    email_verified: bool
    name: str
    others: dict[str, Any]
    """All claims, these too, as they came."""


class IdentityProvider(Protocol):
    """Every call may raise `Refused` with a code that begins with `sso_`, or one of `kernel.outward`'s (field `issuer`)."""

    async def check(self, provider: Provider) -> FoundProvider:
        """Ask the provider what it is, anew."""

    async def address(self, provider: Provider, asked: Asked) -> str:
        """Where the browser goes to sign in."""

    async def prove(self, provider: Provider, asked: Asked, answer: Answer, wanted: tuple[str, ...]) -> Claims:
        """Who came back. `wanted`: claims that are needed; when the token lacks one, the provider is asked for more."""

    async def farewell(self, provider: Provider, back_to: str) -> str | None:
        """Where the browser goes to sign out there too; None when the provider has no such place."""
