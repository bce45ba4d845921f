"""Sign-in over HTTP, and the guard every other route of people passes."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import JSONBody

from qingfeng.kernel.auth import same
from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Forbidden, Unauthenticated
from qingfeng.kernel.http import Limiter, charge
from qingfeng.kernel.idempotency import IdempotencyKeys
from qingfeng.modules.access import (
    api_account,
    api_factor,
    api_links,
    api_roles,
    api_setup,
    api_sso,
    api_sso_door,
    api_tokens,
    store,
    tokens,
)
from qingfeng.modules.access import sign_in as door
from qingfeng.modules.access.cookies import COOKIE, session_cookie
from qingfeng.modules.access.factors import Factors
from qingfeng.modules.access.model import Caller, Place
from qingfeng.modules.access.schemas import Session, SignedOut, SignIn, session
from qingfeng.modules.access.sessions import Sessions
from qingfeng.modules.access.sign_in import Proof
from qingfeng.modules.access.single_sign_on import SingleSignOn
from qingfeng.modules.access.sso_sign_in import farewell

SAFE = {"GET", "HEAD", "OPTIONS"}
OWN = "/api/v1/session"
"""The routes of one's own account begin like this."""


async def provide_caller(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    sessions: NamedDependency[Sessions],
    token_limit: NamedDependency[Limiter],
    idempotency: NamedDependency[IdempotencyKeys],
) -> Caller:
    """The signed-in person, or the program whose token stands in the header `Authorization: Bearer`.

    Unsafe methods of a person must carry the session's CSRF token in a header a form cannot set; nor can it set a bearer.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    cookie = request.cookies.get(COOKIE)
    # A proxy that signs people in may send a bearer of its own along: beside a session it says nothing to us.
    if scheme.lower() == "bearer" and (cookie is None or token.strip().startswith(tokens.PREFIX)):
        caller = await _program(request, db, token_limit, token.strip())
    else:
        caller = await _person(request, sessions, cookie)
    await idempotency.begin(request, caller.tenant, caller.user_id)
    return caller


async def _person(request: Request[Any, Any, Any], sessions: Sessions, cookie: str | None) -> Caller:
    caller = await sessions.caller_of(cookie)
    if caller is None:
        raise Unauthenticated("unauthenticated", "Sign in first.")
    if request.method not in SAFE and not same(request.headers.get("x-qf-csrf", ""), caller.csrf):
        raise Forbidden("csrf", "The request lacks this session's X-QF-CSRF header; reload the page.")
    if not request.url.path.startswith(OWN):
        caller.check_enrolled()
    return caller


async def _program(request: Request[Any, Any, Any], db: Database, limit: Limiter, token: str) -> Caller:
    caller = await tokens.caller_of(db, token, request.client.host if request.client else "")
    charge(request, limit, str(caller.user_id))
    if request.url.path.startswith(OWN):
        tokens.check_person(caller)
    return caller


@post("/api/v1/session", tags=["session"], status_code=200, opt={"public": True})
async def sign_in(
    request: Request[Any, Any, Any],
    data: JSONBody[SignIn],
    db: NamedDependency[Database],
    sessions: NamedDependency[Sessions],
    factors: NamedDependency[Factors],
    sign_in_limit: NamedDependency[Limiter],
) -> Response[Session]:
    """Sign in with address and password; the session is a cookie that scripts cannot read."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        # A form on another site needs no cookie of ours to sign its visitor in to an account of its choosing.
        raise Forbidden("csrf", "Sign in on this console's own page.")
    place = Place(request.client.host if request.client else "", request.headers.get("user-agent", ""))
    charge(request, sign_in_limit, place.address)
    sessions.guard.check(place.address)
    try:
        proof = Proof(data.email, data.password, data.code)
        cookie, caller = await door.sign_in(db, factors, proof, place)
    except Unauthenticated as refused:
        if refused.code not in ("second_factor_needed", "single_sign_on_needed"):
            sessions.guard.failed(place.address)
        raise
    await sessions.end(request.cookies.get(COOKIE, ""))  # whoever sat here before has left
    return Response(
        await _session(db, caller),
        cookies=[session_cookie(request, cookie)],
    )


@get("/api/v1/session", tags=["session"])
async def get_session(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> Session:
    """Who is signed in; 401 when nobody is."""
    return await _session(db, caller)


@delete("/api/v1/session", tags=["session"], status_code=200)
async def sign_out(
    request: Request[Any, Any, Any],
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    sessions: NamedDependency[Sessions],
    sso: NamedDependency[SingleSignOn],
) -> Response[SignedOut]:
    """End this session. The answer says where the browser goes on to, when the identity provider is told too."""
    there = await farewell(db, sso, caller)
    await sessions.end(request.cookies.get(COOKIE, ""))
    return Response(SignedOut(there), cookies=[Cookie(key=COOKIE, value="", path="/", max_age=0)])


async def _session(db: Database, caller: Caller) -> Session:
    async with db.reading(caller.tenant) as conn:
        tenant = await store.tenant_by_id(conn, caller.tenant)
    assert tenant is not None
    return session(caller, tenant)


handlers = [
    sign_in,
    get_session,
    sign_out,
    *api_account.handlers,
    *api_factor.handlers,
    *api_links.handlers,
    *api_roles.handlers,
    *api_tokens.handlers,
    *api_sso_door.handlers,
    *api_sso.handlers,
    *api_setup.handlers,
]
