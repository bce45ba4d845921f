"""The customer's side of the spine: implements `ports.channel.CustomerDoor` for every channel alike."""

from __future__ import annotations

from uuid import UUID

from msgspec.structs import replace

from qingfeng.contracts.messages import PUSHED, Attachment, ConvView, Delivery, Handover, Message
from qingfeng.flow import article_files, call_back, desk, looks, message_instead, outbound, pinning, surveys, texts
from qingfeng.flow.receive import check_inbound, check_own, conversation_for, receive, receive_in, recognise, uploader
from qingfeng.flow.spine import Settings, Spine, word
from qingfeng.flow.turn import hand_over
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.uow import Tx
from qingfeng.modules.channels import public as channels
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.customers import public as customers
from qingfeng.modules.routing import public as routing
from qingfeng.ports.channel import (
    CallBackChoice,
    CallBackForm,
    ChannelRef,
    Contact,
    Inbound,
    Past,
    Receipt,
    Sender,
    SurveyAnswer,
    SurveyForm,
)

LEAVE_AFTER_SECONDS = 120


def _key(channel: ChannelRef, sender: Sender) -> tuple[UUID, str, str]:
    return channel.tenant, sender.kind, sender.id


class Door:
    """What a customer can do, through any channel. Every method speaks for the sender it is given."""

    def __init__(self, spine: Spine) -> None:
        self._spine = spine
        self._typed: dict[tuple[UUID, str, str], object] = {}

    async def receive(self, channel: ChannelRef, inbound: Inbound) -> Receipt:
        self._typed.pop(_key(channel, inbound.sender), None)
        return await receive(self._spine, channel, inbound)

    async def customer_of(self, conn: Connection, sender: Sender) -> UUID | None:
        """The customer this sender is known as; a visitor who has not written yet is whom their site vouches for, if anybody.

        A guest who has just signed in stays the guest, with what they wrote, until the next message joins the two.
        """
        vouched = (("external", sender.external), ("phone", sender.phone), ("email", sender.email))
        found = await customers.known_as(conn, sender.kind, sender.id)
        for kind, value in vouched if sender.verified else ():
            spelled = customers.normal(kind, value) if value and found is None else None
            found = await customers.known_as(conn, kind, spelled) if spelled else found
        return found

    async def customer(self, channel: ChannelRef, sender: Sender) -> UUID | None:
        async with self._spine.db.reading(channel.tenant) as conn:
            return await self.customer_of(conn, sender)

    async def view(self, channel: ChannelRef, sender: Sender) -> ConvView | None:
        async with self._spine.db.reading(channel.tenant) as conn:
            customer = await self.customer_of(conn, sender)
            conv = await conversations.current_of(conn, customer) if customer else None
            return await self.view_of(conn, conv) if conv else None

    async def view_of(self, conn: Connection, conv: Conversation) -> ConvView:
        """The conversation as its customer sees it, with the place in the queue and a rounded wait; who has left a message
        is told of none, nor is who is called back."""
        tenant_id: UUID = await conn.fetchval("SELECT kernel.tenant()")
        _, settings = await self._spine.tenant(tenant_id, conn)
        now = self._spine.db.clock.now()
        wait = None
        may_leave = may_call = False
        if (
            conv.phase in ("queued", "offered")
            and conv.queue_id is not None
            and not (conv.left_message or conv.callback)
        ):
            place = await routing.position(conn, conv)
            wait = await routing.announced(conn, conv.queue_id, place, now)
            waited = (now - (conv.queued_at or now)).total_seconds()
            hours = await routing.hours_of(conn, conv.queue_id)
            closed = hours is not None and not hours.is_open(now)
            may_leave = waited > LEAVE_AFTER_SECONDS or closed
            may_leave = may_leave or await message_instead.offered(conn, conv, place, waited, now)
            may_call = await call_back.offered(conn, conv, place, waited, now)
        view = conversations.view(
            conv.row(),
            conv.last_public_seq,
            wait,
            brand=word(settings.bot_name, conv.locale),
            may_leave=may_leave,
            may_call=may_call,
        )
        return replace(view, survey="none") if await surveys.is_over(conn, conv, now) else view

    async def messages(
        self,
        channel: ChannelRef,
        sender: Sender,
        conversation: UUID,
        *,
        after: int = 0,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[list[Message], bool]:
        async with self._spine.db.reading(channel.tenant) as conn:
            customer = await self.customer_of(conn, sender)
            conv = check_own(await conversations.get(conn, conversation), customer)
            page, more = await conversations.messages(conn, conv, public=True, after=after, before=before, limit=limit)
            if channel.kind in PUSHED:
                page = [article_files.readable(m) for m in await texts.worded(conn, channel.id, page, conv.locale)]
        return [self._spine.links.message(channel.tenant, m) for m in page], more

    async def recalled(self, channel: ChannelRef, sender: Sender, conversation: UUID, upto: int) -> list[Message]:
        """What was taken back of what this customer has up to a seq."""
        async with self._spine.db.reading(channel.tenant) as conn:
            check_own(await conversations.get(conn, conversation), await self.customer_of(conn, sender))
            return await conversations.recalled(conn, conversation, upto)

    async def history(self, channel: ChannelRef, sender: Sender, before: UUID | None) -> tuple[list[Past], bool]:
        async with self._spine.db.reading(channel.tenant) as conn:
            customer = await self.customer_of(conn, sender)
            found = await conversations.closed_before(conn, customer, before) if customer else []
            past = []
            for conv in found[:1]:
                page, _ = await conversations.messages(conn, conv, public=True, limit=200)
                linked = [self._spine.links.message(channel.tenant, m) for m in page]
                past.append(
                    Past(
                        id=conv.id, opened_at=conv.opened_at, closed_at=conv.closed_at or conv.last_at, messages=linked
                    )
                )
        return past, len(found) > 1

    async def human(self, channel: ChannelRef, sender: Sender) -> ConvView:
        async with self._spine.work.tx(channel.tenant) as tx:
            customer = await recognise(tx, sender)
            conv = await conversation_for(tx, self._spine, channel, customer)
            await desk.ask_human(tx, self._spine, conv)
            return await self.view_of(tx.conn, conv)

    async def leave(self, channel: ChannelRef, inbound: Inbound, contact: Contact) -> Receipt:
        """A message for later: kept, queued for people, with the ways to reach its writer (as hints)."""
        check_inbound(inbound)
        for kind, value in (("phone", contact.phone), ("email", contact.email)):
            if value and customers.normal(kind, value) is None:
                raise Invalid("not_well_formed", f"This is no {kind}; check it, or leave it out.", field=kind)
        async with self._spine.work.tx(channel.tenant) as tx:
            receipt = await receive_in(tx, self._spine, channel, inbound, left=True)
            if receipt.duplicate:
                return receipt
            conv = await conversations.lock(tx, receipt.conversation_id)
            if contact.name and not contact.name.isspace():
                conv.context = {**conv.context, "contact_name": contact.name.strip()[:80]}
            await self._hints(tx, conv, contact)
            await conversations.system_line(tx, conv, "left_message", public=True)
            if conv.phase == "bot":
                _, settings = await self._spine.tenant(channel.tenant, tx.conn)
                await self._queue_left(tx, conv, settings)
            else:
                await conversations.change(tx, conv, "left_message")
        return receipt

    async def _hints(self, tx: Tx, conv: Conversation, contact: Contact) -> None:
        customer = await customers.get(tx.conn, conv.customer_id)
        assert customer is not None
        if contact.phone:
            await customers.add_hint(tx, customer, "phone", contact.phone)
        if contact.email:
            await customers.add_hint(tx, customer, "email", contact.email)

    async def _queue_left(self, tx: Tx, conv: Conversation, settings: Settings) -> None:
        handover = Handover(
            summary=conv.subject, need=conv.subject, emotion=conv.emotion, reason="closed_hours", at=tx.now
        )
        await hand_over(tx, self._spine, conv, queue=None, urgent=False, handover=handover)

    async def callback_form(self, channel: ChannelRef, sender: Sender) -> CallBackForm:
        async with self._spine.db.reading(channel.tenant) as conn:
            customer = await self.customer_of(conn, sender)
            conv = await conversations.current_of(conn, customer) if customer else None
            if conv is None:
                return CallBackForm(kept_until=None, windows=[], phone=None)
            return await call_back.form(conn, conv, self._spine.db.clock.now())

    async def call_back(self, channel: ChannelRef, sender: Sender, choice: CallBackChoice) -> ConvView:
        async with self._spine.work.tx(channel.tenant) as tx:
            conv = await self._theirs(tx, sender)
            await call_back.book(tx, conv, choice)
            return await self.view_of(tx.conn, conv)

    async def wait_again(self, channel: ChannelRef, sender: Sender) -> ConvView:
        async with self._spine.work.tx(channel.tenant) as tx:
            conv = await self._theirs(tx, sender)
            await call_back.wait_again(tx, conv)
            return await self.view_of(tx.conn, conv)

    async def _theirs(self, tx: Tx, sender: Sender) -> Conversation:
        customer = await recognise(tx, sender)
        conv = await conversations.lock_open_of(tx, customer.id)
        if conv is None:
            raise Invalid("nothing_open", "There is no open conversation.", field="conversation_id")
        return conv

    async def survey_form(self, channel: ChannelRef, sender: Sender, conversation: UUID) -> SurveyForm:
        """What the customer is asked about a conversation of theirs."""
        async with self._spine.db.reading(channel.tenant) as conn:
            _, settings = await self._spine.tenant(channel.tenant, conn)
            customer = await self.customer_of(conn, sender)
            conv = check_own(await conversations.get(conn, conversation), customer)
            return await surveys.form(conn, settings, conv)

    async def survey(self, channel: ChannelRef, sender: Sender, conversation: UUID, answer: SurveyAnswer) -> None:
        async with self._spine.work.tx(channel.tenant) as tx:
            customer = await self.customer_of(tx.conn, sender)
            _, settings = await self._spine.tenant(channel.tenant, tx.conn)
            conv = check_own(await conversations.lock(tx, conversation), customer)
            await surveys.answer(tx, settings, conv, answer)

    async def end(self, channel: ChannelRef, sender: Sender) -> ConvView:
        """The customer ends it. With an agent, the agent still writes up; with nobody, it is closed."""
        async with self._spine.work.tx(channel.tenant) as tx:
            customer = await recognise(tx, sender)
            conv = await conversations.lock_open_of(tx, customer.id)
            if conv is None:
                raise Invalid("nothing_open", "There is no open conversation.", field="conversation_id")
            _, settings = await self._spine.tenant(channel.tenant, tx.conn)
            if conv.phase in ("queued", "offered"):
                await routing.withdraw(tx, conv, "customer_left")
                await routing.record_wait(tx, conv, "abandoned")
            if conv.phase != "wrap_up":
                await conversations.system_line(tx, conv, "closed", public=True, by=customer.name)
            if conv.phase == "with_agent":
                seconds = await routing.wrap_up_seconds(tx.conn, conv.queue_id, settings.wrap_up_seconds)
                asked = await surveys.ask(tx, settings, conv, "agent")
                await conversations.wrap_up(tx, conv, reason="customer_left", seconds=seconds, survey=asked)
            elif conv.phase != "wrap_up":
                said = conv.phase == "bot" and conv.last_seq > 1
                asked = said and await surveys.ask(tx, settings, conv, "bot")
                await conversations.close(tx, conv, reason="customer_left", codes=[], survey=asked)
            return await self.view_of(tx.conn, conv)

    async def read(self, channel: ChannelRef, sender: Sender, conversation: UUID, seq: int) -> None:
        async with self._spine.work.tx(channel.tenant) as tx:
            customer = await self.customer_of(tx.conn, sender)
            conv = check_own(await conversations.lock(tx, conversation), customer)
            await conversations.customer_read(tx, conv, seq)

    async def delivered(self, tenant: UUID, marks: dict[UUID, int]) -> None:
        """Devices have received everything up to these seqs, by conversation."""
        async with self._spine.work.tx(tenant) as tx:
            await conversations.customers_got(tx, marks)

    async def typing(self, channel: ChannelRef, sender: Sender, on: bool) -> None:
        """Told unless more was said of it while this was looked up, or the words themselves came: dots would stand behind them."""
        key = _key(channel, sender)
        self._typed[key] = mark = object()
        try:
            async with self._spine.db.reading(channel.tenant) as conn:
                customer = await self.customer_of(conn, sender)
                conv = await conversations.current_of(conn, customer) if customer else None
        finally:
            latest = self._typed.get(key) is mark
            if latest:
                del self._typed[key]
        if latest and conv is not None and conv.phase != "closed":
            who = {"kind": "customer", "id": str(conv.customer_id), "name": conv.customer_name}
            self._spine.live.say(
                channel.tenant,
                {
                    "t": "typing",
                    "conversation_id": str(conv.id),
                    "customer_id": str(conv.customer_id),
                    "who": who,
                    "on": on,
                },
            )

    async def upload(self, channel: ChannelRef, sender: Sender, name: str, data: bytes) -> Attachment:
        async with self._spine.db.reading(channel.tenant) as conn:
            _, settings = await self._spine.tenant(channel.tenant, conn)
        by = uploader(channel, sender.id)
        kept = await channels.keep_file(self._spine.work, channel.tenant, name, data, by, settings.max_upload_bytes)
        return self._spine.links.attachment(channel.tenant, kept)

    async def receipt(self, channel: ChannelRef, message: UUID, status: Delivery, error: str | None) -> None:
        await outbound.receipt(self._spine, channel, message, status, error)

    async def config(self, channel: ChannelRef) -> dict[str, object]:
        """What a widget needs to draw itself: brand, texts, hours, limits, survey."""
        async with self._spine.db.reading(channel.tenant) as conn:
            tenant, settings = await self._spine.tenant(channel.tenant, conn)
            hours = await channels.hours(conn)
            look, _ = await looks.look_of(self._spine, conn, channel)
            _, survey = await surveys.in_force(conn, settings, None, channel.id)
            said = texts.widget(await texts.in_force(conn, channel.id), tenant, settings)
            look = replace(look, questions=await pinning.before(conn, look.questions, self._spine.db.clock.now()))
        now = self._spine.db.clock.now()
        is_open = hours is None or hours.is_open(now)
        opens = hours.opens_at(now) if hours is not None and not is_open else None
        return {
            **looks.widget(look, looks.logo_url(self._spine, channel.tenant, look, settings)),
            "hours": {"open": is_open, "opens_at": opens},
            "texts": said,
            "upload": {"max_bytes": settings.max_upload_bytes, "types": channels.ACCEPTED},
            "survey": surveys.form_of(survey),
            "max_text": 4000,
            "locale": tenant.locale,
        }
