"""A house's settings as one file, over HTTP. Each kind of things asks for the right that looks after it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from qingfeng.flow.bundle import carry
from qingfeng.flow.bundle.model import ArchiveItem
from qingfeng.flow.spine import Spine
from qingfeng.modules.access.public import Caller

TAGS = ["settings archive"]
PATH = "/api/v1/settings-archive"
MAX_BYTES = 24 * 1024 * 1024
Kinds = Annotated[list[Annotated[str, msgspec.Meta(max_length=40)]], msgspec.Meta(max_length=40)]


class KindOut(msgspec.Struct):
    """`count`: how many there are now."""

    kind: str
    count: int


class KindsOut(msgspec.Struct):
    """In the order in which they are brought in."""

    items: list[KindOut]


class ArchiveIn(msgspec.Struct, forbid_unknown_fields=True):
    """`text`: the file. `kinds`: only these; null: all that it holds. `digest`: that of what was shown; without it nothing
    is written."""

    text: Annotated[str, msgspec.Meta(max_length=20_000_000)]
    kinds: Kinds | None = None
    digest: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class ArchivePlan(msgspec.Struct):
    """`house`: where the file was written. `items`: all but those that stay the same. `counts`: by what becomes of them.
    `left`: things of the house that the file does not know, by kind; they stay. `good`: nothing is wrong. `written`: it
    was done, not only looked at."""

    house: str
    items: list[ArchiveItem]
    counts: dict[str, int]
    left: dict[str, int]
    digest: str
    good: bool
    written: bool


def _looks_after_something(caller: Caller) -> None:
    """At least one kind's right; `carry` asks for that of each kind there is to do with."""
    if not (
        caller.may("users.manage")
        or caller.may("routing.manage")
        or caller.may("channels.manage")
        or caller.may("knowledge.write")
        or caller.may("conversations.assign")
    ):
        caller.need("service.manage")


@get(f"{PATH}/kinds", tags=TAGS)
async def kinds(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> KindsOut:
    """What may be written to a file and read from one, by the rights of whoever asks."""
    _looks_after_something(caller)
    found = await carry.counts(spine, caller)
    return KindsOut([KindOut(name, count) for name, count in found.items()])


@get(PATH, tags=TAGS)
async def export(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    kinds: Annotated[list[str] | None, QueryParameter(max_items=40)] = None,
) -> Response[bytes]:
    """Write the file: JSON, without people, customers, secrets, tokens and pictures."""
    _looks_after_something(caller)
    data = await carry.export(spine, caller, kinds)
    async with spine.db.reading(caller.tenant) as conn:
        house, _ = await spine.tenant(caller.tenant, conn)
    name = f"qingfeng-settings-{house.slug}-{spine.db.clock.now():%Y%m%d}.json"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "Cache-Control": "no-store"}
    return Response(data, media_type="application/json", headers=headers)


@post(f"{PATH}/import", tags=TAGS, status_code=200, request_max_body_size=MAX_BYTES)
async def import_(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[ArchiveIn]
) -> ArchivePlan:
    """What a file would add and change, thing by thing; with the digest of that it is done, whole or not at all."""
    _looks_after_something(caller)
    if data.digest is None:
        plan = await carry.preview(spine, caller, data.text, data.kinds)
    else:
        plan = await carry.bring_in(spine, caller, data.text, data.kinds, digest=data.digest)
    shown = [item for item in plan.items if item.what != "same"]
    counted: dict[str, int] = {str(what): n for what, n in plan.counts().items()}
    return ArchivePlan(plan.house, shown, counted, plan.left, plan.digest, plan.good, data.digest is not None)


handlers = [kinds, export, import_]
