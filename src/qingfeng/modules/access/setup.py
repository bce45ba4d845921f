"""The beginning of an installation: a link that the terminal tells, and the house and administrator it makes.

The link is all that stands between the network and a new house, so it is long, kept as a digest, good for a day and
for one house. Whatever else a house needs is set up signed in, by the ordinary screens.
"""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import available_timezones

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel import auth, text
from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import store, store_accounts, store_setup
from qingfeng.modules.access.accounts import check_name
from qingfeng.modules.access.actions import audit, check_address
from qingfeng.modules.access.model import Tenant
from qingfeng.modules.access.passwords import check_password

LINK_HOURS = 24
MAX_HOUSE = 60
MAX_SLUG = 40
Locale = Literal["zh-CN", "en"]
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


class HouseDraft(msgspec.Struct, frozen=True, kw_only=True):
    """The house as its first administrator names it, and how they will sign in."""

    house: str
    locale: Locale
    timezone: str
    name: str
    email: str
    password: str


async def new_link(db: Database) -> tuple[str, datetime]:
    """The word of the one link that begins a house, and until when it is good. Any earlier one opens nothing any more.

    Raises Conflict when there is a house already; a demo is none.
    """
    there = [tenant for tenant in await store.all_tenants(db) if not tenant.demo]
    if there:
        raise Conflict(
            "house_there", f"There is a house already ({there[0].slug}); sign in there.", house=there[0].slug
        )
    word, until = auth.new_token(), db.clock.now() + timedelta(hours=LINK_HOURS)
    await store_setup.put_link(db, auth.digest(word), until)
    return word, until


async def is_empty(db: Database) -> bool:
    """Whether there is no house at all, not even a demo."""
    return not await store.all_tenants(db)


async def link_until(db: Database, word: str) -> datetime:
    """Raises NotFound when it was used, is over, was replaced or never made."""
    until = await store_setup.link_until(db, auth.digest(word))
    if until is None:
        raise _over()
    return until


async def make_house(db: Database, work: Work, word: str, draft: HouseDraft) -> tuple[UUID, UUID]:
    """Use the link up: a house, and its administrator with a password. Gives the tenant and the user.

    Raises NotFound (the link), Invalid with the field. A draft that is refused leaves the link as it was.
    """
    await link_until(db, word)
    house = _checked_house(draft)
    name, email = check_name(draft.name), check_address(draft.email)
    check_password(draft.password, email=email, name=name)
    fresh = await asyncio.to_thread(auth.hash_password, draft.password)
    tenant = Tenant(
        id=db.ids.new(),
        slug=free_slug(house, await store_setup.slugs(db)),
        name=house,
        locale=draft.locale,
        demo=False,
        settings={"timezone": draft.timezone},
    )
    async with work.tx(tenant.id) as tx:
        if not await store_setup.use_link(tx, auth.digest(word)):
            raise _over()
        await store_setup.insert_tenant(tx, tenant)
        user = await store_accounts.insert_user(tx, email=email, name=name, role="admin")
        assert user is not None  # the house is empty
        await store_setup.settle_password(tx, user, fresh)
        await audit(tx, Actor("agent", user, name), "house.made", tenant.slug, name=house, email=email)
    return tenant.id, user


def free_slug(name: str, taken: set[str]) -> str:
    """A name for commands and addresses (清风家居: qing-feng-jia-ju), with a number when it is taken."""
    plain = _NOT_SLUG.sub("-", text.pinyin(name).lower()).strip("-")[:MAX_SLUG].strip("-") or "house"
    number, found = 1, plain
    while found in taken:
        number += 1
        found = f"{plain}-{number}"
    return found


def _checked_house(draft: HouseDraft) -> str:
    house = draft.house.strip()
    if not house or len(house) > MAX_HOUSE or not house.isprintable():
        raise Invalid("bad_name", f"A name has 1 to {MAX_HOUSE} characters.", field="house", max=MAX_HOUSE)
    if draft.timezone not in available_timezones():
        raise Invalid("unknown_zone", "There is no such time zone; write it like Asia/Shanghai.", field="timezone")
    return house


def _over() -> NotFound:
    message = "This link was used or is over; `qingfeng setup-link` makes another."
    return NotFound("setup_over", message, field="token")
