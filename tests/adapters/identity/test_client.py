"""What is asked of identity providers: only at public addresses, only of who they say they are, and with patience."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from qingfeng.adapters.identity import OpenIdConnect
from qingfeng.kernel.clock import ManualClock
from qingfeng.kernel.errors import Refused
from qingfeng.ports.identity import Asked, Provider
from tests.support.plain import answering

KEY = {"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "1"}


@asynccontextmanager
async def client(clock: ManualClock | None = None, **given: Any) -> AsyncIterator[OpenIdConnect]:
    made = OpenIdConnect(clock or ManualClock(), **{"allow_private": True, **given})
    try:
        yield made
    finally:
        await made.close()


def described(issuer: str, /, **change: Any) -> dict[str, Any]:
    known = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/auth",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/jwks",
    }
    return known | change


async def refusal(asking: OpenIdConnect, issuer: str) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        await asking.check(Provider(issuer=issuer, client_id="x"))
    return refused.value.code, refused.value.field


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://127.0.0.1", "private_address"),
        ("https://[::1]:8443", "private_address"),
        ("https://10.1.2.3/realms/a", "private_address"),
        ("https://169.254.169.254/latest", "private_address"),
        ("https://[::ffff:127.0.0.1]", "private_address"),
        ("http://8.8.8.8", "https_required"),
        ("file:///etc/passwd", "not_a_url"),
        ("https://user:secret@8.8.8.8", "not_a_url"),
        ("gopher://8.8.8.8", "not_a_url"),
        ("", "not_a_url"),
    ],
)
async def test_nothing_is_asked_of_private_addresses(address: str, code: str) -> None:
    async with client(allow_private=False) as asking:
        assert await refusal(asking, address) == (code, "issuer")


async def test_a_name_that_leads_home_is_refused_whatever_it_led_to_before() -> None:
    answers = [["8.8.8.8", "127.0.0.1"], ["127.0.0.1"]]

    async def lookup(host: str, port: int) -> list[str]:
        return answers.pop(0)

    async with client(allow_private=False, lookup=lookup) as asking:
        for _ in range(2):
            assert await refusal(asking, "https://rebinding.example") == ("private_address", "issuer")


async def test_a_redirect_is_not_followed() -> None:
    async with answering({}) as home, answering({}, redirect=home.url) as there, client() as asking:
        assert await refusal(asking, there.url) == ("sso_no_provider", "issuer")
        assert home.asked == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"issuer": "https://evil.example"}, "sso_other_issuer"),
        ({"issuer": None}, "sso_no_provider"),
        ({"jwks_uri": None}, "sso_no_provider"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "sso_no_provider"),
        ({"authorization_endpoint": "https:///auth"}, "sso_no_provider"),
        ({"end_session_endpoint": "data:text/html,x"}, "sso_no_provider"),
    ],
)
async def test_a_provider_must_be_what_it_is_called(change: dict[str, Any], code: str) -> None:
    async with answering({"/jwks": {"keys": [KEY]}}) as there, client() as asking:
        there.pages["/.well-known/openid-configuration"] = described(there.url, **change)
        assert await refusal(asking, there.url) == (code, "issuer")


@pytest.mark.parametrize("keys", [[], [{"kty": "oct", "k": "c2VjcmV0"}], "none"])
async def test_a_provider_shows_keys_that_only_it_can_sign_with(keys: object) -> None:
    async with answering({"/jwks": {"keys": keys}}) as there, client() as asking:
        there.pages["/.well-known/openid-configuration"] = described(there.url)
        assert await refusal(asking, there.url) == ("sso_no_keys", "issuer")


async def test_endless_answers_are_not_read() -> None:
    async with answering({"/.well-known/openid-configuration": "x" * 3_000_000}) as there, client() as asking:
        assert await refusal(asking, there.url) == ("sso_no_provider", "issuer")


async def test_a_provider_that_is_away_is_unreachable() -> None:
    async with client() as asking:
        assert await refusal(asking, "http://127.0.0.1:1") == ("sso_unreachable", "issuer")


async def test_what_a_provider_is_is_asked_once_an_hour() -> None:
    clock = ManualClock()
    asked = Asked(redirect_uri="https://a.example/cb", state="s", nonce="n", verifier="v" * 43)
    async with answering({"/jwks": {"keys": [KEY]}}) as there, client(clock) as asking:
        there.pages["/.well-known/openid-configuration"] = described(
            there.url, authorization_endpoint=f"{there.url}/auth?tenant=7"
        )
        provider = Provider(issuer=there.url, client_id="x y", secret="hidden")
        for seconds, times in ((0, 1), (3599, 1), (2, 2)):
            clock.advance(seconds)
            url = await asking.address(provider, asked)
            assert len(there.asked) == 2 * times, json.dumps(there.asked)
        assert "/auth?tenant=7&response_type=code&client_id=x+y" in url
        assert "code_challenge_method=S256" in url
        for hidden in ("hidden", "v" * 43):
            assert hidden not in url
