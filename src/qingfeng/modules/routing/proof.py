"""Recorded decisions decided again: the same snapshot, moment and seed must give the same decision. Pure.

Decisions leave the house as lines of JSON, so that an outsider can do it without the house: of each its moment, the
versions of the engine and of the rules, the digest, the seed, and snapshot and decision as they were packed (base64).
Ids stand there for people; no name, and nothing that anybody wrote.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.routing import engine
from qingfeng.modules.routing.model import Decision
from qingfeng.modules.routing.record import Recorded, decision_of, intact, snapshot_of
from qingfeng.modules.routing.record import replay as decided_again

FORMAT = 1
MOST_LINE = 32 << 20
"""Bytes of a line: more than any snapshot of a house has."""
Verdict = Literal["same", "reasons", "differs", "damaged"]
_ENGINE = re.compile(r"engine ([^;]+);")


class KeptDecision(msgspec.Struct, frozen=True):
    """A decision with its id and moment."""

    id: UUID
    at: datetime
    recorded: Recorded


class Again(msgspec.Struct, frozen=True, kw_only=True):
    """What came of deciding again. `same`; `reasons`: everybody goes where they went, explained otherwise; `differs`: in
    these `parts` (offers, overflows, unservable); `damaged`: what was kept is not what was decided from, or cannot be
    read. `engine`: the version that decided then; `other_engine`: not the one that decides now."""

    id: UUID
    at: datetime
    verdict: Verdict
    engine: str
    other_engine: bool
    parts: list[str] = []


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """`left_out`: of another engine, where only those of this one were asked for. `apart`: whatever was not the same."""

    decisions: int
    same: int
    left_out: int
    by_reason: dict[str, int]
    apart: list[Again]


def again(kept: KeptDecision) -> Again:
    """Decide it again and compare."""
    version = engine_of(kept.recorded)
    blank = Again(id=kept.id, at=kept.at, verdict="same", engine=version, other_engine=version != engine.VERSION)
    if not intact(kept.recorded):
        return replace(blank, verdict="damaged")
    try:
        snapshot_of(kept.recorded)
        then = decision_of(kept.recorded)
    except (msgspec.MsgspecError, zlib.error):
        return replace(blank, verdict="damaged")
    now = decided_again(kept.recorded)
    if now == then:
        return blank
    names = ("offers", "overflows", "unservable")
    parts = [name for name in names if getattr(_bare(now), name) != getattr(_bare(then), name)]
    return replace(blank, verdict="differs" if parts else "reasons", parts=parts)


class Tallying:
    """Decides one after the other again and counts. `this_engine`: leaves out what another version decided."""

    def __init__(self, *, this_engine: bool = False) -> None:
        self._this_engine = this_engine
        self._decisions = self._same = self._left_out = 0
        self._apart: list[Again] = []

    def add(self, kept: KeptDecision) -> None:
        self._decisions += 1
        if self._this_engine and engine_of(kept.recorded) != engine.VERSION:
            self._left_out += 1
            return
        one = again(kept)
        if one.verdict == "same":
            self._same += 1
        else:
            self._apart.append(one)

    def tally(self) -> Tally:
        """Of all so far."""
        return Tally(
            decisions=self._decisions,
            same=self._same,
            left_out=self._left_out,
            by_reason=dict(Counter(reason_of(one) for one in self._apart)),
            apart=self._apart,
        )


def reason_of(one: Again) -> str:
    """Why it was not the same, in a code: damaged, other_engine, reasons, differs."""
    if one.verdict == "damaged":
        return "damaged"
    return "other_engine" if one.other_engine else one.verdict


def engine_of(recorded: Recorded) -> str:
    """The version of the engine that decided; empty when it was not said."""
    found = _ENGINE.match(recorded.policy_version + ";")
    return found[1].strip() if found else ""


def _bare(decision: Decision) -> Decision:
    """Who goes where, without why."""
    offers = [replace(offer, why=[], alternatives=[], fit=0.0) for offer in decision.offers]
    return replace(decision, offers=offers)


# ------------------------------------------------------------------ as a file
class _Line(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    qingfeng_decision: int
    id: UUID
    at: datetime
    recorded: Recorded


_read = msgspec.json.Decoder(_Line).decode


def line_of(kept: KeptDecision) -> bytes:
    """A decision as a line, with its end."""
    return msgspec.json.encode(_Line(qingfeng_decision=FORMAT, id=kept.id, at=kept.at, recorded=kept.recorded)) + b"\n"


def read_line(line: bytes, number: int) -> KeptDecision:
    """A line as a decision; `number`: which, for who is told. Raises Invalid `not_a_decision`."""
    try:
        if len(line) > MOST_LINE:
            raise ValueError(f"{len(line)} bytes are too many")
        one = _read(line)
        if one.qingfeng_decision != FORMAT:
            raise ValueError(f"format {one.qingfeng_decision} is not known here, only {FORMAT}")
    except (msgspec.DecodeError, ValueError) as error:
        message = f"Line {number} is no recorded decision ({error}); take a file that `qingfeng routing export` wrote."
        raise Invalid("not_a_decision", message, field="file", line=number) from error
    return KeptDecision(one.id, one.at, one.recorded)
