"""Who a cookie belongs to, asked once a second at most: people at desks send many requests in a row."""

from __future__ import annotations

from collections import OrderedDict

from qingfeng.kernel import auth
from qingfeng.kernel.db import Database
from qingfeng.modules.access import store
from qingfeng.modules.access.model import Caller

REMEMBERED_SECONDS = 1.0
"""So long may somebody whose session was ended in another process still be answered by this one."""
KEPT = 10_000


class Sessions:
    """One per process. What it answers from memory was true a second ago."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: OrderedDict[bytes, tuple[float, Caller]] = OrderedDict()

    async def caller_of(self, cookie: str | None) -> Caller | None:
        """Who holds this cookie; None when nobody does (any more)."""
        if not cookie:
            return None
        id_ = auth.digest(cookie)
        now = self._db.clock.monotonic()
        known = self._known.get(id_)
        if known is not None and now < known[0]:
            return known[1]
        caller = await store.caller_of_session(self._db, id_)
        self._known.pop(id_, None)
        if caller is not None:
            self._known[id_] = (now + REMEMBERED_SECONDS, caller)
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return caller

    async def end(self, cookie: str) -> None:
        """Sign out: from now on the cookie is nobody's."""
        id_ = auth.digest(cookie)
        await store.drop_session(self._db, id_)
        self._known.pop(id_, None)
