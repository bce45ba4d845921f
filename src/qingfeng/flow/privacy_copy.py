"""A copy of all that is kept of one customer: `data.json` for machines, `index.html` for people, files beside them."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
import zipfile
from typing import IO, Any
from uuid import UUID

import msgspec

from qingfeng.flow import privacy_page
from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import TooLarge
from qingfeng.modules.access import public as access
from qingfeng.modules.channels import public as channels
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.customers import public as customers
from qingfeng.modules.customers.public import Request

MOST_BYTES = 800 * 1024 * 1024
"""A copy is one value of the record, and that holds a gigabyte."""
IN_MEMORY = 8 * 1024 * 1024
TOLD_EVERY = 20


class Made(msgspec.Struct, frozen=True):
    name: str
    data: bytes
    sha256: bytes
    counts: dict[str, int]


async def files(conn: Connection, people: list[UUID], talks: list[UUID]) -> list[UUID]:
    """Files that were sent in these conversations, or brought by these people and never sent."""
    sent = await conversations.privacy.files_of(conn, talks)
    senders = [known.value for person in people for known in await customers.known(conn, person)]
    brought = await channels.privacy.brought_by(conn, senders)
    return sorted({*sent, *brought})


async def make(spine: Spine, tenant: UUID, asked: Request) -> Made:
    """Put it together, telling how far it has come. Raises NotFound, Conflict, TooLarge."""
    async with spine.db.reading(tenant) as conn:
        people = await customers.privacy.group(conn, asked.customer_id)
        talks = await conversations.privacy.of_customers(conn, people)
        found = await files(conn, people, talks)
        if await channels.privacy.size_of(conn, found) > MOST_BYTES:
            raise TooLarge("too_large", "The files of this customer are larger than one copy may be.")
        house, _ = await spine.tenant(tenant, conn)
        about = await customers.privacy.copy(conn, people)
        acts = await access.acts_on(conn, [str(id_) for id_ in (*people, *talks)])
    told = _Told(spine, tenant, asked.id, len(talks) + len(found))
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as place, zipfile.ZipFile(place, "w") as archive:
        said = [await _talk(spine, tenant, talk, told) for talk in talks]
        kept = [await _file(spine, tenant, file, archive, told) for file in found]
        whole = {"made_at": spine.db.clock.now(), "by": house.name, "customer": about, "conversations": said}
        whole |= {"files": [name for name in kept if name], "acts": acts}
        counts = {
            "conversations": len(talks),
            "messages": sum(len(talk["messages"]) for talk in said),
            "files": len(kept),
        }
        await asyncio.to_thread(_write, archive, whole, house.locale)
        archive.close()
        data = _all(place)
    digest = await asyncio.to_thread(hashlib.sha256, data)
    return Made(f"customer-{asked.customer_id.hex[-8:]}.zip", data, digest.digest(), counts)


class _Told:
    """Writes down how many parts are done, now and then."""

    def __init__(self, spine: Spine, tenant: UUID, request: UUID, total: int) -> None:
        self._spine, self._tenant, self._request, self._total = spine, tenant, request, total
        self._done = 0

    async def one_more(self) -> None:
        self._done += 1
        if self._done % TOLD_EVERY == 1:
            async with self._spine.work.tx(self._tenant) as tx:
                await customers.privacy.came_to(tx, self._request, done=self._done, total=self._total)


async def _talk(spine: Spine, tenant: UUID, talk: UUID, told: _Told) -> dict[str, Any]:
    async with spine.db.reading(tenant) as conn:
        found = await conversations.privacy.copy(conn, talk)
        found["told_platforms"] = await channels.privacy.copy_sent(conn, talk)
    await told.one_more()
    return found


async def _file(spine: Spine, tenant: UUID, file: UUID, archive: zipfile.ZipFile, told: _Told) -> str | None:
    """Its name in the archive; None when it is kept no longer."""
    async with spine.db.reading(tenant) as conn:
        found = await channels.privacy.read(conn, file)
    await told.one_more()
    if found is None:
        return None
    name = privacy_page.file_name(file, found[0].name)
    await asyncio.to_thread(archive.writestr, name, found[1], zipfile.ZIP_STORED)
    return name


def _write(archive: zipfile.ZipFile, whole: dict[str, Any], locale: str) -> None:
    plain = msgspec.to_builtins(whole)
    text = msgspec.json.format(msgspec.json.encode(plain), indent=2)
    archive.writestr("data.json", text, zipfile.ZIP_DEFLATED)
    archive.writestr("index.html", privacy_page.page(plain, locale), zipfile.ZIP_DEFLATED)


def _all(place: IO[bytes]) -> bytes:
    place.seek(0)
    return place.read()
