"""A message sent over the desk's socket: the verb of the HTTP route, answered by a frame with the same refusals.

A browser that writes all day pays for a connection, cookies and headers once instead of with every message; so do we.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Message
from qingfeng.flow import desk
from qingfeng.flow.schemas import MessageIn
from qingfeng.flow.spine import Spine
from qingfeng.kernel import log
from qingfeng.kernel.db import Lost
from qingfeng.kernel.errors import Malformed, RateLimited, Refused, Unauthenticated, Unavailable, Unexpected
from qingfeng.kernel.http import problem, retry_after
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller

logger = log.get(__name__)

AT_ONCE = 8
"""Messages of one tab on their way at the same time; a person writes them one after the other."""


class SendFrame(msgspec.Struct):
    """`{"t": "send", "conversation_id": …, "message": {client_id, kind, text, attachment_id?, mentions?}}`."""

    conversation_id: UUID
    message: MessageIn


async def send(spine: Spine, sessions: access.Sessions, cookie: str | None, frame: dict[str, Any]) -> dict[str, Any]:
    """The answer to a `send` frame: `sent` with the message as it is kept, or `refused` with status and problem.

    Who asks is looked up again: the session, or the right, may have ended since the socket was opened.
    """
    try:
        caller = await sessions.caller_of(cookie)
        if caller is None:
            raise Unauthenticated("unauthenticated", "Sign in first.")
        caller.need("desk.use")
        return {"t": "sent", "client_id": client_id_of(frame), "message": await _reply(spine, caller, frame)}
    except Refused as error:
        return refused(frame, error)
    except Lost as error:
        logger.warning("database away", error=type(error).__name__)
        return refused(frame, Unavailable("unavailable", "The database is not answering; try again in a moment."))
    except Exception:
        logger.exception("send failed")
        return refused(frame, Unexpected("internal", "Something went wrong on our side; it was logged."))


async def _reply(spine: Spine, caller: Caller, frame: dict[str, Any]) -> Message:
    try:
        data = msgspec.convert(frame, SendFrame)
    except msgspec.ValidationError as error:
        raise Malformed("malformed", str(error)) from error
    message = await desk.reply(spine, caller, data.conversation_id, data.message)
    return spine.links.message(caller.tenant, message)


def too_many(frame: dict[str, Any]) -> dict[str, Any]:
    """The answer to whoever sends faster than a person can."""
    return refused(frame, RateLimited("rate_limited", "Too many messages; try again in 1 s.", seconds=1))


def refused(frame: dict[str, Any], error: Refused) -> dict[str, Any]:
    return {
        "t": "refused",
        "client_id": client_id_of(frame),
        "status": error.status,
        "retry_after": retry_after(error),
        "error": problem(error).error,
    }


def client_id_of(frame: dict[str, Any]) -> Any:
    """Whatever the sender calls this message, so that it knows which one the answer is about."""
    message = frame.get("message")
    return message.get("client_id") if isinstance(message, dict) else None
