"""Themes as they live: the same one keeps its name while what is said of it moves; how it grows; what people make of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import numpy as np
from msgspec.structs import replace

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.text import one_line
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.understanding import actions, store, store_themes
from qingfeng.modules.understanding.actions import ExamplesAdded
from qingfeng.modules.understanding.model import Matrix
from qingfeng.modules.understanding.store_themes import LISTED, Standing, Theme, Totals
from qingfeng.modules.understanding.taxonomy import Intent

SPAN = timedelta(days=7)
"""Messages that are grouped: those of so long."""
SHOWN_DAYS = 14
FRESH = timedelta(hours=48)
"""So long is a theme new."""
LATE = timedelta(hours=6)
HOT_LEAST, HOT_TIMES = 5, 2.0
"""A theme is hot when so many messages of it came in the last six hours, and their share of all that came is so many times
what it was in the days before."""
SAME = 0.8
"""Cosine of two centres from which on a theme is one that is known."""
AGREED = 0.5
"""Share of a theme's messages that were given one label, from which on it is that intent."""
LONGEST_NAME = 40
JOINED = 50
"""Messages of a theme that become examples of an intent."""


class ThemeIntent(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name_zh: str
    name_en: str


class ThemeOut(msgspec.Struct, frozen=True, kw_only=True):
    """`size`: its messages of the last seven days. `days`: how many came on each of the last fourteen days, today last.
    `growth`: its share of the last six hours beside its share of the days before; 1 is steady. `like`: the intent that most
    of its messages were read as. `merged`: the intent its messages became examples of."""

    id: UUID
    name: str
    named_by: str | None
    words: list[str]
    size: int
    share: float
    days: list[int]
    growth: float
    hot: bool
    new: bool
    examples: list[str]
    like: ThemeIntent | None
    merged: ThemeIntent | None
    hidden: bool
    first_at: datetime
    version: int


class Hot(msgspec.Struct, frozen=True, kw_only=True):
    """`example`: what a customer wrote, nearest its centre, personal data masked."""

    id: UUID
    name: str
    example: str
    late: int


def matched(new: Matrix, kept: Matrix) -> list[int | None]:
    """For each new centre the place of the kept one that it is, each at most once, the nearest first."""
    found: list[int | None] = [None] * len(new)
    if not len(new) or not len(kept):
        return found
    near = new @ kept.T
    taken: set[int] = set()
    for flat in np.argsort(-near, axis=None, kind="stable").tolist():
        at, of = divmod(flat, len(kept))
        if near[at, of] < SAME:
            break
        if found[at] is None and of not in taken:
            found[at] = of
            taken.add(of)
    return found


def growth(standing: Standing, totals: Totals) -> float:
    """How often it comes lately, beside before, both as shares of all that came then: a house that has more to do at noon
    has no theme that rises. Smoothed by one message: what never came before is not infinitely more."""
    late = (standing.late + 1) / (totals.late + 1)
    early = (standing.early + 1) / (totals.early + 1)
    return round(late / early, 2)


def is_hot(standing: Standing, totals: Totals) -> bool:
    return standing.late >= HOT_LEAST and growth(standing, totals) >= HOT_TIMES


# ---------------------------------------------------------------- reading
async def listed(conn: Connection, now: datetime, *, hidden: bool) -> list[ThemeOut]:
    """Themes that are about now, those that rise first, then the largest; with `hidden` those that were put away too."""
    house = await access.tenant_by_id(conn, await conn.fetchval("SELECT kernel.tenant()"))
    zone = house.zone if house is not None else None
    standings = await store_themes.standings(conn, now - SPAN, now - LATE)
    totals = await store_themes.heard_since(conn, now - SPAN, now - LATE)
    shown = [one for one in await store_themes.themes(conn) if one.id in standings and (hidden or not one.hidden)]
    shown = sorted(
        shown, key=lambda one: (not is_hot(standings[one.id], totals), -standings[one.id].size, one.first_at)
    )[:LISTED]
    days = [(now.astimezone(zone) - timedelta(days=back)).date().isoformat() for back in range(SHOWN_DAYS)][::-1]
    by_day = await store_themes.by_day(conn, now - timedelta(days=SHOWN_DAYS), str(zone or "UTC"))
    examples = await store_themes.examples(conn, [one.id for one in shown])
    intents = {one.code: one for one in await store.intents(conn)}
    by_id = {one.id: one for one in intents.values()}
    out = []
    for one in shown:
        standing = standings[one.id]
        like = intents.get(standing.label or "") if standing.share >= AGREED else None
        merged = by_id.get(one.merged_into) if one.merged_into else None
        counted = by_day.get(one.id, {})
        out.append(
            ThemeOut(
                id=one.id,
                name=one.name,
                named_by=one.named_by,
                words=one.words,
                size=standing.size,
                share=round(standing.size / (totals.late + totals.early), 4),
                days=[counted.get(day, 0) for day in days],
                growth=growth(standing, totals),
                hot=is_hot(standing, totals),
                new=now - one.first_at < FRESH,
                examples=examples.get(one.id, []),
                like=_named(like),
                merged=_named(merged),
                hidden=one.hidden,
                first_at=one.first_at,
                version=one.version,
            )
        )
    return out


def _named(intent: Intent | None) -> ThemeIntent | None:
    return None if intent is None else ThemeIntent(id=intent.id, name_zh=intent.name_zh, name_en=intent.name_en)


async def hot_now(conn: Connection, now: datetime, most: int = 6) -> list[Hot]:
    """What customers write about more than usual, the most first. What was put away is not among it."""
    standings = await store_themes.standings(conn, now - SPAN, now - LATE)
    totals = await store_themes.heard_since(conn, now - SPAN, now - LATE)
    hot = {id_: one for id_, one in standings.items() if is_hot(one, totals)}
    if not hot:
        return []
    shown = [one for one in await store_themes.themes(conn) if one.id in hot and not one.hidden]
    shown = sorted(shown, key=lambda one: (-hot[one.id].late, one.first_at))[:most]
    examples = await store_themes.examples(conn, [one.id for one in shown])
    return [
        Hot(id=one.id, name=one.name, example=examples[one.id][0], late=hot[one.id].late)
        for one in shown
        if examples.get(one.id)
    ]


# ---------------------------------------------------------------- people
async def change(tx: Tx, id_: UUID, version: int, by: Actor, *, name: str | None, hidden: bool | None) -> None:
    """What is None stays. Raises NotFound, Invalid with the field, Conflict `topic_changed`."""
    old = await _held(tx, id_, version)
    new = old
    if name is not None and name != old.name:
        new = replace(new, name=one_line("name", name, LONGEST_NAME), named_by=by.name)
    if hidden is not None:
        new = replace(new, hidden=hidden)
    if new == old:
        return
    await store_themes.change(tx, new)
    await access.audit(tx, by, "topic.changed", str(id_), name=new.name, hidden=new.hidden)


async def merge(tx: Tx, id_: UUID, intent: UUID, version: int, by: Actor) -> ExamplesAdded:
    """Its messages become examples of an intent, as if somebody had typed them; the theme is put away, and stays so.
    Raises NotFound, Conflict."""
    old = await _held(tx, id_, version)
    texts = await store_themes.texts(tx.conn, id_, JOINED)
    added = await actions.add_examples(tx, intent, texts, by, "imported")
    await store_themes.change(tx, replace(old, hidden=True, merged_into=intent))
    await access.audit(tx, by, "topic.merged", str(id_), name=old.name, count=added.added)
    return added


async def _held(tx: Tx, id_: UUID, version: int) -> Theme:
    old = await store_themes.hold(tx, id_)
    if old.version != version:
        raise Conflict("topic_changed", "Somebody has changed this topic meanwhile; look at that first.")
    return old


def centres(rows: Sequence[bytes], dimension: int) -> Matrix:
    """Vectors as they are kept, as rows of length 1."""
    found = np.frombuffer(b"".join(rows), dtype=np.float16).reshape(len(rows), dimension).astype(np.float32)
    made: Matrix = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    return made


def kept(vectors: Matrix) -> list[bytes]:
    """Vectors as they are kept: in half precision, which the groups do not notice."""
    return [row.tobytes() for row in vectors.astype(np.float16)]
