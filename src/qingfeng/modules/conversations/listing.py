"""The list of conversations: its views, their orders, and a page of one."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Row
from qingfeng.kernel.db import Connection
from qingfeng.kernel.pages import Moment, cursor_of, place_of
from qingfeng.modules.conversations.model import Conversation
from qingfeng.modules.conversations.narrow import Only, conditions
from qingfeng.modules.conversations.store import COLUMNS, conversation_of

Priority = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]
View = Literal["mine", "waiting", "team", "snoozed", "all", "closed"]
ENDED_LIMIT = 20_000
IN_VIEW: dict[str, str] = {
    "mine": "phase IN ('with_agent', 'wrap_up') AND agent_id = $1",
    "waiting": "phase IN ('queued', 'offered') AND held_until IS NULL",
    "team": "phase IN ('with_agent', 'wrap_up') AND agent_id = ANY($2::uuid[])",
    "snoozed": "phase = 'snoozed' AND agent_id = $1",
    "all": "phase <> 'closed'",
    "closed": "phase = 'closed'",
}


class _Key(msgspec.Struct, frozen=True):
    """What rows are ordered by: the attribute and column. `last`: what has none comes after what has one."""

    name: str
    down: bool = False
    last: bool = False

    def order(self) -> str:
        return self.name + (" DESC" if self.down else "") + (" NULLS LAST" if self.last else "")

    def compare(self, n: int, sign: str) -> str:
        """The column beside the argument `n`."""
        if self.last:  # nothing stands where the end of time would
            return f"coalesce({self.name}, 'infinity') {sign} coalesce(${n}::timestamptz, 'infinity')"
        return f"{self.name} {sign} ${n}"


_ID, _OWN = _Key("id"), (_Key("waiting_since", last=True), _Key("last_at", down=True), _Key("id"))
_KEYS: dict[str, tuple[_Key, ...]] = {
    "mine": _OWN,
    "waiting": (_Key("green", True), _Key("fast", True), _Key("priority", True), _Key("queued_at"), _ID),
    "team": _OWN,
    "snoozed": (_Key("snoozed_until"), _ID),
    "all": (_Key("last_at", down=True), _ID),
    "closed": (_Key("closed_at", down=True), _ID),
}
_KINDS: dict[str, Any] = {
    "mine": tuple[Literal["mine"], Moment | None, Moment, UUID],
    "waiting": tuple[Literal["waiting"], bool, bool, Priority, Moment, UUID],
    "team": tuple[Literal["team"], Moment | None, Moment, UUID],
    "snoozed": tuple[Literal["snoozed"], Moment, UUID],
    "all": tuple[Literal["all"], Moment, UUID],
    "closed": tuple[Literal["closed"], Moment, UUID],
}
"""What a cursor of each view holds: its name, so that it leads to no place in another, and the keys of a row."""
_ORDER = {view: ", ".join(key.order() for key in keys) for view, keys in _KEYS.items()}


class ListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the list. `cursor`: the `next` of the page before; it stands for the place after a row, so that nothing is
    shown twice and nothing left out when others come and go meanwhile.

    Of what has ended, `only` looks through the newest twenty thousand before that place and no further.
    """

    view: View
    me: UUID
    team: list[UUID]
    only: Only = Only()
    customers: list[UUID] | None = None
    limit: int = 50
    cursor: str = ""


async def rows(conn: Connection, q: ListQuery) -> tuple[list[Row], str | None]:
    """The rows of a page in the order of its view, and the cursor of the one after. Raises Invalid for a bad cursor."""
    where = [IN_VIEW[q.view].replace("$1", "$1::uuid"), "($1::uuid IS NOT NULL) AND ($2::uuid[] IS NOT NULL)"]
    args: list[object] = [q.me, q.team]
    if q.customers is not None:
        args.append(q.customers)
        where.append(f"customer_id = ANY(${len(args)})")
    place = place_of(q.cursor, _KINDS[q.view])
    if place is not None:
        where += _beyond(_KEYS[q.view], len(args) + 1)
        args.extend(place[1:])
    kept = conditions(q.only, args)
    source = f"conversations.conversations WHERE {' AND '.join(where + kept)}"
    if kept and q.view == "closed":
        among = f"SELECT * FROM conversations.conversations WHERE {' AND '.join(where)}"
        source = f"({among} ORDER BY {_ORDER['closed']} LIMIT {ENDED_LIMIT}) c WHERE {' AND '.join(kept)}"
    args.append(q.limit + 1)
    found = await conn.fetch(f"SELECT {COLUMNS} FROM {source} ORDER BY {_ORDER[q.view]} LIMIT ${len(args)}", *args)
    page = [conversation_of(r) for r in found[: q.limit]]
    return [one.row() for one in page], _after(q.view, page[-1]) if len(found) > q.limit else None


def _beyond(keys: tuple[_Key, ...], first: int) -> list[str]:
    """What holds for rows after the one whose keys are the arguments from `first` on."""
    ways = []
    for at, key in enumerate(keys):
        same = [before.compare(first + n, "=") for n, before in enumerate(keys[:at])]
        ways.append(" AND ".join([*same, key.compare(first + at, "<" if key.down else ">")]))
    # The first key by itself lets an index begin there.
    return [f"({' OR '.join(f'({way})' for way in ways)})", keys[0].compare(first, "<=" if keys[0].down else ">=")]


def _after(view: View, last: Conversation) -> str:
    return cursor_of(view, *(getattr(last, key.name) for key in _KEYS[view]))
