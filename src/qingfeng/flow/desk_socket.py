"""The desk's socket: what happened, pushed to the desks it concerns.

A desk sends its messages over it too. Messages, reads and typing go to desks that watch the conversation. A row goes at
once to its owner and its watchers; gathered over a quarter of a second and encoded once it goes to every desk of the
tenant when the conversation has moved (other phase, owner or queue), and else to those that show a wide list.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Envelope, Event
from qingfeng.contracts.conversations import (
    AgentRead,
    ConversationAssigned,
    ConversationChanged,
    CustomerRead,
    DeliveryAdvanced,
    MessageAppended,
    MessageRecalled,
    NoticeMade,
    NoticesRead,
    Whisper,
    Whispered,
)
from qingfeng.contracts.messages import Row
from qingfeng.contracts.people import AgentChanged, PresenceChanged
from qingfeng.contracts.registry import event_of
from qingfeng.contracts.routing import OfferEnded, OfferMade
from qingfeng.contracts.understanding import IntentCorrected, MessageUnderstood
from qingfeng.flow import attendance, desk_send, floor
from qingfeng.flow.desks import Desk, Desks, Rows, tell
from qingfeng.flow.floor_watch import Monitoring
from qingfeng.flow.spine import CHANGED, Spine
from qingfeng.kernel import log, metrics, trace
from qingfeng.kernel.db import Lost
from qingfeng.kernel.http import Limiter
from qingfeng.kernel.socket import Outlet, Receive, Scope, Send, encode, header, read_frame
from qingfeng.modules.access import public as access
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing

logger = log.get(__name__)
_ACK = metrics.ACK.labels("agent")
GATHER_SECONDS = 0.25
FLOOR_SECONDS = 1.0
ENDED_SECONDS = 15.0
MAX_WATCHED = 20
COOKIE = "qf_session"


CONTENT = (MessageAppended, MessageRecalled, CustomerRead, AgentRead, DeliveryAdvanced)
"""What changes only what a row says, not to whose list it belongs."""
WAITING = ("queued", "offered")


class DeskSocket:
    """`/api/v1/live`. One instance serves all desks of a process."""

    def __init__(self, spine: Spine, sessions: access.Sessions) -> None:
        self._spine = spine
        self._sessions = sessions
        self._desks = Desks()
        self._viewers: dict[UUID, dict[str, Any]] = {}
        self._monitoring = Monitoring(spine)
        self._attendance = attendance.Attendance(spine, self._desks)
        self._rows = Rows()
        self._agents: dict[UUID, set[UUID]] = {}
        self._queues: set[UUID] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._frames = Limiter(spine.db.clock, 30, 120)
        spine.live.listen(self._committed)
        spine.live.listen_fleeting(self._fleeting)
        sessions.on_end(self._ended)
        sessions.on_rights(self._rights)

    def start(self) -> None:
        self._spawn(self._every(GATHER_SECONDS, self._send_rows))
        self._spawn(self._every(FLOOR_SECONDS, self._send_floor))
        self._spawn(self._every(attendance.EVERY_SECONDS, self._attendance.report))
        self._spawn(self._every(attendance.EVERY_SECONDS, self._attendance.look))
        self._spawn(self._every(ENDED_SECONDS, self._close_ended))
        self._spawn(self._every(ENDED_SECONDS, self._look_who_is_told))

    def stop(self) -> None:
        for desk in self._desks:
            desk.outlet.push({"t": "bye", "code": "going_away"})
            desk.outlet.close(1001, "going away")
        for task in list(self._tasks):
            task.cancel()

    def resync(self) -> None:
        """Something may have been missed: every desk fetches its snapshots again."""
        tell(self._desks, '{"t":"resync"}')

    def __len__(self) -> int:
        return len(self._desks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # websocket.connect
        if not _same_site(scope):
            await send({"type": "websocket.close", "code": 4403, "reason": "origin"})
            return
        try:
            cookie = _cookie(scope)
            caller = await self._sessions.caller_of(cookie)
        except Lost:
            await send({"type": "websocket.close", "code": 1013, "reason": "try again"})
            return
        await send({"type": "websocket.accept"})
        outlet = Outlet(send, gathers=True)
        if caller is None or not caller.may("desk.use"):
            outlet.push({"t": "bye", "code": "unauthenticated" if caller is None else "forbidden"})
            outlet.close(4401, "sign in first")
            return
        desk = Desk(caller, cookie, outlet)
        self._desks.add(desk)
        if self._sessions.is_over(caller.session):  # signed out while this was being opened
            self._ended({caller.session})
        try:
            await self._welcome(desk)
            while (frame := await read_frame(receive)) is not None and not outlet.closed:
                if self._frames.allow(str(caller.user_id)):
                    self._handle(desk, frame)
                elif frame["t"] == "send":
                    outlet.push(desk_send.too_many(frame))
        except ValueError:
            outlet.close(1003, "JSON frames only")
        except Lost:
            outlet.close(1013, "try again")
        finally:
            self._leave(desk)

    async def _welcome(self, desk: Desk) -> None:
        caller, now = desk.caller, self._spine.db.clock.now()
        await people.seen(self._spine.db, caller.tenant, {caller.user_id: None})
        async with self._spine.db.reading(caller.tenant) as conn:
            me = await floor.cards(conn, now, caller.user_id)
            offers = await routing.offers_of(conn, caller.user_id)
            desk.unseen = await self._monitoring.unseen(conn, caller)
        desk.outlet.push({"t": "welcome", "now": now, "me": me[0] if me else None, "offers": offers})
        if me:
            self._agents.setdefault(caller.tenant, set()).add(caller.user_id)

    def _leave(self, desk: Desk) -> None:
        desk.outlet.closed = True
        watched = desk.watching
        self._desks.remove(desk)
        self._say_viewers(desk, frozenset(), watched)

    def _handle(self, desk: Desk, frame: dict[str, Any]) -> None:
        kind = frame["t"]
        if kind in ("active", "send", "typing"):
            self._attendance.touch(desk.caller)
        if kind == "ping":
            desk.outlet.push('{"t":"pong"}')
        elif kind == "send":
            for conversation in _ids([frame.get("conversation_id")]):
                desk.sends(conversation)
            if desk.sending < desk_send.AT_ONCE:
                desk.sending += 1
                self._spawn(self._send(desk, frame))
            else:
                desk.outlet.push(desk_send.too_many(frame))
        elif kind == "watch":
            ids = frame.get("conversation_ids")
            wanted = frozenset(_ids(ids)[:MAX_WATCHED]) if isinstance(ids, list) else frozenset()
            gone = desk.watching - wanted
            new = wanted - desk.watching
            self._desks.watch(desk, wanted)
            self._say_viewers(desk, wanted, gone)
            if new and desk.caller.may("floor.join"):
                self._spawn(self._monitored(desk, new))
        elif kind == "lists":
            desk.wide = bool(frame.get("wide"))
        elif kind == "typing":
            found = _ids([frame.get("conversation_id")])
            if found and found[0] in desk.watching:
                self._spawn(self._typing(desk, found[0], desk.types(found[0]), bool(frame.get("on"))))

    async def _send(self, desk: Desk, frame: dict[str, Any]) -> None:
        try:
            with _ACK.time(), trace.first("agent send"):
                answer = await desk_send.send(self._spine, self._sessions, desk.cookie, frame)
            desk.outlet.push(answer)
        finally:
            desk.sending -= 1
            desk.outlet.flush()

    async def _typing(self, desk: Desk, conversation: UUID, mark: object, on: bool) -> None:
        from qingfeng.modules.conversations import public as conversations

        caller = desk.caller
        try:
            async with self._spine.db.reading(caller.tenant) as conn:
                conv = await conversations.get(conn, conversation)
        except Lost:
            return
        if conv is not None and desk.still(conversation, mark):
            who = {"kind": "agent", "id": str(caller.user_id), "name": caller.name}
            speaks = conv.agent_id == caller.user_id or conv.beside(caller.user_id)
            customer = str(conv.customer_id) if speaks else str(UUID(int=0))
            frame = {"t": "typing", "conversation_id": str(conversation), "customer_id": customer, "who": who, "on": on}
            self._spine.live.say(caller.tenant, frame)

    def _say_viewers(self, desk: Desk, now: frozenset[UUID], gone: frozenset[UUID]) -> None:
        supervisor = desk.caller.may("floor.join")
        who = {"id": str(desk.caller.user_id), "name": desk.caller.name, "supervisor": supervisor}
        for conversation, here in [*((c, not desk.unseen) for c in now), *((c, False) for c in gone)]:
            frame = {"t": "viewer", "conversation_id": str(conversation), "agent": who, "here": here}
            self._spine.live.say(desk.caller.tenant, frame)

    # ------------------------------------------------------------------ what happened

    def _committed(self, tenant: UUID, envelopes: list[Envelope]) -> None:
        if not self._desks.any_of(tenant):
            return
        for envelope in envelopes:
            event = event_of(envelope)
            if event is not None:
                with trace.following(envelope.correlation, "desk show", type=envelope.type):
                    self._show(tenant, event)

    def _show(self, tenant: UUID, event: Event) -> None:
        row: Row | None = getattr(event, "row", None)
        answered = self._about_to_be_answered(tenant, event)
        shown = self._show_row(tenant, row, answered, moved=_moved(event)) if row is not None else ()
        if isinstance(event, MessageAppended):
            message = self._spine.links.message(tenant, event.message)
            watching = self._desks.watching(tenant, event.row.id)
            tell(watching, {"t": "message", "message": message}, answered)
        elif isinstance(event, CustomerRead):
            who = {"kind": "customer", "id": event.row.customer.id}
            self._watchers(
                tenant, event.row, {"t": "read", "conversation_id": event.row.id, "who": who, "seq": event.seq}
            )
        elif isinstance(event, AgentRead):
            who = {"kind": "agent", "id": event.agent_id}
            self._watchers(
                tenant, event.row, {"t": "read", "conversation_id": event.row.id, "who": who, "seq": event.seq}
            )
        elif isinstance(event, DeliveryAdvanced):
            frame = {"t": "delivery", "conversation_id": event.row.id, "message_id": event.message_id}
            self._watchers(tenant, event.row, {**frame, "delivery": event.delivery})
        elif isinstance(event, MessageRecalled):
            message = self._spine.links.message(tenant, event.message)
            self._watchers(tenant, event.row, {"t": "recalled", "message": message})
        elif isinstance(event, NoticeMade):
            tell(self._desks.of_user(tenant, event.notice.user_id), {"t": "notice", "notice": event.notice})
        elif isinstance(event, Whispered):
            self._whispered(tenant, event.whisper)
        elif isinstance(event, (MessageUnderstood, IntentCorrected)):
            frame = {"t": "understood", "conversation_id": event.conversation_id}
            tell(self._desks.watching(tenant, event.conversation_id), frame)
        elif isinstance(event, NoticesRead):
            tell(self._desks.of_user(tenant, event.user_id), {"t": "notices_read"})
        elif isinstance(event, ConversationAssigned):
            self._taken(tenant, event)
        elif isinstance(event, OfferMade):
            tell(self._desks.of_user(tenant, event.offer.agent_id), {"t": "offer", "offer": event.offer})
        elif isinstance(event, OfferEnded):
            ended = {"t": "offer_ended", "offer_id": event.offer_id, "how": event.how}
            tell(self._desks.of_user(tenant, event.agent_id), ended)
        elif isinstance(event, (PresenceChanged, AgentChanged)):
            self._agents.setdefault(tenant, set()).add(event.agent_id)
        for desk in shown:
            if desk not in answered:
                desk.outlet.flush()

    def _about_to_be_answered(self, tenant: UUID, event: Event) -> set[Desk]:
        """The desks of whoever wrote this whose own sends are being answered: what they wrote may wait for the answer,
        a turn of the loop later, and is one write with it."""
        if not isinstance(event, MessageAppended) or event.message.author.kind != "agent":
            return set()
        return {desk for desk in self._desks.of_user(tenant, event.message.author.id) if desk.sending}

    def _show_row(self, tenant: UUID, row: Row, answered: set[Desk], *, moved: bool) -> set[Desk]:
        """Gives those who have it at once."""
        owner = row.agent.id if row.agent else None
        text = encode({"t": "row", "row": row}).decode()
        shown = self._desks.of_user(tenant, owner) | self._desks.watching(tenant, row.id)
        tell(shown, text, answered)
        self._rows.put(tenant, row, text, moved=moved or row.phase in WAITING)
        if moved:
            self._queues.add(tenant)
            if owner is not None:
                self._agents.setdefault(tenant, set()).add(owner)
        return shown

    def _watchers(self, tenant: UUID, row: Row, frame: dict[str, Any]) -> None:
        tell(self._desks.watching(tenant, row.id), frame)

    def _whispered(self, tenant: UUID, said: Whisper) -> None:
        onlookers = {d for d in self._desks.watching(tenant, said.conversation_id) if d.caller.may("floor.join")}
        tell(self._desks.of_user(tenant, said.agent_id) | onlookers, {"t": "whisper", "whisper": said})

    def _fleeting(self, tenant: UUID, frame: dict[str, Any]) -> None:
        if frame["t"] == CHANGED:
            tell(self._desks.of(tenant), {"t": CHANGED})
        conversation = frame.get("conversation_id")
        if conversation is None:
            return
        id_ = UUID(conversation)
        shown = {k: v for k, v in frame.items() if k != "customer_id"}
        if frame["t"] == "viewer":
            shown = self._viewed(id_, frame)
        tell(self._desks.watching(tenant, id_), shown)

    def _viewed(self, conversation: UUID, frame: dict[str, Any]) -> dict[str, Any]:
        """Who looks at a conversation now, over all processes: told by each desk as it comes and goes."""
        here = self._viewers.setdefault(conversation, {})
        if frame["here"]:
            here[frame["agent"]["id"]] = frame["agent"]
        else:
            here.pop(frame["agent"]["id"], None)
        if not here:
            self._viewers.pop(conversation, None)
        return {"t": "viewers", "conversation_id": str(conversation), "agents": list(here.values())}

    # ------------------------------------------------------------------ what is gathered

    async def _send_rows(self) -> None:
        self._rows.send(self._desks)

    async def _send_floor(self) -> None:
        """Agents' and queues' cards that may have changed, at most once a second."""
        agents, self._agents = self._agents, {}
        queues, self._queues = self._queues, set()
        for tenant in set(agents) | queues:
            desks = self._desks.of(tenant)
            if not desks:
                continue
            now = self._spine.db.clock.now()
            async with self._spine.db.reading(tenant) as conn:
                cards = await floor.cards(conn, now) if agents.get(tenant) else []
                waiting = await routing.queue_cards(conn, now) if tenant in queues else []
            changed = agents.get(tenant, set())
            frames: list[dict[str, Any]] = [{"t": "agent", "agent": c} for c in cards if c.id in changed]
            frames += [{"t": "queue", "queue": q} for q in waiting]
            if frames:
                tell(desks, {"t": "batch", "frames": frames})

    async def _close_ended(self) -> None:
        """Sessions that are over by their time, or of whose end this process was not told."""
        if open_ := {desk.caller.session for desk in self._desks}:
            self._ended(open_ - await self._sessions.living(open_))

    def _rights(self, tenant: UUID) -> None:
        """Desks of this tenant ask what they may now; those that may no longer be one are closed."""
        tell(self._desks.of(tenant), '{"t":"rights"}')
        self._spawn(self._close_ended())

    def _ended(self, sessions: set[UUID]) -> None:
        for desk in self._desks:
            if desk.caller.session in sessions:
                desk.outlet.push({"t": "bye", "code": "unauthenticated"})
                desk.outlet.close(4401, "signed out")

    def _taken(self, tenant: UUID, event: ConversationAssigned) -> None:
        """An agent joins those who look on already: that is monitored from now on."""
        looking = {
            d.caller.user_id: d for d in self._desks.watching(tenant, event.row.id) if d.caller.may("floor.join")
        }
        for desk in looking.values():
            self._spawn(self._monitored(desk, frozenset((event.row.id,)), event.agent_id))

    async def _monitored(self, desk: Desk, new: frozenset[UUID], agent: UUID | None = None) -> None:
        try:
            await self._monitoring.note(desk.caller, new, agent)
        except Lost:
            logger.warning("looking on was not audited: database away", user=str(desk.caller.user_id))

    async def _look_who_is_told(self) -> None:
        """The house may have chosen otherwise whether agents are told of their supervisors."""
        for desk in self._desks:
            if await self._monitoring.refresh(desk):
                self._say_viewers(desk, desk.watching, frozenset())

    async def _every(self, seconds: float, do: Callable[[], Any]) -> None:
        while True:
            await self._spine.db.clock.sleep(seconds)
            try:
                await do()
            except Lost:
                logger.debug("database away")
            except Exception:
                logger.exception("desk round failed")

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _moved(event: Event) -> bool:
    """Whether a conversation may belong to other lists now. What a device has received moves nothing."""
    received = isinstance(event, ConversationChanged) and event.what == "delivered"
    return not received and not isinstance(event, CONTENT)


def _ids(values: list[Any]) -> list[UUID]:
    try:
        return [msgspec.convert(v, UUID) for v in values]
    except msgspec.ValidationError:
        return []


def _cookie(scope: Scope) -> str | None:
    try:
        found = SimpleCookie(header(scope, b"cookie")).get(COOKIE)
    except CookieError:
        return None
    return found.value if found else None


def _same_site(scope: Scope) -> bool:
    """A browser always says where a socket comes from: another site's page may not open one with our cookie."""
    origin = header(scope, b"origin")
    return not origin or urlsplit(origin).netloc == header(scope, b"host")
