"""`ports.identity.IdentityProvider` for OpenID Connect: discovery, authorization code with PKCE, keys that change.

Nothing a provider says is believed that does not come over a checked line from its own issuer, or signed by its keys.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections import OrderedDict
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import httpx
import msgspec

from qingfeng.adapters.identity import token
from qingfeng.kernel.clock import Clock
from qingfeng.kernel.errors import Invalid, Refused, Unauthenticated, Unavailable
from qingfeng.kernel.outward import Addresses, Lookup, outward, system_lookup
from qingfeng.ports.identity import Answer, Asked, Claims, FoundProvider, Provider

TIMEOUT_SECONDS = 10.0
KNOWN_SECONDS = 3600.0
"""So long is believed what a provider said of itself, and of its keys."""
ASK_AGAIN_SECONDS = 10.0
"""A token signed with an unknown key makes us ask for keys anew, at most this often."""
MAX_BYTES = 512 * 1024
MAX_KNOWN = 1000


class Metadata(msgspec.Struct, frozen=True):
    """OpenID Provider Metadata (Discovery 1.0, 3), as far as it is used."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    id_token_signing_alg_values_supported: list[str] = []
    code_challenge_methods_supported: list[str] = []
    authorization_response_iss_parameter_supported: bool = False


class Keys(msgspec.Struct, frozen=True):
    keys: list[dict[str, Any]]


class Tokens(msgspec.Struct, frozen=True):
    id_token: str
    access_token: str = ""


class Known(msgspec.Struct, frozen=True):
    """What is known of an issuer, and since when (monotonic seconds)."""

    metadata: Metadata
    keys: list[dict[str, Any]]
    since: float


