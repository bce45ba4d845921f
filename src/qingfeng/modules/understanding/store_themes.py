"""Every write of themes and of the messages they are made of, and what is read of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.kernel import text
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.understanding.decisions import Said
from qingfeng.modules.understanding.personal import mask

LONGEST = 300
"""Characters of a message that are kept: what it is about is said by then."""
LISTED = 100
"""Themes that are shown, the largest first."""
EXAMPLES = 3
_THEME = "id, name, named_by, words, encoder, centre, first_at, seen_at, hidden, merged_into, version"


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """`named_by`: None while it is called by its words."""

    id: UUID
    name: str
    named_by: str | None
    words: list[str]
    encoder: str
    centre: bytes
    first_at: datetime
    seen_at: datetime
    hidden: bool
    merged_into: UUID | None
    version: int


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    conversation_id: UUID
    seq: int
    at: datetime
    text: str
    vector: bytes | None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A message and the theme it belongs to."""

    conversation_id: UUID
    seq: int
    theme: UUID
    near: float


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Of a theme's messages: how many there are, how many came lately and in the days before, and the label most of them
    were given, with its share."""

    size: int
    late: int
    early: int
    label: str | None
    share: float


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """All messages of a span: those that came lately, and those of the days before."""

    late: int
    early: int


async def hear(tx: Tx, said: Sequence[Said]) -> None:
    """Keep customers' messages, masked, to be grouped."""
    await tx.execute(
        "INSERT INTO understanding.heard (tenant_id, conversation_id, seq, at, text) SELECT $1, c, s, $2, t FROM"
        " unnest($3::uuid[], $4::int[], $5::text[]) AS h (c, s, t) ON CONFLICT DO NOTHING",
        *(tx.tenant, tx.now),
        [one.conversation_id for one in said],
        [one.seq for one in said],
        [text.clip(mask(one.text), LONGEST) for one in said],
    )


# ---------------------------------------------------------------- grouping
async def without_vector(conn: Connection, most: int) -> list[Heard]:
    rows = await conn.fetch(
        "SELECT conversation_id, seq, at, text, vector FROM understanding.heard WHERE vector IS NULL ORDER BY at LIMIT $1",
        most,
    )
    return [Heard(**dict(row)) for row in rows]


async def put_vectors(tx: Tx, rows: Sequence[Heard], vectors: Sequence[bytes]) -> None:
    await tx.execute(
        "UPDATE understanding.heard h SET vector = n.v FROM unnest($1::uuid[], $2::int[], $3::bytea[]) AS n (c, s, v)"
        " WHERE h.conversation_id = n.c AND h.seq = n.s",
        [one.conversation_id for one in rows],
        [one.seq for one in rows],
        list(vectors),
    )


async def window(conn: Connection, since: datetime, most: int) -> list[Heard]:
    """The latest messages since then that have a vector, the oldest first."""
    rows = await conn.fetch(
        "SELECT * FROM (SELECT conversation_id, seq, at, text, vector FROM understanding.heard WHERE at >= $1"
        " AND vector IS NOT NULL ORDER BY at DESC, conversation_id, seq LIMIT $2) AS h ORDER BY at, conversation_id, seq",
        since,
        most,
    )
    return [Heard(**dict(row)) for row in rows]


async def themes(conn: Connection) -> list[Theme]:
    rows = await conn.fetch(f"SELECT {_THEME} FROM understanding.themes ORDER BY first_at, id")
    return [Theme(**dict(row)) for row in rows]


async def put_theme(tx: Tx, theme: Theme) -> None:
    """A new one, or the same seen again: a name that a person gave stays."""
    await tx.execute(
        "INSERT INTO understanding.themes AS t (tenant_id, id, name, words, encoder, centre, first_at, seen_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id, id) DO UPDATE SET words = excluded.words,"
        " centre = excluded.centre, encoder = excluded.encoder, seen_at = excluded.seen_at,"
        " name = CASE WHEN t.named_by IS NULL THEN excluded.name ELSE t.name END",
        *(tx.tenant, theme.id, theme.name, theme.words, theme.encoder, theme.centre, theme.first_at, theme.seen_at),
    )


async def place(tx: Tx, since: datetime, places: Sequence[Place]) -> None:
    """Messages since then belong to these themes, the others to none."""
    await tx.execute(
        "UPDATE understanding.heard h SET theme_id = n.t, near = n.n FROM (SELECT h.conversation_id AS c, h.seq AS s,"
        " p.t, p.n FROM understanding.heard h LEFT JOIN unnest($2::uuid[], $3::int[], $4::uuid[], $5::float8[])"
        " AS p (c, s, t, n) ON p.c = h.conversation_id AND p.s = h.seq WHERE h.at >= $1) AS n"
        " WHERE h.conversation_id = n.c AND h.seq = n.s AND h.theme_id IS DISTINCT FROM n.t",
        since,
        [one.conversation_id for one in places],
        [one.seq for one in places],
        [one.theme for one in places],
        [one.near for one in places],
    )


