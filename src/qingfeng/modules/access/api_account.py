"""A person's own account over HTTP: where it is signed in, and its password. No permission: everybody owns theirs."""

from __future__ import annotations

from uuid import UUID

import msgspec
from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.kernel.db import Database
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import actions, store
from qingfeng.modules.access import schemas as s
from qingfeng.modules.access.model import Caller
from qingfeng.modules.access.sessions import Sessions

TAGS = ["account"]


@get("/api/v1/sessions", tags=TAGS)
async def own_sessions(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> s.OpenSessionsOut:
    """Where the caller is signed in, the latest used first. When a session was last used is exact to a minute."""
    async with db.reading(caller.tenant) as conn:
        found = await store.sessions_of(conn, caller.user_id, db.clock.now())
    return s.OpenSessionsOut(
        [s.OpenSessionOut(**msgspec.structs.asdict(one), current=one.id == caller.session) for one in found]
    )


@delete("/api/v1/sessions/{session_id:uuid}", tags=TAGS)
async def end_session(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    sessions: NamedDependency[Sessions],
    session_id: FromPath[UUID],
) -> None:
    """End one of the caller's sessions, at once: its next request is refused and its open desk is closed."""
    async with work.tx(caller.tenant) as tx:
        ended = await actions.end_session(tx, caller, session_id)
    sessions.ended(caller.tenant, ended)


@delete("/api/v1/sessions", tags=TAGS, status_code=200)
async def end_other_sessions(
    caller: NamedDependency[Caller], work: NamedDependency[Work], sessions: NamedDependency[Sessions]
) -> s.SessionsEnded:
    """End all of the caller's sessions but this one."""
    async with work.tx(caller.tenant) as tx:
        ended = await actions.end_other_sessions(tx, caller)
    sessions.ended(caller.tenant, ended)
    return s.SessionsEnded(len(ended))


@post("/api/v1/session/password", tags=TAGS, status_code=200)
async def change_password(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    sessions: NamedDependency[Sessions],
    data: JSONBody[s.PasswordChange],
) -> s.SessionsEnded:
    """Set another password. All other sessions of the caller end."""
    ended = await actions.change_password(db, work, caller, data.current, data.password)
    sessions.ended(caller.tenant, ended)
    return s.SessionsEnded(len(ended))


handlers = [own_sessions, end_session, end_other_sessions, change_password]
