"""The first house over HTTP: whoever holds the terminal's link makes it, and comes in as its administrator."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Forbidden
from qingfeng.kernel.http import Limiter, charge
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import setup, store
from qingfeng.modules.access.cookies import session_cookie
from qingfeng.modules.access.model import Place
from qingfeng.modules.access.schemas import LinkIn, Session, session
from qingfeng.modules.access.sign_in import open_session

TAGS = ["setup"]


class SetupLinkOut(msgspec.Struct):
    """Until when the link is good."""

    expires_at: datetime


class HouseIn(msgspec.Struct, forbid_unknown_fields=True):
    """`token`: the word of the link. `house`: what customers call it. `timezone`: such as Asia/Shanghai; figures are cut
    into days by it. The rest is the first administrator's."""

    token: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    house: Annotated[str, msgspec.Meta(min_length=1, max_length=60, examples=["清风家居"])]
    locale: setup.Locale
    timezone: Annotated[str, msgspec.Meta(max_length=60)]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    email: Annotated[str, msgspec.Meta(min_length=3, max_length=200)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]

    def draft(self) -> setup.HouseDraft:
        return setup.HouseDraft(**{name: getattr(self, name) for name in setup.HouseDraft.__struct_fields__})


def _charge(request: Request[Any, Any, Any], limit: Limiter) -> None:
    charge(request, limit, request.client.host if request.client else "")


@post("/api/v1/setup/link", tags=TAGS, status_code=200, opt={"public": True})
async def show_link(
    request: Request[Any, Any, Any],
    data: JSONBody[LinkIn],
    db: NamedDependency[Database],
    sign_in_limit: NamedDependency[Limiter],
) -> SetupLinkOut:
    """Whether the terminal's link still opens; 404 `setup_over` when it was used, replaced or is over."""
    _charge(request, sign_in_limit)
    return SetupLinkOut(await setup.link_until(db, data.token))


@post("/api/v1/setup", tags=TAGS, status_code=201, opt={"public": True})
async def make(
    request: Request[Any, Any, Any],
    data: JSONBody[HouseIn],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    sign_in_limit: NamedDependency[Limiter],
) -> Response[Session]:
    """Make the house and its administrator, who is signed in by the answer's cookie. The link is used up by it."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise Forbidden("csrf", "Set up on this console's own page.")
    _charge(request, sign_in_limit)
    tenant_id, user = await setup.make_house(db, work, data.token, data.draft())
    place = Place(request.client.host if request.client else "", request.headers.get("user-agent", ""))
    cookie, caller = await open_session(db, tenant_id, user, place)
    async with db.reading(tenant_id) as conn:
        tenant = await store.tenant_by_id(conn, tenant_id)
    assert tenant is not None
    return Response(session(caller, tenant), status_code=201, cookies=[session_cookie(request, cookie)])


handlers = [show_link, make]
