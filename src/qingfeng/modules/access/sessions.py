"""Who a cookie belongs to, asked once a second at most: people at desks send many requests in a row.

A session that is ended is told to every process at once, and open sockets of it are closed; so is that rights have
changed. Who was not told (the broker was away) finds out by asking: requests after a second, sockets with the next
round of `living`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.kernel import auth
from qingfeng.kernel.db import Database
from qingfeng.kernel.live import LiveHub
from qingfeng.modules.access import store
from qingfeng.modules.access.guard import Guard
from qingfeng.modules.access.model import Caller

REMEMBERED_SECONDS = 1.0
"""So long may somebody whose session was ended in another process still be answered by this one, with the broker away."""
USED_SECONDS = 60.0
"""That a session is used is written down this often, not with every request."""
KEPT = 10_000
Ended = Callable[[set[UUID]], None]
Rights = Callable[[UUID], None]


class Sessions:
    """One per process. What it answers from memory was true a second ago."""

    def __init__(self, db: Database, live: LiveHub | None = None) -> None:
        self._db = db
        self._live = live
        self._known: OrderedDict[bytes, tuple[float, Caller]] = OrderedDict()
        self._listeners: list[Ended] = []
        self._over: OrderedDict[UUID, None] = OrderedDict()
        self._rights: list[Rights] = []
        self._changes = 0
        self.guard = Guard(db.clock)
        if live is not None:
            live.listen_fleeting(self._heard)

    def on_end(self, listener: Ended) -> None:
        """Called with the names of sessions that were ended, wherever that was."""
        self._listeners.append(listener)

    def on_rights(self, listener: Rights) -> None:
        """Called with a tenant of which somebody may do more or less than a moment ago."""
        self._rights.append(listener)

    async def caller_of(self, cookie: str | None) -> Caller | None:
        """Who holds this cookie; None when nobody does (any more)."""
        if not cookie:
            return None
        id_ = auth.digest(cookie)
        now = self._db.clock.monotonic()
        known = self._known.get(id_)
        if known is not None and now < known[0]:
            return known[1]
        changes = self._changes
        found = await store.caller_of_session(self._db, id_)
        self._known.pop(id_, None)
        if found is None or found[0].session in self._over:  # ended while the record was being asked
            return None
        caller, seen_at = found
        # Who has just set it up is let in at once; what was asked before rights changed is not kept beyond that.
        if not caller.must_enrol and changes == self._changes:
            self._known[id_] = (now + REMEMBERED_SECONDS, caller)
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        if self._db.clock.now() - seen_at >= timedelta(seconds=USED_SECONDS):
            await store.session_used(self._db, id_)
        return caller

    async def end(self, cookie: str) -> None:
        """Sign out: from now on the cookie is nobody's."""
        ended = await store.drop_session(self._db, auth.digest(cookie))
        if ended is not None:
            self.ended(ended[0], [ended[1]])

    def is_over(self, session: UUID) -> bool:
        """Whether this process was told of its end: asked once more by whoever has waited since `caller_of`."""
        return session in self._over

    def ended(self, tenant: UUID, sessions: Iterable[UUID]) -> None:
        """Tell everybody that these are over. Called after the commit that ended them."""
        names = [str(session) for session in sessions]
        if not names:
            return
        if self._live is None:
            self._forget({UUID(name) for name in names})
        else:  # it tells this process too
            self._live.say(tenant, {"t": "sessions_ended", "sessions": names})

    def rights_changed(self, tenant: UUID) -> None:
        """Tell every process that roles of this tenant are others now. Called after the commit that changed them."""
        if self._live is None:
            self._ask_anew(tenant)
        else:  # it tells this process too
            self._live.say(tenant, {"t": "rights_changed"})

    async def living(self, sessions: Iterable[UUID]) -> set[UUID]:
        """Those that are neither over nor ended, and may still have a desk."""
        return await store.living_sessions(self._db, list(sessions))

    def _heard(self, tenant: UUID, frame: dict[str, Any]) -> None:
        if frame.get("t") == "rights_changed":
            self._ask_anew(tenant)
        if frame.get("t") == "sessions_ended":
            self._forget(set(msgspec.convert(frame["sessions"], list[UUID])))

    def _ask_anew(self, tenant: UUID) -> None:
        self._changes += 1
        for id_ in [id_ for id_, (_, caller) in self._known.items() if caller.tenant == tenant]:
            del self._known[id_]
        for listener in self._rights:
            listener(tenant)

    def _forget(self, sessions: set[UUID]) -> None:
        self._over.update(dict.fromkeys(sessions))
        while len(self._over) > KEPT:
            self._over.popitem(last=False)
        for id_ in [id_ for id_, (_, caller) in self._known.items() if caller.session in sessions]:
            del self._known[id_]
        for listener in self._listeners:
            listener(sessions)
