# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: api tokens."""

from __future__ import annotations

from uuid import UUID

from qingfeng_client.calls import Call, Listing
from qingfeng_client.generated import models as m


def api_tokens(*, cursor: str | None = None, limit: int | None = None) -> Listing[m.ApiTokens, m.ApiToken]:
    """All tokens, without their texts, the latest first; revoked ones too."""
    return Listing("GET", "/api/v1/api-tokens", m.ApiTokens, query={"cursor": cursor, "limit": limit})


def make(data: m.ApiTokenIn) -> Call[m.NewApiToken]:
    """Make a token. The answer shows its text, this once."""
    return Call("POST", "/api/v1/api-tokens", m.NewApiToken, body=data, keyed=True)


def revoke(token_id: UUID | str) -> Call[None]:
    """Revoke a token; it is refused from the next request on, by every process."""
    return Call("DELETE", f"/api/v1/api-tokens/{token_id}", None)