class OpenIdConnect:
    """Asks providers, and remembers for a while what they are. One per process.

    `allow_private`: providers in private networks and over plain HTTP may be asked.
    """

    def __init__(self, clock: Clock, *, allow_private: bool = False, lookup: Lookup = system_lookup) -> None:
        self._clock = clock
        self._allow_private = allow_private
        self._client = outward(Addresses(allow_private=allow_private, lookup=lookup), TIMEOUT_SECONDS)
        self._known: OrderedDict[str, Known] = OrderedDict()

    async def close(self) -> None:
        await self._client.aclose()

    async def check(self, provider: Provider) -> FoundProvider:
        known = await self._ask(provider.issuer)
        said = known.metadata
        return FoundProvider(
            issuer=said.issuer,
            authorization_endpoint=said.authorization_endpoint,
            token_endpoint=said.token_endpoint,
            keys=len(known.keys),
            algorithms=said.id_token_signing_alg_values_supported,
            logout=bool(said.end_session_endpoint),
        )

    async def address(self, provider: Provider, asked: Asked) -> str:
        known = await self._of(provider.issuer)
        challenge = hashlib.sha256(asked.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": asked.redirect_uri,
            "scope": " ".join(dict.fromkeys(("openid", *provider.scopes))),
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return _with_query(known.metadata.authorization_endpoint, query)

    async def prove(self, provider: Provider, asked: Asked, answer: Answer, wanted: tuple[str, ...]) -> Claims:
        said = (await self._of(provider.issuer)).metadata
        if (answer.iss or said.authorization_response_iss_parameter_supported) and answer.iss != said.issuer:
            raise Unauthenticated("sso_wrong_issuer", "Another provider answered than was asked; sign in again.")
        if answer.error or not answer.code:
            denied = answer.error in ("access_denied", "interaction_required", "login_required", "consent_required")
            code = "sso_denied" if denied else "sso_refused"
            raise Unauthenticated(code, f"The identity provider refused: {_clean(answer.error) or 'no code'}.")
        got = await self._exchange(provider, said, asked, answer.code)
        claims = await self._verified(provider, got, asked.nonce)
        if any(name not in claims for name in wanted) and said.userinfo_endpoint and got.access_token:
            more = await self._userinfo(said, got.access_token)
            if more.get("sub") == claims["sub"]:  # Core 5.3.2: else it is somebody else's
                claims = {**more, **claims}
        email, name = claims.get("email"), claims.get("name") or claims.get("preferred_username")
        return Claims(
            issuer=said.issuer,
            subject=claims["sub"],
            email=email if isinstance(email, str) else "",
            email_verified=claims.get("email_verified") in (True, "true"),
            name=name if isinstance(name, str) else "",
            others=claims,
        )

    async def farewell(self, provider: Provider, back_to: str) -> str | None:
        said = (await self._of(provider.issuer)).metadata
        if not said.end_session_endpoint:
            return None
        query = {"client_id": provider.client_id, "post_logout_redirect_uri": back_to}
        return _with_query(said.end_session_endpoint, query)

    # ------------------------------------------------------------------ what a provider is
    async def _of(self, issuer: str) -> Known:
        known = self._known.get(issuer)
        if known is None or self._clock.monotonic() - known.since > KNOWN_SECONDS:
            known = await self._ask(issuer)
        return known

    async def _ask(self, issuer: str) -> Known:
        said = await self._json(f"{issuer.rstrip('/')}/.well-known/openid-configuration", Metadata, "sso_no_provider")
        if said.issuer != issuer:
            # Core 2, Discovery 4.3: whoever answers must be who was asked, to the letter.
            message = f"The provider calls itself {_clean(said.issuer)}; enter exactly that."
            raise Invalid("sso_other_issuer", message, field="issuer", issuer=_clean(said.issuer))
        for place in (said.authorization_endpoint, said.end_session_endpoint):
            if place and not self._for_browsers(place):
                raise Invalid(
                    "sso_no_provider", "The provider names an address that is no https address.", field="issuer"
                )
        found = await self._json(said.jwks_uri, Keys, "sso_no_keys")
        usable = [key for key in found.keys if key.get("kty") in set(token.ALGORITHMS.values())]
        if not usable:
            raise Invalid("sso_no_keys", "The provider shows no key that can sign its tokens.", field="issuer")
        known = self._known[issuer] = Known(said, usable, self._clock.monotonic())
        self._known.move_to_end(issuer)
        if len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)
        return known

    def _for_browsers(self, url: str) -> bool:
        parts = urlsplit(url)
        schemes = ("https", "http") if self._allow_private else ("https",)
        return parts.scheme in schemes and bool(parts.hostname) and not parts.fragment

    # ------------------------------------------------------------------ one sign-in
    async def _exchange(self, provider: Provider, said: Metadata, asked: Asked, code: str) -> Tokens:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": asked.redirect_uri,
            "code_verifier": asked.verifier,
        }
        headers = {"Accept": "application/json"}
        if provider.secret and "client_secret_basic" in said.token_endpoint_auth_methods_supported:
            pair = f"{quote(provider.client_id, safe='')}:{quote(provider.secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form["client_id"] = provider.client_id
            if provider.secret:
                form["client_secret"] = provider.secret
        status, body = await self._call("POST", said.token_endpoint, headers, urlencode(form).encode())
        if status == 200:
            try:
                return msgspec.json.decode(body, type=Tokens)
            except ValueError:  # no JSON, or no UTF-8
                raise Unauthenticated("sso_refused", "The identity provider answered without an ID token.") from None
        error = _error_in(body)
        if error == "invalid_grant":
            raise Unauthenticated("sso_bad_code", "This sign-in was used or is over; sign in again.")
        if status == 401 or error in ("invalid_client", "unauthorized_client"):
            raise Unauthenticated("sso_bad_client", "The provider does not accept our client ID and secret.")
        raise Unauthenticated("sso_refused", f"The identity provider refused: {_clean(error) or f'HTTP {status}'}.")

    async def _verified(self, provider: Provider, got: Tokens, nonce: str) -> dict[str, Any]:
        if len(got.id_token) > token.MAX_TOKEN:
            raise Unauthenticated("sso_refused", "The identity provider's token is too long.")
        header = token.header_of(got.id_token)
        known = await self._of(provider.issuer)
        key = token.key_for(header, known.keys)
        if key is None and self._clock.monotonic() - known.since >= ASK_AGAIN_SECONDS:
            known = await self._ask(provider.issuer)  # it may have changed its keys
            key = token.key_for(header, known.keys)
        if key is None:
            raise Unauthenticated("sso_bad_signature", "The token is signed with a key the provider does not show.")
        expected = token.Expected(
            issuer=provider.issuer,
            client_id=provider.client_id,
            nonce=nonce,
            now=self._clock.now().timestamp(),
            offered=known.metadata.id_token_signing_alg_values_supported,
            access_token=got.access_token,
        )
        return token.verified(got.id_token, key, expected)

    async def _userinfo(self, said: Metadata, access_token: str) -> dict[str, Any]:
        """What the provider says beside; nothing when it is signed or not there, which only claims we lack would tell."""
        headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/json"}
        status, body = await self._call("GET", said.userinfo_endpoint, headers)
        try:
            return msgspec.json.decode(body, type=dict[str, Any]) if status == 200 else {}
        except ValueError:  # no JSON, or no UTF-8
            return {}

    # ------------------------------------------------------------------ lines
    async def _json(self, url: str, type_: type[Any], code: str) -> Any:
        status, body = await self._call("GET", url, {"Accept": "application/json"})
        if status != 200:
            raise Invalid(
                code, f"{_clean(url)} answers HTTP {status}; check the issuer.", field="issuer", status=status
            )
        try:
            return msgspec.json.decode(body, type=type_)
        except ValueError as error:  # no JSON, or no UTF-8
            message = f"{_clean(url)} does not answer as an OpenID provider does: {_clean(str(error))}"
            raise Invalid(code, message, field="issuer") from None

    async def _call(self, method: str, url: str, headers: dict[str, str], body: bytes = b"") -> tuple[int, bytes]:
        if body:
            headers = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                async with self._client.stream(method, url, headers=headers, content=body or None) as response:
                    return response.status_code, await _read(response)
        except Refused as refused:
            raise type(refused)(refused.code, refused.message, field="issuer", **refused.params) from None
        except httpx.InvalidURL:
            message = "Give an address such as https://login.example.com/realms/staff."
            raise Invalid("not_a_url", message, field="issuer") from None
        except (httpx.HTTPError, OSError, ValueError) as error:
            why = "no answer in time" if isinstance(error, TimeoutError) else _clean(f"{type(error).__name__}: {error}")
            message = f"The identity provider cannot be reached ({why}); try again in a moment."
            raise Unavailable("sso_unreachable", message, field="issuer", why=why) from None


async def _read(response: httpx.Response) -> bytes:
    read = b""
    async for piece in response.aiter_raw():
        read += piece
        if len(read) > MAX_BYTES:
            raise Invalid("sso_no_provider", "The identity provider's answer is too long.", field="issuer")
    return read


def _error_in(body: bytes) -> str:
    try:
        error = msgspec.json.decode(body, type=dict[str, Any]).get("error")
    except ValueError:  # no JSON, or no UTF-8
        return ""
    return error if isinstance(error, str) else ""


def _with_query(url: str, query: dict[str, str]) -> str:
    parts = urlsplit(url)
    return urlunsplit(
        parts._replace(query=urlencode([*parse_qsl(parts.query, keep_blank_values=True), *query.items()]))
    )


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text).strip()[:200]