# ---------------------------------------------------------------- people
async def hold(tx: Tx, id_: UUID) -> Theme:
    """Raises NotFound."""
    row = await tx.row(f"SELECT {_THEME} FROM understanding.themes WHERE id = $1 FOR UPDATE", id_)
    if row is None:
        raise NotFound("not_found", "There is no such topic.", field="topic_id")
    return Theme(**dict(row))


async def change(tx: Tx, theme: Theme) -> None:
    await tx.execute(
        "UPDATE understanding.themes SET name = $2, named_by = $3, hidden = $4, merged_into = $5, version = version + 1"
        " WHERE id = $1",
        *(theme.id, theme.name, theme.named_by, theme.hidden, theme.merged_into),
    )


async def texts(conn: Connection, theme: UUID, most: int) -> list[str]:
    """What its messages say, those nearest its centre first, each once."""
    rows = await conn.fetch(
        "SELECT text FROM understanding.heard WHERE theme_id = $1 GROUP BY text ORDER BY max(near) DESC, text LIMIT $2",
        theme,
        most,
    )
    return [row["text"] for row in rows]


async def standings(conn: Connection, since: datetime, late: datetime) -> dict[UUID, Standing]:
    """Of every theme that has messages since then. `late`: when the late ones begin."""
    rows = await conn.fetch(
        "WITH h AS (SELECT h.theme_id, h.at, CASE WHEN d.corrected_at IS NULL THEN d.intent ELSE d.corrected_to END AS label"
        " FROM understanding.heard h LEFT JOIN understanding.decisions d USING (tenant_id, conversation_id, seq)"
        " WHERE h.theme_id IS NOT NULL AND h.at >= $1)"
        " SELECT theme_id, count(*)::int AS size, (count(*) FILTER (WHERE at >= $2))::int AS late,"
        " mode() WITHIN GROUP (ORDER BY label) AS label,"
        " (SELECT max(n) FROM (SELECT count(*) AS n FROM h o WHERE o.theme_id = h.theme_id AND o.label IS NOT NULL"
        " GROUP BY o.label) AS most) AS agreed FROM h GROUP BY theme_id",
        since,
        late,
    )
    return {
        row["theme_id"]: Standing(
            size=row["size"],
            late=row["late"],
            early=row["size"] - row["late"],
            label=row["label"],
            share=(row["agreed"] or 0) / row["size"],
        )
        for row in rows
    }


async def by_day(conn: Connection, since: datetime, zone: str) -> dict[UUID, dict[str, int]]:
    """Messages of each theme by the house's days (YYYY-MM-DD)."""
    rows = await conn.fetch(
        "SELECT theme_id, to_char(at AT TIME ZONE $2, 'YYYY-MM-DD') AS day, count(*)::int AS n FROM understanding.heard"
        " WHERE theme_id IS NOT NULL AND at >= $1 GROUP BY 1, 2",
        since,
        zone,
    )
    found: dict[UUID, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["theme_id"], {})[row["day"]] = row["n"]
    return found


async def examples(conn: Connection, themes: Sequence[UUID]) -> dict[UUID, list[str]]:
    rows = await conn.fetch(
        "SELECT t.id, e.text FROM unnest($1::uuid[]) AS t (id) CROSS JOIN LATERAL (SELECT text FROM understanding.heard"
        " WHERE theme_id = t.id GROUP BY text ORDER BY max(near) DESC, text LIMIT $2) AS e",
        list(themes),
        EXAMPLES,
    )
    found: dict[UUID, list[str]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(row["text"])
    return found


async def first_heard(conn: Connection, id_: UUID, most: int) -> tuple[datetime, list[Heard]]:
    """When a theme first appeared, and its first different messages, masked. Raises NotFound."""
    first = await conn.fetchval("SELECT first_at FROM understanding.themes WHERE id = $1", id_)
    if first is None:
        raise NotFound("not_found", "There is no such topic.", field="topic_id")
    rows = await conn.fetch(
        "SELECT * FROM (SELECT DISTINCT ON (text) conversation_id, seq, at, text, NULL::bytea AS vector"
        " FROM understanding.heard WHERE theme_id = $1 ORDER BY text, at) AS h ORDER BY at, conversation_id LIMIT $2",
        id_,
        most,
    )
    return first, [Heard(**dict(row)) for row in rows]


async def heard_since(conn: Connection, since: datetime, late: datetime) -> Totals:
    row = await conn.fetchrow(
        "SELECT (count(*) FILTER (WHERE at >= $2))::int AS late, (count(*) FILTER (WHERE at < $2))::int AS early"
        " FROM understanding.heard WHERE at >= $1",
        since,
        late,
    )
    assert row is not None
    return Totals(**dict(row))
