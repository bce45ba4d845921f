"""Single sign-on at the door: what the sign-in page may offer, the way to the provider, and the way back."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import Cookie
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter

from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import NotFound, RateLimited, Refused
from qingfeng.kernel.http import Limiter, charge
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import sso_sign_in, store_sso
from qingfeng.modules.access.cookies import COOKIE, session_cookie
from qingfeng.modules.access.identity import Passwords
from qingfeng.modules.access.model import Place
from qingfeng.modules.access.sessions import Sessions
from qingfeng.modules.access.single_sign_on import SingleSignOn
from qingfeng.ports.identity import Answer

TAGS = ["session"]
BROWSER = "qf_sso"
PATH = "/api/v1/session/single-sign-on"
_Slug = Annotated[str, QueryParameter(max_length=100, pattern="^[a-z0-9-]*$", description="which house is meant")]
_Text = Annotated[str, QueryParameter(max_length=4000)]


class SignInOptions(msgspec.Struct):
    """`house`, `label`: whose single sign-on the sign-in page may offer and what it is called; null when none is in use
    (or several are, and no house was named). `passwords`: who may sign in with one."""

    house: str | None
    label: str | None
    passwords: Passwords


@get("/api/v1/session/options", tags=TAGS, opt={"public": True})
async def options(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    sign_in_limit: NamedDependency[Limiter],
    house: _Slug = "",
) -> SignInOptions:
    """What the sign-in page may offer."""
    charge(request, sign_in_limit, _address(request), cost=0.2)
    try:
        tenant = await sso_sign_in.house_of(db, house)
    except NotFound:
        return SignInOptions(None, None, "everyone")
    (found,) = [one for one in await store_sso.houses(db, house) if one["id"] == tenant]
    return SignInOptions(found["slug"], found["label"], found["passwords"])


@get(PATH, tags=TAGS, opt={"public": True}, status_code=302)
async def begin(
    request: Request[Any, Any, Any],
    work: NamedDependency[Work],
    sso: NamedDependency[SingleSignOn],
    sign_in_limit: NamedDependency[Limiter],
    house: _Slug = "",
    back_to: _Text = "/",
) -> Response[None]:
    """Go to the house's identity provider. `back_to`: a path of this console to come back to."""
    try:
        charge(request, sign_in_limit, _address(request))
        tenant = await sso_sign_in.house_of(work.db, house)
        begun = await sso_sign_in.begin(work, sso, tenant, back_to)
    except Refused as refused:
        return _refused(refused)
    return _go(begun.url, browser_cookie(sso, begun.browser))


class Returned(msgspec.Struct, frozen=True):
    """What the browser brought back in its query."""

    state: str
    answer: Answer


def provide_returned(
    given: Annotated[str, QueryParameter(name="state", max_length=4000)] = "",
    code: _Text = "",
    error: _Text = "",
    iss: _Text = "",
) -> Returned:
    """The state of the sign-in, and the provider's answer to it."""
    return Returned(given, Answer(code=code, error=error, iss=iss))


@get(
    f"{PATH}/callback",
    tags=TAGS,
    opt={"public": True},
    status_code=302,
    dependencies={"returned": Provide(provide_returned, sync_to_thread=False)},
)
async def callback(
    request: Request[Any, Any, Any],
    work: NamedDependency[Work],
    sso: NamedDependency[SingleSignOn],
    sessions: NamedDependency[Sessions],
    sign_in_limit: NamedDependency[Limiter],
    returned: NamedDependency[Returned],
) -> Response[None]:
    """Where the provider sends people back to: into the console, or to the sign-in page with the code of a refusal."""
    place = Place(_address(request), request.headers.get("user-agent", ""))
    browser = request.cookies.get(BROWSER, "")
    forget = browser_cookie(sso, "")
    try:
        charge(request, sign_in_limit, place.address)
        came = await sso_sign_in.finish(work, sso, returned.state, browser, returned.answer, place)
    except Refused as refused:
        # Whoever sends somebody here with a state of their choosing must not end the sign-in that is under way.
        return _refused(refused, *([] if refused.code == "sso_bad_state" else [forget]))
    if came.cookie is None or came.caller is None:  # a try
        return _go(came.back_to, forget)
    await sessions.end(request.cookies.get(COOKIE, ""))  # whoever sat here before has left
    if came.moved:
        sessions.rights_changed(came.caller.tenant)
    return _go(came.back_to, forget, session_cookie(request, came.cookie))


def browser_cookie(sso: SingleSignOn, value: str) -> Cookie:
    """By it the browser that comes back is known to be the one that went; empty: forget it."""
    return Cookie(
        key=BROWSER,
        value=value,
        path=PATH,
        httponly=True,
        samesite="lax",
        secure=sso.public_url.startswith("https:"),
        max_age=int(sso_sign_in.GOOD_FOR.total_seconds()) if value else 0,
    )


def _refused(refused: Refused, *cookies: Cookie) -> Response[None]:
    """Browsers come here by themselves: people are shown a page, not JSON."""
    params = {"refused": refused.code}
    if isinstance(refused, RateLimited):
        params["seconds"] = str(refused.params.get("seconds", 1))
    return _go(f"/?{urlencode(params)}", *cookies)


def _go(url: str, *cookies: Cookie) -> Response[None]:
    headers = {"Location": url, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response(None, status_code=302, headers=headers, cookies=list(cookies))


def _address(request: Request[Any, Any, Any]) -> str:
    return request.client.host if request.client else ""


handlers = [options, begin, callback]
