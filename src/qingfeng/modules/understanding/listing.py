"""Intents, examples and versions for screens. Only reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection
from qingfeng.modules.understanding import decisions, figures, store, store_versions
from qingfeng.modules.understanding.model import OUT_OF_SCOPE
from qingfeng.modules.understanding.schemas import (
    IntentConfusionOut,
    IntentDifferenceOut,
    IntentOut,
    IntentsComparedOut,
    IntentsOut,
    IntentVersion,
    IntentVersionsOut,
    IntentVersionWhole,
)
from qingfeng.modules.understanding.store_versions import Version
from qingfeng.modules.understanding.taxonomy import MOST_EXAMPLES, IntentExample, Origin
from qingfeng.modules.understanding.teaching import Answer


class ExampleQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`outside`: only those of no intent. `intent` None and not `outside`: all."""

    intent: UUID | None
    outside: bool
    origin: Origin | None
    held_out: bool | None
    words: str
    after: UUID | None
    limit: int


async def intents(conn: Connection, now: datetime) -> IntentsOut:
    """All intents with their counts, and how well the published version recognises them."""
    kept, counts = await store.intents(conn), await _counts(conn)
    recent = await decisions.recent(conn, now)
    line = await store_versions.published(conn)
    judged = {one.intent: one for one in figures.by_intent(line.judged.answers)} if line and line.judged else {}
    items = [
        IntentOut(
            id=one.id,
            code=one.code,
            name_zh=one.name_zh,
            name_en=one.name_en,
            about=one.about,
            archived=one.archived,
            version=one.version,
            examples=counts.get(one.id, _NONE)[0],
            held_out=counts.get(one.id, _NONE)[1],
            corrected=counts.get(one.id, _NONE)[2],
            recent=recent.get(one.code, 0),
            tested=judged[one.code].n if one.code in judged else 0,
            precision=judged[one.code].precision if one.code in judged else None,
            recall=judged[one.code].recall if one.code in judged else None,
        )
        for one in kept
    ]
    going = await conn.fetchval("SELECT id FROM understanding.versions WHERE state IN ('waiting', 'running')")
    outside = counts.get(None, _NONE)
    return IntentsOut(
        items=items,
        outside=outside[0],
        outside_held_out=outside[1],
        outside_recent=recent.get(None, 0),
        examples=sum(each[0] for each in counts.values()),
        most_examples=MOST_EXAMPLES,
        published=None if line is None else version_out(line),
        training=None if going is None else version_out(await store_versions.version(conn, going)),
        changed=await _changed(conn, line),
    )


_NONE = (0, 0, 0)


async def _counts(conn: Connection) -> dict[UUID | None, tuple[int, int, int]]:
    """By intent: examples, those held out, those that were corrections."""
    rows = await conn.fetch(
        "SELECT intent_id, count(*) AS n, count(*) FILTER (WHERE held_out) AS h,"
        " count(*) FILTER (WHERE origin = 'corrected') AS c"
        " FROM understanding.examples WHERE dropped_at IS NULL GROUP BY intent_id"
    )
    return {row["intent_id"]: (row["n"], row["h"], row["c"]) for row in rows}


async def _changed(conn: Connection, line: Version | None) -> int:
    """Examples that came since the published version was trained."""
    if line is None or line.trained_at is None:
        return 0
    n: int = await conn.fetchval(
        "SELECT count(*) FROM understanding.examples WHERE at > $1 AND dropped_at IS NULL", line.trained_at
    )
    return n


async def examples(conn: Connection, asked: ExampleQuery) -> list[IntentExample]:
    """The latest first, one more than a page holds."""
    rows = await conn.fetch(
        f"SELECT {store.EXAMPLE} FROM understanding.examples WHERE dropped_at IS NULL"
        " AND ($1::uuid IS NULL OR intent_id = $1) AND (NOT $2 OR intent_id IS NULL)"
        " AND ($3::text IS NULL OR origin = $3) AND ($4::boolean IS NULL OR held_out = $4)"
        " AND ($5 = '' OR position(lower($5) IN lower(text)) > 0) AND ($6::uuid IS NULL OR id < $6)"
        " ORDER BY id DESC LIMIT $7",
        *(asked.intent, asked.outside, asked.origin, asked.held_out, asked.words, asked.after, asked.limit + 1),
    )
    return [store.example_of(row) for row in rows]


