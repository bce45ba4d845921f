"""Versions of a house's intent model over HTTP: train, compare, publish, roll back, try a sentence."""

from __future__ import annotations

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from qingfeng.kernel.db import Connection, Database
from qingfeng.kernel.errors import Conflict, Invalid
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.understanding import grams, listing, store_versions, versions
from qingfeng.modules.understanding.model import MAX_TEXT
from qingfeng.modules.understanding.personal import mask
from qingfeng.modules.understanding.reading import Reader, Told
from qingfeng.modules.understanding.schemas import (
    IntentTriedOut,
    IntentTryIn,
    IntentVersion,
    IntentVersionsOut,
    IntentVersionWhole,
    NearExampleOut,
    TriedIntent,
)
from qingfeng.modules.understanding.taxonomy import cleaned, sureness

TAGS = ["intents"]
PATH = "/api/v1/intents/versions"


@get(PATH, tags=TAGS)
async def listed(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> IntentVersionsOut:
    """Trainings and what came of them, the latest first."""
    caller.need("intents.read")
    async with db.reading(caller.tenant) as conn:
        return await listing.versions(conn)


@post(PATH, tags=TAGS, status_code=201)
async def train(caller: NamedDependency[Caller], work: NamedDependency[Work]) -> IntentVersion:
    """Train in the background of the examples as they are now. 409 `training_goes_on`; 422 `too_few_examples`."""
    caller.need("intents.write")
    async with work.tx(caller.tenant) as tx:
        return listing.version_out(await versions.ask(tx, caller.actor))


@get(f"{PATH}/{{version_id:uuid}}", tags=TAGS)
async def one(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    version_id: FromPath[UUID],
    against: FromQuery[UUID | None] = None,
) -> IntentVersionWhole:
    """One version: by intent, what it mistakes for what, and held against another: `against`, else the one that was
    published when it was trained."""
    caller.need("intents.read")
    async with db.reading(caller.tenant) as conn:
        return await listing.version(conn, version_id, against)


@post(f"{PATH}/{{version_id:uuid}}/cancel", tags=TAGS, status_code=200)
async def cancel(
    caller: NamedDependency[Caller], work: NamedDependency[Work], version_id: FromPath[UUID]
) -> IntentVersion:
    """Train it no further. 409 `training_ended`."""
    caller.need("intents.write")
    async with work.tx(caller.tenant) as tx:
        return listing.version_out(await versions.cancel(tx, caller.actor, version_id))


@post(f"{PATH}/{{version_id:uuid}}/publish", tags=TAGS, status_code=200)
async def publish(
    caller: NamedDependency[Caller], work: NamedDependency[Work], version_id: FromPath[UUID]
) -> IntentVersion:
    """Read messages by it from now on; an earlier version as well, while its model is kept. 409 `model_not_kept`."""
    caller.need("intents.write")
    async with work.tx(caller.tenant) as tx:
        return listing.version_out(await versions.publish(tx, caller.actor, version_id))


@post("/api/v1/intents/try", tags=TAGS, status_code=200)
async def try_(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    reader: NamedDependency[Reader],
    data: JSONBody[IntentTryIn],
) -> IntentTriedOut:
    """What a version makes of a sentence: the likeliest intents, whether it is about any of them, and the nearest examples
    it learned from. Nothing is kept. 409 `nothing_published`."""
    caller.need("intents.read")
    if not grams.normal(data.text, MAX_TEXT).strip():
        raise Invalid("empty_text", "There is nothing to be seen in this text.", field="text")
    async with db.reading(caller.tenant) as conn:
        version, number = await _chosen(conn, data.version_id)
        model = await reader.model(conn, version)
        learned = await store_versions.learned(conn, version)
    begun = db.clock.monotonic()
    told = await reader.tell(model, data.text)
    lasted = (db.clock.monotonic() - begun) * 1000
    async with db.reading(caller.tenant) as conn:
        near = await _near(conn, told, learned)
    return IntentTriedOut(
        number=number,
        in_scope=told.read.in_scope,
        sureness=sureness(told.read.confidence),
        top=[
            TriedIntent(intent=guess.intent, confidence=round(share, 4))
            for guess, share in zip(told.read.top, told.shares, strict=True)
        ],
        near=near,
        masked=mask(cleaned(data.text)),
        milliseconds=round(lasted, 1),
    )


async def _chosen(conn: Connection, wanted: UUID | None) -> tuple[UUID, int]:
    if wanted is not None:
        return wanted, (await store_versions.version(conn, wanted)).number
    found = await store_versions.published_number(conn)
    if found is None:
        raise Conflict("nothing_published", "No version is published yet; train one and publish it.")
    return found


async def _near(conn: Connection, told: Told, learned: list[UUID]) -> list[NearExampleOut]:
    places = {learned[at]: cosine for at, cosine in told.near if at < len(learned)}
    words, codes = await listing.texts(conn, places), await listing.codes(conn)
    return [
        NearExampleOut(
            text=words[id_][0], intent=codes[of] if (of := words[id_][1]) else None, likeness=round(cosine, 3)
        )
        for id_, cosine in places.items()
        if id_ in words
    ]


handlers = [listed, train, one, cancel, publish, try_]
