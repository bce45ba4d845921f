"""Known ways to break single sign-on, by name, against a real provider (whose token answers are forged where it says so)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.modules.access import sso
from tests.modules.access.browser import user, visitor
from tests.modules.access.sso import begin, come_back, query_of, set_up, verified
from tests.ports.house import House
from tests.support.identity import There, provider

pytestmark = pytest.mark.slow
Claims = dict[str, Any]


@pytest.fixture(scope="module")
def there() -> Iterator[There]:
    with provider() as running:
        yield running


@pytest.fixture(autouse=True)
def _on_time(house: House) -> None:
    sso.on_time(house)


@pytest.fixture
async def victim(house: House, admin: httpx.AsyncClient, there: There) -> str:
    await set_up(admin, there)
    return await user(house)


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


async def _nobody(client: httpx.AsyncClient) -> bool:
    return (await client.get("/api/v1/session")).status_code == 401


async def _ends(client: httpx.AsyncClient, url: str) -> str:
    where: str = (await come_back(client, url)).headers["location"]
    return where


async def test_mix_up_of_state(house: House, there: There, victim: str) -> None:
    """A sign-in that one browser began is not finished by another (login CSRF), nor with another one's state."""
    async with visitor(house) as attacker, visitor(house) as browser, visitor(house) as fresh:
        theirs = await there.sign_in(await begin(house, attacker), "attacker", **verified("attacker@example.com"))
        mine = await there.sign_in(await begin(house, browser), "victim", **verified(victim))
        assert await _ends(fresh, mine) == "/?refused=sso_bad_state"
        assert await _ends(browser, theirs) == "/?refused=sso_bad_state"
        swapped = theirs.replace(query_of(theirs)["state"], query_of(mine)["state"])
        # The right state with somebody else's code: the code does not fit this sign-in's PKCE verifier.
        assert await _ends(browser, swapped) == "/?refused=sso_bad_code"
        for client in (browser, fresh):
            assert await _nobody(client)


async def test_mix_up_of_providers(house: House, there: There, victim: str) -> None:
    """Whoever says to have sent it must be who was asked (RFC 9207)."""
    async with visitor(house) as client:
        back = await there.sign_in(await begin(house, client), "victim", **verified(victim))
        from_elsewhere = back.partition("&iss=")[0] + "&iss=https://evil.example"
        assert await _ends(client, from_elsewhere) == "/?refused=sso_wrong_issuer"
    async with visitor(house) as client:
        back = await there.sign_in(await begin(house, client), "victim", **verified(victim))
        assert await _ends(client, back.partition("&iss=")[0]) == "/?refused=sso_wrong_issuer"


async def test_replayed_code(house: House, there: There, victim: str) -> None:
    async with visitor(house) as client, visitor(house) as thief:
        back = await there.sign_in(await begin(house, client), "victim", **verified(victim))
        jar = dict(client.cookies)
        assert await _ends(client, back) == "/"
        # The same address again, even with all the cookies the browser had: its state was used.
        thief.cookies.update(jar)
        assert await _ends(thief, back) == "/?refused=sso_bad_state"
        # The old code in a sign-in of one's own.
        thief.cookies.clear()
        state = query_of(await begin(house, thief))["state"]
        assert await _ends(thief, back.replace(query_of(back)["state"], state)) == "/?refused=sso_bad_code"
        assert await _nobody(thief)


async def test_a_sign_in_that_took_too_long(house: House, there: There, victim: str) -> None:
    async with visitor(house) as client:
        back = await there.sign_in(await begin(house, client), "victim", **verified(victim))
        house.clock.advance(601)
        assert await _ends(client, back) == "/?refused=sso_bad_state"


async def _forged(house: House, there: There, victim: str, change: Claims, header: Claims, key: str | bytes) -> str:
    """Where a sign-in ends whose token the attacker made: right claims but for `change`."""
    async with visitor(house) as client:
        url = await begin(house, client)
        back = await there.sign_in(url, "victim", **verified(victim))
        now = int(house.clock.now().timestamp())
        claims = {
            "iss": there.issuer,
            "aud": "qingfeng",
            "sub": "victim",
            "iat": now,
            "exp": now + 600,
            "nonce": query_of(url)["nonce"],
            **verified(victim),
            **change,
        }
        signed = f"{_part(header)}.{_part(claims)}"
        raw = hmac.new(key if isinstance(key, bytes) else key.encode(), signed.encode(), hashlib.sha256).digest()
        signature = base64.urlsafe_b64encode(raw).rstrip(b"=").decode() if key else ""
        await there.tell("token", f"{signed}.{signature}")
        where = await _ends(client, back)
        assert await _nobody(client)
        return where


@pytest.mark.parametrize("alg", ["none", "None", "NONE", ""])
async def test_alg_none(house: House, there: There, victim: str, alg: str) -> None:
    assert await _forged(house, there, victim, {}, {"alg": alg}, "") == "/?refused=sso_bad_signature"


async def test_algorithm_confusion(house: House, there: There, victim: str) -> None:
    """HS256 with what everybody knows as the secret: the provider's public key, or our client's name."""
    async with httpx.AsyncClient() as client:
        key = (await client.get(f"{there.issuer}/jwks")).json()["keys"][0]
    for secret in (key["n"], json.dumps(key), "qingfeng", "qingfeng-secret"):
        for kid in (key["kid"], "curve", None):
            header = {"alg": "HS256", **({"kid": kid} if kid else {})}
            assert await _forged(house, there, victim, {}, header, secret) == "/?refused=sso_bad_signature"
    own = {"alg": "RS256", "jwk": {"kty": "oct", "k": "YQ"}, "jku": "https://evil.example/jwks", "kid": key["kid"]}
    assert await _forged(house, there, victim, {}, own, "a") == "/?refused=sso_bad_signature"


