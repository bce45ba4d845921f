"""Verbs of the house's texts: what the house, or one channel, says otherwise than shipped; every version is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.channels.looks import Change
from qingfeng.modules.channels.texts import Slot, Texts, TextsVersion, Wording, changed_keys, checked

HOUSE = "house"
_KEPT = 50
_NOTHING: Texts = {}


async def latest_texts(conn: Connection) -> dict[str, TextsVersion]:
    """The present version of every place that has ever said anything of its own: `house`, or the id of a channel."""
    rows = await conn.fetch(
        "SELECT DISTINCT ON (place) place, version, texts, by_name, at, restored FROM channels.texts"
        " ORDER BY place, version DESC"
    )
    return {row["place"]: msgspec.convert(dict(row), TextsVersion) for row in rows}


async def texts_versions(conn: Connection, place: str) -> list[TextsVersion]:
    """The latest first, with what each changed."""
    rows = await conn.fetch(
        "SELECT version, texts, by_name, at, restored, lag(texts) OVER (ORDER BY version) AS before"
        " FROM channels.texts WHERE place = $1 ORDER BY version DESC LIMIT $2",
        place,
        _KEPT,
    )
    found = []
    for row in rows:
        one = msgspec.convert(dict(row), TextsVersion)
        before = msgspec.convert(row["before"], Texts) if row["before"] is not None else one.texts
        found.append(replace(one, changed=changed_keys(before, one.texts)))
    return found


async def save_texts(
    tx: Tx, place: str, texts: Mapping[str, Wording], change: Change, slots: Sequence[Slot]
) -> TextsVersion:
    """Another version of all that a place says otherwise, in force at once. The caller knows that there is such a place.

    Raises Invalid with the field, and Conflict `texts_changed` when `change.version` is not the present one.
    """
    await access.hold_settings(tx)
    wanted = checked(texts, slots)
    present = (await latest_texts(tx.conn)).get(place)
    if change.version != (present.version if present else 0):
        assert present is not None  # versions are never taken away
        who = present.by_name or "Somebody"
        raise Conflict(
            "texts_changed",
            f"{who} has changed these texts meanwhile; look at that first.",
            by=present.by_name,
            at=present.at.isoformat(),
        )
    if present is None:
        present = TextsVersion(version=0, texts=_NOTHING, by_name="", at=tx.now, restored=None)
    changed = changed_keys(present.texts, wanted)
    if not changed:
        return present
    if present.version == 0 and change.version == 0:
        await _write(tx, place, present, None)
    made = TextsVersion(
        version=present.version + 1,
        texts=wanted,
        by_name=change.by.name,
        at=tx.now,
        restored=change.restored,
        changed=changed,
    )
    await _write(tx, place, made, change)
    told = "texts.changed" if change.restored is None else "texts.restored"
    await access.audit(tx, change.by, told, place, version=made.version, changed=changed)
    return made


async def restore_texts(tx: Tx, place: str, wanted: int, change: Change, slots: Sequence[Slot]) -> TextsVersion:
    """Take an earlier version back, as a new one. Raises NotFound, and as `save_texts`."""
    texts = await tx.conn.fetchval("SELECT texts FROM channels.texts WHERE place = $1 AND version = $2", place, wanted)
    if texts is None:
        raise NotFound("not_found", "There is no such version.", field="to")
    return await save_texts(tx, place, msgspec.convert(texts, Texts), replace(change, restored=wanted), slots)


async def _write(tx: Tx, place: str, one: TextsVersion, change: Change | None) -> None:
    """What was there before anybody chose is written with the first choice; it may be there from older days."""
    await tx.execute(
        "INSERT INTO channels.texts (tenant_id, place, version, texts, by_id, by_name, at, restored)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        tx.tenant,
        place,
        one.version,
        msgspec.to_builtins(one.texts),
        change.by.id if change else None,
        one.by_name,
        one.at,
        one.restored,
    )
