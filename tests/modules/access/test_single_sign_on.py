"""People sign in at their house's identity provider: a real one, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from qingfeng.modules.access import public as access
from tests.modules.access import sso
from tests.modules.access.browser import browser, code, trail, user, visitor
from tests.modules.access.browser import sign_in as by_password
from tests.modules.access.sso import PATH, enter, set_up, verified
from tests.ports.house import PASSWORD, House
from tests.support.identity import There, provider

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def there() -> Iterator[There]:
    with provider() as running:
        yield running


@pytest.fixture(autouse=True)
def _on_time(house: House) -> None:
    sso.on_time(house)


async def test_somebody_is_found_by_a_verified_address_and_bound_once(
    house: House, admin: httpx.AsyncClient, there: There
) -> None:
    await set_up(admin, there)
    email = await user(house, hashed=None)  # invited, without a password
    where, shown = await enter(house, there, "zhang-1", **verified(email.upper()))
    assert where == "/"
    assert shown is not None
    assert shown["email"] == email
    # From now on the subject says who it is, whatever the address there becomes.
    _, again = await enter(house, there, "zhang-1", **verified("elsewhere@example.com"))
    assert again is not None
    assert again["id"] == shown["id"]
    # And another account there is somebody else, whatever address it shows.
    assert await enter(house, there, "zhang-2", **verified(email)) == ("/?refused=sso_bound_elsewhere", None)
    (line,) = await trail(house, "user.bound")
    assert (line["detail"]["subject"], line["detail"]["how"]) == ("zhang-1", "email")
    (listed,) = (await admin.get("/api/v1/users", params={"q": email})).json()["items"]
    assert (listed["single_sign_on"], listed["invited"]) == (True, False)


async def test_an_address_finds_nobody_unless_verified_there_and_allowed_here(
    house: House, admin: httpx.AsyncClient, there: There
) -> None:
    email = await user(house)
    await set_up(admin, there)
    for claims in ({"email": email}, {"email": email, "email_verified": False}, {"email_verified": True}, {}):
        assert await enter(house, there, "someone", **claims) == ("/?refused=sso_email_unverified", None)
    await set_up(admin, there, match_email=False)
    assert await enter(house, there, "someone", **verified(email)) == ("/?refused=sso_no_account", None)
    assert await trail(house, "user.bound") == []


async def test_nobody_gets_an_account_unless_that_is_switched_on(
    house: House, admin: httpx.AsyncClient, there: There
) -> None:
    await set_up(admin, there)
    stranger = verified("new.one@example.com", groups=["二线", "everyone"])
    assert await enter(house, there, "new-1", **stranger) == ("/?refused=sso_no_account", None)
    rules = [{"value": "一线", "role": "supervisor"}, {"value": "二线", "role": "agent"}]
    await set_up(admin, there, create_users=True, role_claim="groups", rules=rules)
    where, shown = await enter(house, there, "new-1", **stranger)
    assert (where, shown and (shown["email"], shown["role"], shown["name"])) == (
        "/",
        ("new.one@example.com", "agent", "张三"),
    )
    nobody = verified("other.one@example.com", groups=["仓库"])
    assert await enter(house, there, "new-2", **nobody) == ("/?refused=sso_no_role", None)
    assert [line["detail"]["role"] for line in await trail(house, "user.made")] == ["agent"]


async def test_roles_follow_a_claim_by_the_first_rule_that_fits(
    house: House, admin: httpx.AsyncClient, there: There
) -> None:
    rules = [{"value": "leads", "role": "supervisor"}, {"value": "staff", "role": "agent"}]
    await set_up(admin, there, role_claim="realm_access.roles", rules=rules)
    email = await user(house, "agent")
    for roles, expected in (
        (["staff", "leads"], "supervisor"),
        (["staff"], "agent"),
        ([], "agent"),
        ("leads", "supervisor"),
    ):
        _, shown = await enter(house, there, "li-1", **verified(email, realm_access={"roles": roles}))
        assert shown is not None
        assert shown["role"] == expected, roles
    assert [line["actor"] for line in await trail(house, "user.changed")] == ["system"] * 3


async def test_the_last_administrator_keeps_that_role_whatever_the_rules_say(
    house: House, admin: httpx.AsyncClient, there: There
) -> None:
    await set_up(admin, there, role_claim="groups", rules=[{"value": "staff", "role": "agent"}])
    _, shown = await enter(house, there, "boss", **verified(house.agent.email, groups=["staff"]))
    assert shown is not None
    assert shown["role"] == "admin"
    (line,) = await trail(house, "user.role_kept")
    assert line["detail"] == {"role": "admin", "meant": "agent"}


async def test_a_disabled_account_stays_shut(house: House, admin: httpx.AsyncClient, there: There) -> None:
    await set_up(admin, there)
    email = await user(house)
    _, shown = await enter(house, there, "left-1", **verified(email))
    assert shown is not None
    assert (await admin.post(f"/api/v1/users/{shown['id']}/disable", json={})).status_code == 200
    assert await enter(house, there, "left-1", **verified(email)) == ("/?refused=sso_disabled", None)


async def test_passwords_stay_for_administrators_until_they_are_switched_off(
    house: House, admin: httpx.AsyncClient, there: There
) -> None:
    email = await user(house)
    await set_up(admin, there, passwords="managers")
    async with visitor(house) as client:
        assert code(await by_password(client, email))[:2] == (401, "single_sign_on_needed")
        assert code(await by_password(client, email, "wrong one"))[:2] == (401, "wrong_password")
        assert (await by_password(client, house.agent.email)).status_code == 200
        options = (await client.get("/api/v1/session/options", params={"house": await sso.slug_of(house)})).json()
        assert options == {"house": await sso.slug_of(house), "label": "企业账号", "passwords": "managers"}
    await set_up(admin, there, passwords="managers", enabled=False)
    async with visitor(house) as client:
        assert (await by_password(client, email)).status_code == 200


async def test_the_last_administrator_is_never_locked_out(house: House, admin: httpx.AsyncClient, there: There) -> None:
    def tried(answer: httpx.Response) -> tuple[int, str, str | None]:
        return code(answer)

    saved = await set_up(admin, there)

    async def change(**change: Any) -> httpx.Response:
        return await admin.put(PATH, json=sso.body(there, version=saved["version"], **change))

    assert tried(await change(passwords="nobody"))[:2] == (409, "sign_in_there_first")
    _, shown = await enter(house, there, "boss", **verified(house.agent.email))
    saved = await set_up(admin, there, passwords="nobody")
    async with visitor(house) as client:
        assert code(await by_password(client, house.agent.email))[:2] == (401, "single_sign_on_needed")
    # What could be a mistake is refused while there is no way back.
    for wrong in ({"client_secret": "other"}, {"client_id": "other", "client_secret": None}):
        assert tried(await change(passwords="nobody", **wrong))[:2] == (409, "passwords_first"), wrong
    assert shown is not None
    unbind = await admin.delete(f"/api/v1/users/{shown['id']}/single-sign-on")
    assert code(unbind)[:2] == (409, "last_administrator")
    # The provider is away: whoever runs the installation opens the door.
    async with house.work.tx(house.tenant) as tx:
        assert await access.open_to_managers(tx)
    async with visitor(house) as client:
        assert (await by_password(client, house.agent.email)).status_code == 200
    async with house.work.tx(house.tenant) as tx:
        await tx.execute("UPDATE access.users SET password_hash = NULL WHERE id = $1", house.agent.user_id)
    assert code(await admin.delete(PATH))[:2] == (409, "last_administrator")
    saved = (await admin.get(PATH)).json()["provider"]
    assert tried(await change(enabled=False, client_secret=None))[:2] == (409, "last_administrator")


async def test_the_secret_is_kept_encrypted_and_never_shown(
    house: House, admin: httpx.AsyncClient, there: There
) -> None:
    saved = await set_up(admin, there)
    assert saved["has_secret"] is True
    async with house.db.reading(house.tenant) as conn:
        row = await conn.fetchrow("SELECT secret, p::text AS row FROM access.identity_providers p")
        lines = await conn.fetch("SELECT detail::text AS row FROM access.audit")
    assert row is not None
    assert b"qingfeng-secret" not in row["secret"]
    told = "".join([row["row"], *(line["row"] for line in lines), (await admin.get(PATH)).text])
    assert "qingfeng-secret" not in told
    # It never goes to an address it was not entered for.
    other = sso.body(there, issuer="https://other.example", client_secret=None, enabled=False, version=saved["version"])
    assert code(await admin.put(PATH, json=other)) == (422, "secret_again", "client_secret")


@pytest.mark.parametrize(
    ("change", "field", "status"),
    [
        ({"label": " "}, "label", 422),
        ({"client_id": ""}, "client_id", 422),
        ({"scopes": ["two words"]}, "scopes", 422),
        ({"role_claim": "groups"}, "rules", 422),
        ({"rules": [{"value": "a", "role": "agent"}]}, "role_claim", 422),
        ({"role_claim": "g", "rules": [{"value": "a", "role": "agent"}] * 2}, "rules[1].value", 422),
        ({"role_claim": "g", "rules": [{"value": "a", "role": "king"}]}, "rules[0].role", 422),
        ({"create_users": True}, "rules", 422),
        ({"passwords": "some"}, "passwords", 400),
        ({"issuer": "ftp://x"}, "issuer", 422),
        ({"issuer": "http://localhost:1"}, "issuer", 503),
        ({"version": 7}, None, 409),
    ],
)
async def test_what_is_refused_says_which_field(
    admin: httpx.AsyncClient, there: There, change: dict[str, Any], field: str | None, status: int
) -> None:
    answer = await admin.put(PATH, json=sso.body(there, **change))
    assert (answer.status_code, answer.json()["error"]["field"]) == (status, field), answer.text
    assert (await admin.get(PATH)).json()["provider"] is None


async def test_only_whoever_has_every_right_of_the_house_says_who_the_provider_is(
    house: House, admin: httpx.AsyncClient, there: There
) -> None:
    role = {"name_zh": "人事", "name_en": "HR", "permissions": ["users.manage"]}
    made = (await admin.post("/api/v1/roles", json=role)).json()
    email = await user(house)
    (found,) = (await admin.get("/api/v1/users", params={"q": email})).json()["items"]
    change = {"name": "张三", "role": made["code"], "version": found["version"], "seat": None}
    assert (await admin.put(f"/api/v1/users/{found['id']}", json=change)).status_code == 200
    token = await admin.post("/api/v1/api-tokens", json={"name": "x", "scopes": ["users.manage"]})
    async with browser(house, email) as client, house.client(token.json()["text"]) as program:
        assert (await client.get(PATH)).json()["yours"] is False
        for answer in (
            await client.put(PATH, json=sso.body(there)),
            await client.post(f"{PATH}/check", json={"issuer": there.issuer}),
            await client.post(f"{PATH}/try", json={}),
            await client.delete(PATH),
        ):
            assert code(answer)[:2] == (403, "beyond_yours"), answer.text
        assert code(await program.put(PATH, json=sso.body(there)))[:2] == (403, "person_needed")


async def test_a_try_shows_what_came_and_signs_nobody_in(house: House, admin: httpx.AsyncClient, there: There) -> None:
    rules = [{"value": "leads", "role": "supervisor"}]
    await set_up(admin, there, enabled=False, role_claim="groups", rules=rules)
    before = (await admin.get("/api/v1/session")).json()
    url = (await admin.post(f"{PATH}/try", json={})).json()["url"]
    back = await sso.come_back(admin, await there.sign_in(url, "t-1", **verified("who@example.com", groups=["leads"])))
    page, _, tried = back.headers["location"].partition("?tried=")
    assert page == "/settings/sso"
    shown = (await admin.get(f"{PATH}/tries/{tried}")).json()
    assert (shown["refused"], shown["subject"], shown["role"]) == ("sso_no_account", "t-1", "supervisor")
    assert (shown["role_values"], "groups" in shown["claims"]) == (["leads"], True)
    assert (await admin.get("/api/v1/session")).json() == before
    async with browser(house, await user(house, "admin")) as other:
        assert (await other.get(f"{PATH}/tries/{tried}")).status_code == 404
    # With a wrong secret it says so, in plain words.
    saved = (await admin.get(PATH)).json()["provider"]
    wrong = sso.body(there, enabled=False, client_secret="wrong", version=saved["version"])
    assert (await admin.put(PATH, json=wrong)).status_code == 200
    url = (await admin.post(f"{PATH}/try", json={})).json()["url"]
    back = await sso.come_back(admin, await there.sign_in(url, "t-1"))
    shown = (await admin.get(f"{PATH}/tries/{back.headers['location'].partition('=')[2]}")).json()
    assert shown["refused"] == "sso_bad_client"


async def test_the_provider_answers_for_the_second_factor(house: House, admin: httpx.AsyncClient, there: There) -> None:
    await set_up(admin, there)
    email = await user(house, "supervisor")
    policy = await admin.put("/api/v1/access-policy", json={"second_factor_roles": ["supervisor"]})
    assert policy.status_code == 200
    async with visitor(house) as client, visitor(house) as local:
        assert await sso.sign_in(house, there, client, "sup-1", **verified(email)) == "/"
        assert (await client.get("/api/v1/session")).json()["second_factor_due"] is False
        assert (await by_password(local, email)).json()["second_factor_due"] is True


async def test_signing_out_goes_there_too_when_the_house_wants_it(
    house: House, admin: httpx.AsyncClient, there: There
) -> None:
    await set_up(admin, there, sign_out_there=True)
    email = await user(house)
    async with visitor(house) as client:
        await sso.sign_in(house, there, client, "out-1", **verified(email))
        csrf = (await client.get("/api/v1/session")).json()["csrf"]
        out = await client.delete("/api/v1/session", headers={"X-QF-CSRF": csrf})
        url = out.json()["go_to"]
        assert url.startswith(f"{there.issuer}/session/end?")
        assert sso.query_of(url)["post_logout_redirect_uri"] == "https://house.example/"
        assert (await client.get("/api/v1/session")).status_code == 401
        async with httpx.AsyncClient() as elsewhere:
            assert (await elsewhere.get(url)).status_code == 200  # it knows the client and the way back
    async with browser(house, email, PASSWORD) as client:
        assert (await client.delete("/api/v1/session")).json() == {"go_to": None}


async def test_a_client_without_a_secret_proves_itself_by_pkce_alone(
    house: House, admin: httpx.AsyncClient, there: There
) -> None:
    email = await user(house)
    for client_id, secret in (("without-secret", ""), ("by-post", "by-post-secret"), ("elliptic", "elliptic-secret")):
        saved = await set_up(admin, there, client_id=client_id, client_secret=secret)
        assert saved["has_secret"] is bool(secret)
        where, shown = await enter(house, there, "zhao-1", **verified(email))
        assert (where, shown and shown["email"]) == ("/", email), client_id


async def test_taking_it_away_leaves_passwords(house: House, admin: httpx.AsyncClient, there: There) -> None:
    email = await user(house)
    await set_up(admin, there, passwords="managers")
    assert (await admin.delete(PATH)).status_code == 204
    assert (await admin.get(PATH)).json()["provider"] is None
    async with visitor(house) as client:
        assert (await by_password(client, email)).status_code == 200
        gone = await client.get(sso.DOOR, params={"house": await sso.slug_of(house)})
        assert gone.headers["location"] == "/?refused=sso_off"
        assert (await client.get("/api/v1/session/options")).json()["house"] is None
    assert (await admin.delete(PATH)).status_code == 404
    assert [line["target"] for line in await trail(house, "single_sign_on.removed")] == [there.issuer]
