"""Single sign-on as administrators set it up (permission users.manage, and every right of the house to change it)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Forbidden, NotFound
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import single_sign_on, sso_sign_in, store, store_sso
from qingfeng.modules.access.api_sso_door import browser_cookie
from qingfeng.modules.access.identity import HouseProvider, Passwords, ProviderDraft, Rule
from qingfeng.modules.access.model import Caller
from qingfeng.modules.access.single_sign_on import SingleSignOn
from qingfeng.modules.access.sso_sign_in import TriedSignIn
from qingfeng.ports.identity import FoundProvider, Provider

TAGS = ["single sign-on"]
_Line = Annotated[str, msgspec.Meta(max_length=2000)]


class RuleBody(msgspec.Struct, forbid_unknown_fields=True):
    """Whoever's claim has this value gets this role; the first rule that fits holds."""

    value: Annotated[str, msgspec.Meta(max_length=1000, examples=["客服一部"])]
    role: Annotated[str, msgspec.Meta(max_length=40, examples=["agent"])]


class ProviderBody(msgspec.Struct, kw_only=True):
    """`passwords`: who may still sign in with one. `role_claim` with `rules`: roles come from there. `match_email`: a
    first sign-in may find an account by an address the provider has verified. `create_users`: else make one."""

    label: Annotated[str, msgspec.Meta(max_length=200, examples=["企业账号"])]
    issuer: Annotated[str, msgspec.Meta(max_length=2000, examples=["https://login.example.com/realms/staff"])]
    client_id: Annotated[str, msgspec.Meta(max_length=1000, examples=["qingfeng"])]
    scopes: Annotated[list[_Line], msgspec.Meta(max_length=50, examples=[["profile", "email"]])] = msgspec.field(
        default_factory=lambda: ["profile", "email"]
    )
    enabled: bool = False
    passwords: Passwords = "everyone"
    match_email: bool = False
    create_users: bool = False
    sign_out_there: bool = False
    role_claim: Annotated[str, msgspec.Meta(max_length=200, examples=["groups"])] = ""
    rules: Annotated[list[RuleBody], msgspec.Meta(max_length=200)] = []


class ProviderChange(ProviderBody, kw_only=True, forbid_unknown_fields=True):
    """`client_secret`: null leaves it, empty takes it away. `version`: the one that was shown, 0 for none."""

    client_secret: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    version: Annotated[int, msgspec.Meta(ge=0)] = 0

    def draft(self) -> ProviderDraft:
        values = {name: getattr(self, name) for name in ProviderDraft.__struct_fields__}
        rules = tuple(Rule(rule.value, rule.role) for rule in self.rules)
        return ProviderDraft(**{**values, "scopes": tuple(self.scopes), "rules": rules})


class ProviderOut(ProviderBody, kw_only=True):
    """`has_secret`: the secret itself is never shown. `version`: pass it along with a change."""

    has_secret: bool
    version: int


class SingleSignOnOut(msgspec.Struct):
    """`provider`: null while none is set up. `redirect_uri` and `sign_out_uri`: register them there. `sign_in_url`:
    leads this house's people straight to the provider. `yours`: the caller may change it."""

    provider: ProviderOut | None
    redirect_uri: str
    sign_out_uri: str
    sign_in_url: str
    yours: bool


class IssuerIn(msgspec.Struct, forbid_unknown_fields=True):
    issuer: Annotated[str, msgspec.Meta(max_length=2000, examples=["https://login.example.com/realms/staff"])]


class TryOut(msgspec.Struct):
    """`url`: where the browser signs in; it comes back to the settings with `?tried=` and an id."""

    url: str


@get("/api/v1/single-sign-on", tags=TAGS)
async def shown(
    caller: NamedDependency[Caller], db: NamedDependency[Database], sso: NamedDependency[SingleSignOn]
) -> SingleSignOnOut:
    """The house's identity provider, and what has to be registered there."""
    caller.need("users.manage")
    async with db.reading(caller.tenant) as conn:
        kept = await store_sso.provider(conn)
        tenant = await store.tenant_by_id(conn, caller.tenant)
        try:
            await single_sign_on.check_may_set_up(conn, caller)
            yours = True
        except Forbidden:
            yours = False
    assert tenant is not None
    return SingleSignOnOut(
        provider=_out(kept) if kept else None,
        redirect_uri=sso.redirect_uri,
        sign_out_uri=f"{sso.public_url}/",
        sign_in_url=f"{sso.public_url}/api/v1/session/single-sign-on?house={tenant.slug}",
        yours=yours,
    )


