"""Verbs of the self-service page: chosen, visited, searched, read, judged."""

from __future__ import annotations

import hashlib
from uuid import UUID

from qingfeng.contracts.base import Actor
from qingfeng.kernel import text
from qingfeng.kernel.errors import Conflict, RateLimited
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.selfcare import store
from qingfeng.modules.selfcare.model import (
    LOCKED,
    KeptSelfcare,
    SelfcarePage,
    Visit,
    changed_fields,
    checked,
    countable,
)


async def save_page(tx: Tx, page: SelfcarePage, version: int, by: Actor) -> KeptSelfcare:
    """How the page is from now on. Raises Invalid with the field, Conflict `selfcare_changed` when `version` is not the
    present one."""
    page = checked(page)
    kept = await store.hold(tx)
    if kept.version != version:
        raise Conflict(
            "selfcare_changed", f"{kept.by_name or 'Somebody'} has changed it meanwhile; look at that first.",
            by=kept.by_name, at=kept.at.isoformat() if kept.at else "",
        )  # fmt: skip
    changed = changed_fields(kept.page, page)
    if not changed and kept.version:
        return kept
    await store.put_page(tx, page, version + 1, by)
    await access.audit(tx, by, "selfcare.changed", "selfcare", version=version + 1, changed=changed)
    return await store.page(tx.conn)


async def first_page(tx: Tx, page: SelfcarePage, by: Actor) -> None:
    """What a demo begins with; from then on it is its administrators'."""
    if not (await store.hold(tx)).version:
        await store.put_page(tx, checked(page), 1, by)


async def count_search(tx: Tx, visit: Visit, words: str, *, found: bool) -> None:
    """`words` have no personal data any more."""
    words = countable(words)
    if words:
        await store.searched(tx, visit.locale, words, found=found)
        await store.touch(tx, visit, searches=1, nothing=int(not found))


async def count_read(tx: Tx, visit: Visit, slug: str, helpful: bool | None = None) -> None:
    await store.touch(tx, visit)
    await store.read(tx, visit, slug, helpful)


async def count_progress(tx: Tx, visit: Visit) -> None:
    await store.touch(tx, visit, progress=1)


async def count_visit(tx: Tx, visit: Visit) -> None:
    await store.touch(tx, visit)


async def count_talk(tx: Tx, visit: UUID) -> None:
    await store.talked(tx, visit)


def _digest(number: str) -> bytes:
    return hashlib.sha256("".join(text.fold(number).split()).encode()).digest()


async def try_number(tx: Tx, number: str) -> None:
    """Count a try at the progress of this number. Raises RateLimited while the number is locked, whether it exists or not."""
    if not await store.begin_try(tx, _digest(number)):
        seconds = int(LOCKED.total_seconds())
        raise RateLimited("number_locked", "Too many tries with this number; wait a while.", seconds=seconds)


async def right_number(tx: Tx, number: str) -> None:
    """Its tries are forgotten."""
    await store.right(tx, _digest(number))