async def _token_of(house: House, there: There, client_id: str, **query: str) -> str:
    """A token that the provider itself signed, but for another sign-in."""
    verifier = "v" * 50
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    ask = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": house.sso.redirect_uri,
        "scope": "openid email",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **query,
    }
    back = await there.sign_in(str(httpx.URL(f"{there.issuer}/auth", params=ask)), "victim")
    form = {
        "grant_type": "authorization_code",
        "code": query_of(back)["code"],
        "redirect_uri": house.sso.redirect_uri,
        "code_verifier": verifier,
    }
    async with httpx.AsyncClient(auth=(client_id, f"{client_id}-secret")) as client:
        token: str = (await client.post(f"{there.issuer}/token", data=form)).json()["id_token"]
    return token


async def _with_token(house: House, there: There, client: httpx.AsyncClient, url: str, token: str) -> str:
    back = await there.sign_in(url, "victim")
    await there.tell("token", token)
    where = await _ends(client, back)
    assert await _nobody(client)
    return where


async def test_wrong_audience(house: House, there: There, victim: str) -> None:
    """A token of the same person, truly signed, which another application of the house got."""
    async with visitor(house) as client:
        url = await begin(house, client)
        token = await _token_of(house, there, "somebody-else", nonce=query_of(url)["nonce"], state="x")
        assert await _with_token(house, there, client, url, token) == "/?refused=sso_wrong_audience"


async def test_wrong_nonce(house: House, there: There, victim: str) -> None:
    """A token that was made for us, truly signed, for another sign-in; or for one without a nonce."""
    for query in ({"nonce": "another", "state": "x"}, {"state": "x"}):
        async with visitor(house) as client:
            url = await begin(house, client)
            token = await _token_of(house, there, "qingfeng", **query)
            assert await _with_token(house, there, client, url, token) == "/?refused=sso_wrong_nonce"


async def test_clock_skew_is_borne_and_old_tokens_are_not(house: House, there: There, victim: str) -> None:
    for at, (seconds, where) in enumerate(((90, "/"), (-90, "/"), (-300, "/?refused=sso_wrong_time"))):
        async with visitor(house, f"127.0.1.{at}") as client:
            house.clock.advance(seconds)
            back = await there.sign_in(await begin(house, client), "victim", **verified(victim))
            assert await _ends(client, back) == where, seconds
            house.clock.advance(-seconds)


async def test_keys_that_change_are_followed_and_old_ones_forgotten(house: House, there: There, victim: str) -> None:
    async with visitor(house) as client:
        assert await sso.sign_in(house, there, client, "victim", **verified(victim)) == "/"
    await there.tell("keys")
    house.clock.advance(11)
    async with visitor(house) as client:
        assert await sso.sign_in(house, there, client, "victim", **verified(victim)) == "/"


@pytest.mark.parametrize(
    "back_to",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\/evil.example", "javascript:alert(1)", "/\t/evil.example",
     "/%0d%0aSet-Cookie:a=b\r\n", "///evil.example", "evil.example", "/ /evil.example", ""],
)  # fmt: skip
async def test_open_redirect(house: House, there: There, victim: str, back_to: str) -> None:
    async with visitor(house) as client:
        back = await there.sign_in(await begin(house, client, back_to=back_to), "victim", **verified(victim))
        assert await _ends(client, back) == "/"


async def test_one_comes_back_to_the_page_one_wanted(house: House, there: There, victim: str) -> None:
    async with visitor(house) as client:
        url = await begin(house, client, back_to="/settings/account?a=1#b")
        assert await _ends(client, await there.sign_in(url, "victim", **verified(victim))) == "/settings/account?a=1#b"


async def test_session_fixation(house: House, there: There, victim: str) -> None:
    """What the browser brought along opens nothing afterwards; whoever sat there before has left."""
    async with visitor(house) as client, visitor(house) as planted:
        await sso.sign_in(house, there, planted, "victim", **verified(victim))
        known = planted.cookies["qf_session"]
        client.cookies.set("qf_session", known, domain="house.example")
        back = await there.sign_in(await begin(house, client), "victim", **verified(victim))
        answer = await come_back(client, back)
        given = [c for c in answer.headers.get_list("set-cookie") if c.startswith("qf_session=")]
        assert len(given) == 1
        assert known not in given[0]
        for flag in ("HttpOnly", "SameSite=lax", "Secure", "Path=/;"):
            assert flag.lower() in f"{given[0]};".lower()
        assert await _nobody(planted)


async def test_a_person_of_another_house_stays_outside(house: House, there: There, victim: str) -> None:
    """Who is bound in one house is nobody in another that has the same provider."""
    async with visitor(house) as client:
        assert await sso.sign_in(house, there, client, "victim", **verified(victim)) == "/"
        answer = await client.get(sso.DOOR, params={"house": "no-such-house"})
        assert answer.headers["location"] == "/?refused=sso_off"


async def test_what_a_provider_says_never_reaches_the_page(house: House, there: There, victim: str) -> None:
    async with visitor(house) as client:
        state = query_of(await begin(house, client))["state"]
        iss = f"&iss={there.issuer}"
        evil = f"https://house.example{sso.CALLBACK}?state={state}&error=<script>alert(1)</script>{iss}"
        assert await _ends(client, evil) == "/?refused=sso_refused"
        state = query_of(await begin(house, client))["state"]
        denied = f"https://house.example{sso.CALLBACK}?state={state}&error=access_denied{iss}"
        assert await _ends(client, denied) == "/?refused=sso_denied"
