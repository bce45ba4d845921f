"""What of a contact's durations lay within business hours.

By the calendar of the queue the duration belongs to, else the house's own; without either it is always open. It is worked
out when the duration becomes known and kept in the tally: a calendar that is edited later changes nothing that was counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from qingfeng.kernel.db import Connection
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import Hours
from qingfeng.modules.insight.marks import STARTS, TIMED, Mark, name_of
from qingfeng.modules.insight.model import Tally, Timed
from qingfeng.modules.routing import public as routing

Marks = Mapping[tuple[str, int], Mark]


class Calendars:
    """The hours of each queue as they are now."""

    def __init__(self, own: Mapping[UUID, Hours], house: Hours | None) -> None:
        self._own, self._house = own, house

    def of(self, queue: UUID | None) -> Hours | None:
        """None: always open."""
        return self._house if queue is None else self._own.get(queue, self._house)


async def calendars(conn: Connection) -> Calendars:
    known = await channels.hours_by_id(conn)
    queues = await routing.queues(conn)
    own = {queue.id: known[queue.hours_id] for queue in queues if queue.hours_id in known}
    return Calendars(own, await channels.hours(conn))


def complete(tally: Tally, marks: Marks) -> bool:
    """Whether everything that is to be timed has been."""
    return tally.timed is not None and all(
        _known(tally, one) is not None for one in marks.values() if one.measure in TIMED
    )


def timed(tally: Tally, marks: Marks, by: Calendars) -> dict[str, Timed]:
    """What of these marks lay within business hours; what was worked out before stays."""
    return {
        name_of(one): _known(tally, one) or _timed(tally, one, by) for one in marks.values() if one.measure in TIMED
    }


def _known(tally: Tally, mark: Mark) -> Timed | None:
    known = (tally.timed or {}).get(name_of(mark))
    same = known is not None and (known.since, known.until, known.queue_id) == (*_span(tally, mark), mark.queue_id)
    return known if same else None


def _span(tally: Tally, mark: Mark) -> tuple[datetime, datetime]:
    if mark.measure == "bot_closed":  # when it began, by the house's calendar: the bot is in no queue
        begun = mark.at if tally.standing is None else tally.standing.opened_at
        return begun, begun
    took = timedelta(milliseconds=mark.value)
    return (mark.at, mark.at + took) if mark.measure in STARTS else (mark.at - took, mark.at)


def _timed(tally: Tally, mark: Mark, by: Calendars) -> Timed:
    since, until = _span(tally, mark)
    hours = by.of(None if mark.measure == "bot_closed" else mark.queue_id)
    if mark.measure in ("offered", "bot_closed"):
        return Timed(since, until, mark.queue_id, 0 if hours is None or hours.is_open(since) else 1)
    ms = mark.value if hours is None else round(hours.open_between(since, until) / timedelta(milliseconds=1))
    return Timed(since, until, mark.queue_id, ms)
