"""Verbs of surveys: versions of what is asked, who was asked and until when, and what they answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.conversations.model import Conversation
from qingfeng.modules.conversations.survey import Pin, Scale, Survey, SurveyVersion, changed_fields, checked

HOUSE = "house"
KEPT = 50
"""So many of the latest versions are shown."""
_VERSION = "version, survey, by_name, at, restored"


class SurveyChange(msgspec.Struct, frozen=True, kw_only=True):
    """Who changes a survey, and which version was on their screen (0: none was kept yet)."""

    by: Actor
    version: int
    restored: int | None = None


class Ask(msgspec.Struct, frozen=True):
    place: str
    version: int
    until: datetime


class Answered(msgspec.Struct, frozen=True):
    """What a customer answered, and to which version of which survey."""

    score: int
    reasons: list[str]
    comment: str
    place: str
    version: int
    scale: Scale


# ------------------------------------------------------------------ versions
async def survey_versions(conn: Connection, place: str, limit: int = KEPT) -> list[SurveyVersion]:
    """The latest first, with what each changed."""
    rows = await conn.fetch(
        f"SELECT {_VERSION} FROM conversations.survey_versions WHERE place = $1 ORDER BY version DESC LIMIT $2",
        place,
        limit + 1,
    )
    found = [msgspec.convert(dict(row), SurveyVersion) for row in rows]
    before = [one.survey for one in found[1:]]
    changed = [
        replace(one, changed=changed_fields(before[at], one.survey) if at < len(before) else [])
        for at, one in enumerate(found)
    ]
    return changed[:limit]


async def survey_version(conn: Connection, place: str, version: int) -> SurveyVersion | None:
    row = await conn.fetchrow(
        f"SELECT {_VERSION} FROM conversations.survey_versions WHERE place = $1 AND version = $2", place, version
    )
    return None if row is None else msgspec.convert(dict(row), SurveyVersion)


async def latest_surveys(conn: Connection) -> dict[str, SurveyVersion]:
    """The present version of every place for which anybody has chosen."""
    rows = await conn.fetch(
        f"SELECT DISTINCT ON (place) place, {_VERSION} FROM conversations.survey_versions ORDER BY place, version DESC"
    )
    return {row["place"]: msgspec.convert(dict(row), SurveyVersion) for row in rows}


async def survey_in_force(conn: Connection, places: Sequence[str]) -> tuple[Pin, Survey] | None:
    """What is asked by the first of these places that asks something of its own; None while nobody has chosen."""
    rows = await conn.fetch(
        "SELECT DISTINCT ON (place) place, version, survey FROM conversations.survey_versions WHERE place = ANY($1)"
        " ORDER BY place, version DESC",
        list(places),
    )
    found = {row["place"]: row for row in rows if row["survey"] is not None}
    for place in places:
        if place in found:
            survey = msgspec.convert(found[place]["survey"], Survey)
            return Pin(place, found[place]["version"], survey.scale), survey
    return None


async def save_survey(
    tx: Tx, place: str, survey: Survey | None, change: SurveyChange, first: Survey | None
) -> SurveyVersion:
    """Another version of what a place asks, in force at once; None: as the house. `first`: what it asked before anybody
    chose. The caller knows that there is such a place.

    Raises Invalid with the field, and Conflict `survey_changed` when `change.version` is not the present one.
    """
    await access.hold_settings(tx)
    survey = checked(survey) if survey is not None else None
    kept = next(iter(await survey_versions(tx.conn, place, 1)), None)
    if (kept.version if kept else 0) != change.version:
        by, at = (kept.by_name, kept.at.isoformat()) if kept else ("", "")
        raise Conflict(
            "survey_changed", f"{by or 'Somebody'} has changed it meanwhile; look at that first.", by=by, at=at
        )
    if kept is None:
        kept = SurveyVersion(version=0, survey=first, by_name="", at=tx.now, restored=None)
        await _insert(tx, place, kept, None)
    changed = changed_fields(kept.survey, survey)
    if not changed:
        return kept
    new = SurveyVersion(
        version=kept.version + 1,
        survey=survey,
        by_name=change.by.name,
        at=tx.now,
        restored=change.restored,
        changed=changed,
    )
    await _insert(tx, place, new, change.by)
    action = "survey.restored" if change.restored is not None else "survey.changed"
    await access.audit(tx, change.by, action, place, version=new.version, changed=changed)
    return new


async def restore_survey(tx: Tx, place: str, wanted: int, change: SurveyChange) -> SurveyVersion:
    """Take an earlier version back, as a new one. Raises NotFound, and as `save_survey`."""
    kept = await survey_version(tx.conn, place, wanted)
    if kept is None:
        raise NotFound("not_found", "There is no such version.", field="to")
    return await save_survey(tx, place, kept.survey, replace(change, restored=wanted), kept.survey)


async def _insert(tx: Tx, place: str, one: SurveyVersion, by: Actor | None) -> None:
    await tx.execute(
        "INSERT INTO conversations.survey_versions (tenant_id, place, version, survey, by_id, by_name, at, restored)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        tx.tenant,
        place,
        one.version,
        one.survey,
        by.id if by else None,
        one.by_name,
        one.at,
        one.restored,
    )


# ------------------------------------------------------------------ asking
async def note_ask(tx: Tx, conv: Conversation, pin: Pin, open_hours: int) -> None:
    """This customer is asked now, this very version. The row's own mark is its caller's."""
    await tx.execute(
        "INSERT INTO conversations.survey_asks (tenant_id, conversation_id, place, version, asked_at, until)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        tx.tenant,
        conv.id,
        pin.place,
        pin.version,
        tx.now,
        tx.now + timedelta(hours=open_hours),
    )


async def ask_of(conn: Connection, conversation: UUID) -> Ask | None:
    row = await conn.fetchrow(
        "SELECT place, version, until FROM conversations.survey_asks WHERE conversation_id = $1", conversation
    )
    return None if row is None else Ask(row["place"], row["version"], row["until"])


async def asked_since(conn: Connection, customer: UUID, since: datetime) -> bool:
    """Whether this customer was asked about any of their conversations since then."""
    found: bool = await conn.fetchval(
        "SELECT EXISTS (SELECT FROM conversations.conversations c JOIN conversations.survey_asks a"
        " ON a.tenant_id = c.tenant_id AND a.conversation_id = c.id WHERE c.customer_id = $1 AND a.asked_at > $2)",
        customer,
        since,
    )
    return found


async def survey_of(conn: Connection, conversation: UUID) -> Answered | None:
    row = await conn.fetchrow(
        "SELECT score, reasons, comment, place, version, scale FROM conversations.surveys WHERE conversation_id = $1",
        conversation,
    )
    return None if row is None else msgspec.convert(dict(row), Answered)
