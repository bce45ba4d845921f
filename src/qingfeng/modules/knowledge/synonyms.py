"""A house's own words that mean the same: lines of words, each word in one line only, used by the search beside those that ship."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.knowledge.alike import Lines, normal
from qingfeng.modules.knowledge.words import STOP

MOST = 500
LEAST_WORDS = 2
MOST_WORDS = 20
SHORTEST = 2
"""A single character is in too many words to mean the same as one."""
LONGEST = 30
_LINE = "id, words, version, by_name, updated_at"


class WordLine(msgspec.Struct, frozen=True, kw_only=True):
    """Words that mean the same; the first is the usual one. `version` grows with every change."""

    id: UUID
    words: list[str]
    version: int
    by_name: str
    updated_at: datetime


async def own_lines(conn: Connection) -> Lines:
    """As the search uses them."""
    return tuple(tuple(row["words"]) for row in await conn.fetch("SELECT words FROM knowledge.synonyms ORDER BY id"))


async def lines(conn: Connection) -> list[WordLine]:
    """The latest changed first."""
    rows = await conn.fetch(f"SELECT {_LINE} FROM knowledge.synonyms ORDER BY updated_at DESC, id DESC")
    return [WordLine(**dict(row)) for row in rows]


async def make_line(tx: Tx, words: Sequence[str], by: Actor) -> WordLine:
    """Raises Invalid with the field, Conflict `word_in_two_lines` with the word and the line that has it."""
    found = tidy(words)
    await _lock(tx)
    count: int = await tx.value("SELECT count(*) FROM knowledge.synonyms")
    if count >= MOST:
        raise Invalid("too_many", f"There may be {MOST} lines; delete one first.", field="words", max=MOST)
    await _check_free(tx, found, None)
    row = await tx.row(
        "INSERT INTO knowledge.synonyms (tenant_id, id, words, by_name, updated_at) VALUES ($1, $2, $3, $4, $5)"
        f" RETURNING {_LINE}",
        *(tx.tenant, tx.new_id(), found, by.name, tx.now),
    )
    assert row is not None
    made = WordLine(**dict(row))
    await stamp(tx)
    await access.audit(tx, by, "synonyms.made", str(made.id), words=found)
    return made


async def change_line(tx: Tx, id_: UUID, words: Sequence[str], version: int, by: Actor) -> WordLine:
    """Raises as `make_line`, NotFound, Conflict `synonyms_changed` when `version` is not the present one."""
    found = tidy(words)
    old = await _held(tx, id_, version)
    if found == old.words:
        return old
    await _check_free(tx, found, id_)
    row = await tx.row(
        "UPDATE knowledge.synonyms SET words = $2, by_name = $3, updated_at = $4, version = version + 1 WHERE id = $1"
        f" RETURNING {_LINE}",
        *(id_, found, by.name, tx.now),
    )
    assert row is not None
    await stamp(tx)
    await access.audit(tx, by, "synonyms.changed", str(id_), old=old.words, words=found)
    return WordLine(**dict(row))


async def drop_line(tx: Tx, id_: UUID, version: int, by: Actor) -> None:
    """Raises NotFound, Conflict `synonyms_changed`."""
    old = await _held(tx, id_, version)
    await tx.execute("DELETE FROM knowledge.synonyms WHERE id = $1", id_)
    await stamp(tx)
    await access.audit(tx, by, "synonyms.dropped", str(id_), words=old.words)


async def stamp(tx: Tx) -> int:
    """Searches read anew what they have at hand of this house. Whoever changes that waits here for who does."""
    found: int = await tx.value(
        "INSERT INTO knowledge.shelves AS s (tenant_id, stamp) VALUES ($1, 1)"
        " ON CONFLICT (tenant_id) DO UPDATE SET stamp = s.stamp + 1 RETURNING stamp",
        tx.tenant,
    )
    return found


def tidy(words: Sequence[str]) -> list[str]:
    """A line as it is kept. Raises Invalid with the field."""
    found: dict[str, str] = {}
    for given in words:
        word = " ".join(given.split())
        if not word:
            continue
        if "\0" in word or not any(char.isalnum() for char in word):
            raise Invalid("bad_character", f"“{word}” has no letters, digits or characters.", field="words")
        if not SHORTEST <= len(word) <= LONGEST:
            raise Invalid(
                "word_length", f"“{word}”: a word has {SHORTEST} to {LONGEST} characters.", field="words", word=word,
                min=SHORTEST, max=LONGEST,
            )  # fmt: skip
        if normal(word) in STOP:
            raise Invalid("word_says_nothing", f"“{word}” is in nearly every question.", field="words", word=word)
        found.setdefault(normal(word), word)
    if not LEAST_WORDS <= len(found) <= MOST_WORDS:
        raise Invalid(
            "line_length", f"A line has {LEAST_WORDS} to {MOST_WORDS} different words.", field="words", min=LEAST_WORDS,
            max=MOST_WORDS,
        )  # fmt: skip
    return list(found.values())


async def _lock(tx: Tx) -> None:
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('synonyms'), hashtext($1))", str(tx.tenant))


async def _held(tx: Tx, id_: UUID, version: int) -> WordLine:
    await _lock(tx)
    row = await tx.row(f"SELECT {_LINE} FROM knowledge.synonyms WHERE id = $1", id_)
    if row is None:
        raise NotFound("not_found", "There is no such line.", field="line_id")
    found = WordLine(**dict(row))
    if found.version != version:
        raise Conflict("synonyms_changed", "Somebody has changed this line meanwhile; load it again.")
    return found


async def _check_free(tx: Tx, words: Sequence[str], mine: UUID | None) -> None:
    wanted = {normal(word): word for word in words}
    for other in await lines(tx.conn):
        taken = next((wanted[w] for word in other.words if (w := normal(word)) in wanted), None)
        if taken is not None and other.id != mine:
            raise Conflict(
                "word_in_two_lines",
                f"“{taken}” is in another line already: {' '.join(other.words)}.",
                field="words",
                word=taken,
                line=" ".join(other.words),
            )
