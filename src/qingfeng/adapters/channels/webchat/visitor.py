"""Who sits in front of a widget: a visitor with a signed, expiring token; identified when the host page vouches."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.kernel.auth import Signer, read_jwt
from qingfeng.kernel.clock import Ids
from qingfeng.kernel.errors import Invalid, Unauthenticated
from qingfeng.ports.channel import ChannelRef, Sender

TOKEN_SECONDS = 30 * 86400
MAX_SUBJECT = 200
"""Characters of a customer number: cutting a longer one could make two people one."""


class Visitor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the token holds. The fields after `id` come from the host page's signed identity."""

    tenant: UUID
    channel: UUID
    id: UUID
    external: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    locale: str | None = None

    @property
    def sender(self) -> Sender:
        return Sender(
            kind="visitor",
            id=str(self.id),
            name=self.name,
            phone=self.phone,
            email=self.email,
            external=self.external,
            verified=self.external is not None,
            locale=self.locale,
        )


class Visitors:
    """Issues and opens visitors' tokens."""

    def __init__(self, signer: Signer, ids: Ids) -> None:
        self._signer = signer
        self._ids = ids

    def token(self, visitor: Visitor) -> str:
        return self._signer.seal(msgspec.to_builtins(visitor))

    def open(self, token: str) -> Visitor | None:
        value = self._signer.open(token, TOKEN_SECONDS)
        try:
            return None if value is None else msgspec.convert(value, Visitor)
        except msgspec.ValidationError:
            return None

    def need(self, token: str | None) -> Visitor:
        visitor = self.open(token or "")
        if visitor is None:
            raise Unauthenticated(
                "unauthenticated", "The visitor's token is missing, wrong or expired; ask for a session."
            )
        return visitor

    def admit(
        self, channel: ChannelRef, token: str | None, identity: str | None, locale: str | None, now: datetime
    ) -> Visitor:
        """The visitor of a session: known by their token, else new; with what a signed identity adds.

        Raises Invalid for an identity that this channel's secret did not sign or that has expired.
        """
        known = self.open(token) if token else None
        if known is None or known.channel != channel.id:
            known = Visitor(tenant=channel.tenant, channel=channel.id, id=self._ids.new())
        if identity is None:
            return msgspec.structs.replace(known, locale=locale or known.locale)
        claims = read_jwt(identity, channel.secret, now.timestamp())
        if claims is None or not str(claims.get("sub", "")).strip():
            raise Invalid(
                "bad_identity",
                "The identity is not a fresh HS256 token with `sub` and `exp`, signed by us.",
                field="identity",
            )
        external = str(claims["sub"]).strip()
        if len(external) > MAX_SUBJECT:
            raise Invalid(
                "bad_identity", f"`sub` may have up to {MAX_SUBJECT} characters.", field="identity", max=MAX_SUBJECT
            )
        if known.external not in (None, external):
            # Somebody else signed in on this device: their history is their own.
            known = Visitor(tenant=channel.tenant, channel=channel.id, id=self._ids.new())
        return Visitor(
            tenant=channel.tenant,
            channel=channel.id,
            id=known.id,
            external=external,
            name=_claim(claims, "name"),
            phone=_claim(claims, "phone"),
            email=_claim(claims, "email"),
            locale=locale or known.locale,
        )


def _claim(claims: dict[str, object], name: str) -> str | None:
    value = claims.get(name)
    return value.strip()[:200] if isinstance(value, str) and value.strip() else None
