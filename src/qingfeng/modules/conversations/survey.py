"""What a customer is asked when a talk is over: what may be chosen. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.text import one_line
from qingfeng.modules.channels.public import Both

Scale = Literal["stars", "faces", "yes_no"]
SCORES: dict[Scale, tuple[int, ...]] = {"stars": (1, 2, 3, 4, 5), "faces": (1, 2, 3, 4, 5), "yes_no": (1, 5)}
"""What can be answered on each scale. Yes counts as 5 and no as 1, so that every figure goes on counting 1 to 5."""
MAX_QUESTION, MAX_REASON = 80, 40
MAX_REASONS, MAX_PER_SCORE = 20, 10
MAX_DELAY_MINUTES, MAX_QUIET_DAYS, MAX_OPEN_HOURS = 24 * 60, 365, 30 * 24
_NOT_CODE = re.compile(r"[^a-z0-9]+")
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class SurveyReason(msgspec.Struct, frozen=True):
    """A reason and the scores it is offered for. An empty code: new, and a code is made of its English name."""

    code: str
    zh: str
    en: str
    scores: list[int]


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """`after_agent`, `after_bot`: whether it is sent when a person's or the bot's talk ends; neither: never.

    `delay_minutes`: after the end; `quiet_days`: whoever was asked within so many days is not asked again, 0: everybody
    is; `open_hours`: so long may it be answered.
    """

    scale: Scale = "stars"
    question: Both = Both("这次服务您满意吗？", "How did we do?")
    reasons: list[SurveyReason] = []
    comment: bool = True
    after_agent: bool = True
    after_bot: bool = True
    delay_minutes: int = 0
    quiet_days: int = 0
    open_hours: int = 7 * 24


class SurveyVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version that was in force from `at` on; no survey: as the house asks. `changed`: the fields in which it differs
    from the one before."""

    version: int
    survey: Survey | None
    by_name: str
    at: datetime
    restored: int | None
    changed: list[str] = []


class Pin(msgspec.Struct, frozen=True):
    """Which version of whose survey is meant. `place`: `house`, or the id of a queue or a channel."""

    place: str = "house"
    version: int = 0
    scale: Scale = "stars"


def changed_fields(old: Survey | None, new: Survey | None) -> list[str]:
    """`own` when a place begins or ceases to ask otherwise than the house."""
    if old is None or new is None:
        return [] if old is new else ["own"]
    return [name for name in Survey.__struct_fields__ if getattr(old, name) != getattr(new, name)]


def checked(survey: Survey) -> Survey:
    """The survey as it is kept: trimmed, with codes, every reason at scores of its scale. Raises Invalid with the field,
    such as `reasons.2.zh`."""
    question = Both(
        one_line("question.zh", survey.question.zh, MAX_QUESTION),
        one_line("question.en", survey.question.en, MAX_QUESTION),
    )
    for field, most, least in (
        ("delay_minutes", MAX_DELAY_MINUTES, 0),
        ("quiet_days", MAX_QUIET_DAYS, 0),
        ("open_hours", MAX_OPEN_HOURS, 1),
    ):
        if not least <= getattr(survey, field) <= most:
            raise Invalid("out_of_range", f"A number from {least} to {most}.", field=field, min=least, max=most)
    return replace(survey, question=question, reasons=_reasons(survey))


def _reasons(survey: Survey) -> list[SurveyReason]:
    if len(survey.reasons) > MAX_REASONS:
        raise Invalid("too_many", f"At most {MAX_REASONS} reasons.", field="reasons", max=MAX_REASONS)
    given = Counter(reason.code for reason in survey.reasons if reason.code)
    known = set(given)
    kept: list[SurveyReason] = []
    for at, reason in enumerate(survey.reasons):
        if reason.code and (given[reason.code] > 1 or not _CODE.fullmatch(reason.code)):
            message = "A code has small letters, digits, - or _, and stands once."
            raise Invalid("bad_code", message, field=f"reasons.{at}.code")
        zh = one_line(f"reasons.{at}.zh", reason.zh, MAX_REASON)
        en = one_line(f"reasons.{at}.en", reason.en, MAX_REASON)
        scores = sorted(set(reason.scores) & set(SCORES[survey.scale]))
        if not scores:
            message = "Choose at least one answer that this reason is offered for."
            raise Invalid("empty", message, field=f"reasons.{at}.scores")
        code = reason.code or _new_code(en, known)
        known.add(code)
        kept.append(SurveyReason(code, zh, en, scores))
    for score in SCORES[survey.scale]:
        if sum(score in reason.scores for reason in kept) > MAX_PER_SCORE:
            message = f"At most {MAX_PER_SCORE} reasons for one answer."
            raise Invalid("too_many", message, field="reasons", max=MAX_PER_SCORE)
    return kept


def _new_code(en: str, taken: Collection[str]) -> str:
    base = _NOT_CODE.sub("_", en.lower()).strip("_")[:36] or "reason"
    return next(code for n in range(1, MAX_REASONS + 2) if (code := base if n == 1 else f"{base}_{n}") not in taken)


def check_answer(survey: Survey, score: int, reasons: Collection[str], comment: str) -> None:
    """Raises Invalid for an answer that this survey does not offer."""
    if score not in SCORES[survey.scale]:
        allowed = ", ".join(map(str, SCORES[survey.scale]))
        raise Invalid("bad_score", f"This survey takes {allowed}.", field="score", allowed=allowed)
    offered = {reason.code for reason in survey.reasons if score in reason.scores}
    for reason in reasons:
        if reason not in offered:
            raise Invalid("unknown_reason", f"{reason!r} is no reason of this survey for this score.", field="reasons")
    if comment.strip() and not survey.comment:
        raise Invalid("no_comment", "This survey takes no words of one's own.", field="comment")