async def texts(conn: Connection, ids: Iterable[UUID]) -> dict[UUID, tuple[str, UUID | None]]:
    """Words and intents of examples that are still there."""
    rows = await conn.fetch(
        "SELECT id, text, intent_id FROM understanding.examples WHERE id = ANY($1) AND dropped_at IS NULL", list(ids)
    )
    return {row["id"]: (row["text"], row["intent_id"]) for row in rows}


async def codes(conn: Connection) -> dict[UUID, str]:
    return {one.id: one.code for one in await store.intents(conn)}


# ------------------------------------------------------------------ versions
async def versions(conn: Connection) -> IntentVersionsOut:
    return IntentVersionsOut([version_out(one) for one in await store_versions.versions(conn)], store_versions.KEPT)


def version_out(one: Version) -> IntentVersion:
    return IntentVersion(
        id=one.id,
        number=one.number,
        state=one.state,
        step=one.step,
        done=one.done,
        total=one.total,
        error=one.error,
        asked_by_name=one.asked_by_name,
        asked_at=one.asked_at,
        trained_at=one.trained_at,
        published_at=one.published_at,
        published_by_name=one.published_by_name,
        digest=one.digest,
        encoder=one.encoder,
        examples=one.examples,
        intents=one.intents,
        seconds=one.seconds,
        kept=one.kept,
        figures=figures.figures(one.judged.answers) if one.judged else None,
    )


async def version(conn: Connection, id_: UUID, against: UUID | None) -> IntentVersionWhole:
    """One version, with what it mistakes for what, and how it differs: from `against`, else from the version that was
    published when it was trained, by the whole test set of then. Raises NotFound."""
    one = await store_versions.version(conn, id_)
    answers = one.judged.answers if one.judged else []
    other, number = await _other(conn, one, against)
    between = figures.compared(other, answers) if other else None
    wrong = figures.confusions(answers)
    shown = {example for each in wrong for example in each.examples}
    if between is not None:
        shown |= {each.example for each in (*between.better, *between.worse)}
    words = await texts(conn, shown)
    return IntentVersionWhole(
        version=version_out(one),
        by_intent=figures.by_intent(answers),
        confusions=[
            IntentConfusionOut(
                wanted=_or_none(each.wanted),
                said=_or_none(each.said),
                count=len(each.examples),
                texts=[words[example][0] for example in each.examples if example in words],
            )
            for each in wrong
        ],
        compared=None if between is None else _compared_out(between, number, words),
    )


def _compared_out(
    between: figures.Compared, number: int | None, words: dict[UUID, tuple[str, UUID | None]]
) -> IntentsComparedOut:
    return IntentsComparedOut(
        number=number,
        before=between.before,
        after=between.after,
        better=_differences(between.better, words),
        worse=_differences(between.worse, words),
        p=between.p,
    )


def _differences(
    found: Sequence[figures.Difference], words: dict[UUID, tuple[str, UUID | None]]
) -> list[IntentDifferenceOut]:
    return [
        IntentDifferenceOut(
            text=words[one.example][0],
            wanted=_or_none(one.wanted),
            before=_or_none(one.before),
            after=_or_none(one.after),
        )
        for one in found
        if one.example in words
    ]


async def _other(conn: Connection, one: Version, against: UUID | None) -> tuple[list[Answer], int | None]:
    if against is not None:
        other = await store_versions.version(conn, against)
        return (other.judged.answers if other.judged else []), other.number
    if one.judged is None or one.judged.before is None:
        return [], None
    return one.judged.before, one.judged.before_number


def _or_none(code: str) -> str | None:
    return None if code == OUT_OF_SCOPE else code