@put("/api/v1/single-sign-on", tags=TAGS)
async def save(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    sso: NamedDependency[SingleSignOn],
    data: JSONBody[ProviderChange],
) -> ProviderOut:
    """Set it up or change it. The provider is asked first, and must be what it was said to be."""
    caller.need("users.manage")
    draft = data.draft()
    async with work.db.reading(caller.tenant) as conn:
        await single_sign_on.check_may_set_up(conn, caller)
    if draft.enabled:
        await sso.there.check(Provider(issuer=draft.issuer.strip(), client_id=draft.client_id))
    async with work.tx(caller.tenant) as tx:
        return _out(await single_sign_on.save(tx, sso, caller, draft, data.client_secret, data.version))


@delete("/api/v1/single-sign-on", tags=TAGS)
async def remove(caller: NamedDependency[Caller], work: NamedDependency[Work]) -> None:
    """Everybody signs in with a password again."""
    caller.need("users.manage")
    async with work.tx(caller.tenant) as tx:
        await single_sign_on.remove(tx, caller)


@post("/api/v1/single-sign-on/check", tags=TAGS, status_code=200)
async def check(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    sso: NamedDependency[SingleSignOn],
    data: JSONBody[IssuerIn],
) -> FoundProvider:
    """Ask an issuer what it is, before anything is kept."""
    caller.need("users.manage")
    async with db.reading(caller.tenant) as conn:
        await single_sign_on.check_may_set_up(conn, caller)
    return await sso.there.check(Provider(issuer=data.issuer.strip(), client_id=""))


@post("/api/v1/single-sign-on/try", tags=TAGS, status_code=200)
async def begin_try(
    caller: NamedDependency[Caller], work: NamedDependency[Work], sso: NamedDependency[SingleSignOn]
) -> Response[TryOut]:
    """Sign in there for a try of what is kept: nobody is signed in by it, and the outcome is shown."""
    caller.need("users.manage")
    async with work.db.reading(caller.tenant) as conn:
        await single_sign_on.check_may_set_up(conn, caller)
    begun = await sso_sign_in.begin(work, sso, caller.tenant, "/", tester=caller.user_id)
    return Response(TryOut(begun.url), cookies=[browser_cookie(sso, begun.browser)])


@get("/api/v1/single-sign-on/tries/{try_id:uuid}", tags=TAGS)
async def tried(caller: NamedDependency[Caller], db: NamedDependency[Database], try_id: FromPath[UUID]) -> TriedSignIn:
    """What a try of the caller's showed; 404 until the browser is back."""
    caller.need("users.manage")
    async with db.reading(caller.tenant) as conn:
        found = await store_sso.outcome(conn, try_id, caller.user_id)
    if found is None:
        raise NotFound("not_found", "There is no outcome of such a try (yet).", field="try_id")
    return msgspec.convert(found, TriedSignIn)


@delete("/api/v1/users/{user_id:uuid}/single-sign-on", tags=["users"])
async def unbind(caller: NamedDependency[Caller], work: NamedDependency[Work], user_id: FromPath[UUID]) -> None:
    """Forget which account at the provider is this person's: their next sign-in there is as the first."""
    caller.need("users.manage")
    async with work.tx(caller.tenant) as tx:
        await single_sign_on.unbind(tx, caller, user_id)


def _out(kept: HouseProvider) -> ProviderOut:
    values = msgspec.structs.asdict(kept)
    rules = [RuleBody(rule.value, rule.role) for rule in kept.rules]
    has_secret = values.pop("secret") is not None
    return ProviderOut(**{**values, "scopes": list(kept.scopes), "rules": rules}, has_secret=has_secret)


handlers = [shown, save, remove, check, begin_try, tried, unbind]
