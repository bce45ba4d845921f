"""The exam every channel sits: what a customer and an agent may rely on, whatever lies between them.

A test module makes a `Driver` for its channel, gives it as the fixture `driver`, and takes the exam:

    class TestMyChannel(ChannelExam):
        pass

The driver speaks as customers do through the channel (over its real wire) and as people at desks do.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable
from uuid import UUID

from PIL import Image

from qingfeng.contracts.messages import RANK, Message
from qingfeng.ports.channel import MAX_TEXT
from qingfeng.ports.conformance.driver import Driver, Refusal

TEXTS = [
    "您好，我想查一下订单 JD20260701 的物流。",
    "ＡＢＣ１２３，。！？　全角字符",
    "繁體中文：請問這個商品還有現貨嗎？謝謝您！",
    "日本語と한국어とالعربيةとעברית",
    "😀👨‍👩‍👧‍👦🇨🇳👍🏽❤️",
    "𠮷野家 𪚥 龘",
    "e\u0301 and é, zero\u200bwidth, rtl \u202eabc\u202c",
    "第一行\n第二行\r\n第三行\t制表",
    '<script>alert("x")</script> & <b>不是粗体</b>',
    "'; DROP TABLE messages; -- %s {0} \\u0000 \\ \"",
    "中" * MAX_TEXT,
    "😀" * MAX_TEXT,
    " 前后有空格 ",
]
EMPTY = ["", " ", "\n\t ", "\u3000\u3000"]
BYTES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"\xff\xfe{}",
    b'{"text": "\xc3\x28"}',
    b'{"text": "\\ud800"}',
    b'{"text": 1e999}',
    b'{"text": 9' + b"9" * 6000 + b"}",
    b'{"text": "\x00"}',
    b"[" * 30_000,
    b'{"a":' * 10_000,
    b'{"text": "' + b"x" * 200_000 + b'"}',
]


def picture(size: int = 8) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (size, size), "teal").save(out, "PNG")
    return out.getvalue()


async def refused(attempt: Awaitable[object], *statuses: int) -> Refusal:
    """The refusal of an attempt, which must come with one of the statuses (any 4xx when none is named)."""
    got: Refusal | None = None
    try:
        await attempt
    except Refusal as refusal:
        got = refusal
    assert got is not None, "this should have been refused"
    assert got.status in statuses or (not statuses and 400 <= got.status < 500), got
    return got


def texts(messages: list[Message], *authors: str) -> list[str]:
    return [m.text for m in messages if m.kind != "system" and (not authors or m.author.kind in authors)]


async def everything(driver: Driver, who: str, conversation: UUID, limit: int) -> list[Message]:
    """The conversation from its second message on, page by page."""
    found: list[Message] = []
    after, more = 1, True
    while more:
        page, more = await driver.page(who, conversation, after, limit)
        assert len(page) <= limit
        assert page or not more, "a page that promises more has something"
        found += page
        after = page[-1].seq if page else after
    return found


class ChannelExam:
    """Coming in."""

    async def test_a_message_comes_in(self, driver: Driver) -> None:
        ack = await driver.send("a", "您好")
        assert (ack.seq, ack.duplicate) == (1, False)
        (message,) = await driver.thread(ack.conversation_id)
        assert (message.id, message.text, message.author.kind) == (ack.message_id, "您好", "customer")
        view = await driver.view("a")
        assert view is not None
        assert (view.id, view.phase, view.closed, view.last_seq) == (ack.conversation_id, "bot", False, 1)

    async def test_nobody_has_no_conversation(self, driver: Driver) -> None:
        assert await driver.view("nobody") is None

    async def test_the_same_message_again_changes_nothing(self, driver: Driver) -> None:
        first = await driver.send("a", "一", key="key-same-1")
        await driver.send("a", "二")
        again = [await driver.send("a", "一", key="key-same-1") for _ in range(3)]
        assert {(a.message_id, a.seq, a.duplicate) for a in again} == {(first.message_id, first.seq, True)}
        assert texts(await driver.thread(first.conversation_id), "customer") == ["一", "二"]

    async def test_the_same_message_many_times_at_once(self, driver: Driver) -> None:
        acks = await asyncio.gather(*(driver.send("a", "一", key="key-once-1") for _ in range(8)))
        assert len({(a.conversation_id, a.message_id, a.seq) for a in acks}) == 1
        assert sorted(a.duplicate for a in acks) == [False] + [True] * 7
        assert texts(await driver.thread(acks[0].conversation_id), "customer") == ["一"]

    async def test_many_at_once_get_one_conversation_and_one_order(self, driver: Driver) -> None:
        acks = await asyncio.gather(*(driver.send("a", f"消息 {n}") for n in range(20)))
        assert len({a.conversation_id for a in acks}) == 1
        assert sorted(a.seq for a in acks) == list(range(1, 21))
        thread = await driver.thread(acks[0].conversation_id)
        assert [m.seq for m in thread] == list(range(1, 21))
        assert {m.text: m.seq for m in thread} == {f"消息 {n}": a.seq for n, a in enumerate(acks)}

    async def test_customers_at_once_do_not_mix(self, driver: Driver) -> None:
        acks = await asyncio.gather(*(driver.send(f"c{n % 5}", f"来自 c{n % 5}") for n in range(25)))
        by_who = {f"c{n}": {a.conversation_id for a in acks[n::5]} for n in range(5)}
        assert all(len(ids) == 1 for ids in by_who.values())
        assert len(set.union(*by_who.values())) == 5
        for who, (conversation,) in by_who.items():
            assert set(texts(await driver.thread(conversation))) == {f"来自 {who}"}

    async def test_text_arrives_as_it_was_written(self, driver: Driver) -> None:
        acks = [await driver.send("a", text) for text in TEXTS]
        assert texts(await driver.thread(acks[0].conversation_id)) == TEXTS

    async def test_what_is_no_message_is_refused_and_leaves_no_trace(self, driver: Driver) -> None:
        ack = await driver.send("a", "好的")
        for text in EMPTY:
            assert (await refused(driver.send("a", text))).field == "text"
        assert (await refused(driver.send("a", "长" * (MAX_TEXT + 1)))).field == "text"
        assert (await refused(driver.send("a", "一\x00二"))).field == "text"
        assert (await refused(driver.send("a", "", kind="image"))).field == "attachment_id"
        assert texts(await driver.thread(ack.conversation_id)) == ["好的"]

    async def test_no_bytes_break_it(self, driver: Driver) -> None:
        ack = await driver.send("a", "好的")
        for body in BYTES:
            status = await driver.send_raw("a", body)
            assert 400 <= status < 500, f"{status} for {body[:40]!r}"
        assert texts(await driver.thread(ack.conversation_id)) == ["好的"]
        assert (await driver.send("a", "还在")).seq == 2

    """Files."""

    async def test_files_are_known_by_their_content(self, driver: Driver) -> None:
        image = await driver.upload("a", "猫 咪.png", picture())
        assert (image.content_type, image.width, image.height, image.name) == ("image/png", 8, 8, "猫 咪.png")
        hidden = await driver.upload("a", "说明.txt", picture())
        assert hidden.content_type == "image/png", "a picture is a picture whatever it is called"
        plain = await driver.upload("a", "../../etc/发票.txt", "您好".encode())
        assert (plain.content_type, plain.name) == ("text/plain", "发票.txt")
        for name, data in (
            ("picture.png", b"<html><script>alert(1)</script></html>"),
            ("page.html", b"<html></html>"),
            ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            ("invoice.pdf", b"MZ\x90\x00 not a document"),
            ("tool.exe", b"MZ\x90\x00"),
            ("note.txt", b"a\x00b"),
            ("no-ending", b"hello"),
        ):
            assert (await refused(driver.upload("a", name, data), 415)).field == "file", name
        assert (await refused(driver.upload("a", "empty.png", b""))).field == "file"

    async def test_a_file_is_sent_with_its_message(self, driver: Driver) -> None:
        image = await driver.upload("a", "cat.png", picture())
        ack = await driver.send("a", "看图", kind="image", attachment=image.id)
        (message,) = await driver.thread(ack.conversation_id)
        assert message.attachment is not None
        assert (message.kind, message.text, message.attachment.id) == ("image", "看图", image.id)
        paper = await driver.upload("a", "说明.txt", "您好".encode())
        assert (await refused(driver.send("a", "", kind="image", attachment=paper.id))).field == "kind"
        await driver.send("a", "", kind="file", attachment=paper.id)

    async def test_only_who_brought_a_file_may_send_it(self, driver: Driver) -> None:
        image = await driver.upload("a", "cat.png", picture())
        await driver.send("b", "您好")
        assert (await refused(driver.send("b", "", kind="image", attachment=image.id))).field == "attachment_id"
        unknown = UUID(int=404)
        assert (await refused(driver.send("a", "", kind="image", attachment=unknown))).field == "attachment_id"

    """Going out."""

    async def test_answers_arrive_once_and_in_order(self, driver: Driver) -> None:
        conversation = await begun(driver, "a")
        said = [f"回复 {n}" for n in range(12)]
        for text in said:
            await driver.reply(conversation, text)
        await driver.settle()
        assert texts(await driver.arrived("a"), "agent") == said

    async def test_what_was_said_while_the_way_was_broken_arrives(self, driver: Driver) -> None:
        conversation = await begun(driver, "a")
        await driver.reply(conversation, "之前")
        await driver.settle()
        await driver.cut("a")
        for text in ("断线一", "断线二"):
            await driver.reply(conversation, text)
            await driver.settle()
        assert texts(await driver.arrived("a"), "agent") == ["之前"]
        await driver.mend("a")
        await driver.reply(conversation, "之后")
        await driver.settle()
        assert texts(await driver.arrived("a"), "agent") == ["之前", "断线一", "断线二", "之后"]

    async def test_one_broken_way_holds_up_nobody_else(self, driver: Driver) -> None:
        first, second = await begun(driver, "a"), await begun(driver, "b")
        await driver.cut("a")
        await driver.reply(first, "给甲")
        await driver.reply(second, "给乙")
        await driver.settle()
        assert texts(await driver.arrived("b"), "agent") == ["给乙"]
        await driver.mend("a")
        assert texts(await driver.arrived("a"), "agent") == ["给甲"]

    async def test_notes_never_reach_a_customer(self, driver: Driver) -> None:
        conversation = await begun(driver, "a")
        await driver.reply(conversation, "您好")
        await driver.note(conversation, "机密备注")
        await driver.reply(conversation, "请稍等")
        await driver.note(conversation, "机密备注")
        await driver.settle()
        pages = await everything(driver, "a", conversation, 3)
        for seen in (pages, await driver.arrived("a")):
            assert "机密备注" not in texts(seen)
            assert {m.kind for m in seen} <= {"text", "system"}
            assert texts(seen, "agent") == ["您好", "请稍等"]
        view = await driver.view("a")
        assert view is not None
        assert view.last_seq == pages[-1].seq
        assert len(await driver.thread(conversation)) == len(pages) + 1 + 2

    async def test_history_has_no_gaps(self, driver: Driver) -> None:
        conversation = await begun(driver, "a")
        for number in range(60):
            await driver.send("a", f"问 {number}")
            await driver.reply(conversation, f"答 {number}")
            if number % 7 == 0:
                await driver.note(conversation, "备注")
        for limit in (7, 50, 200):
            pages = await everything(driver, "a", conversation, limit)
            last = 1
            for message in pages:
                assert message.prev == last, "each message names the one before it that the customer sees"
                last = message.seq
            assert texts(pages, "customer") == [f"问 {n}" for n in range(60)]
            assert texts(pages, "agent") == [f"答 {n}" for n in range(60)]

    async def test_delivery_never_goes_back(self, driver: Driver) -> None:
        conversation = await begun(driver, "a")
        first, second = await driver.reply(conversation, "一"), await driver.reply(conversation, "二")
        await driver.settle()
        await driver.read("a", conversation, second.seq)
        await driver.read("a", conversation, first.seq)
        await driver.settle()
        for message in (first, second):
            ranks = [RANK[state] for state in await driver.advances(message.id)]
            assert ranks == sorted(ranks)
        at_desk = {m.id: m.delivery for m in await driver.thread(conversation)}
        assert at_desk[first.id] == at_desk[second.id] == "read"

    """Its life."""

    async def test_a_person_comes_when_asked_for(self, driver: Driver) -> None:
        ack = await driver.send("a", "您好")
        await driver.human("a")
        view = await driver.view("a")
        assert view is not None
        assert (view.id, view.phase) == (ack.conversation_id, "queued")
        before = len(await driver.thread(ack.conversation_id))
        await driver.human("a")
        assert len(await driver.thread(ack.conversation_id)) == before, "asking twice changes nothing"
        await driver.take(ack.conversation_id)
        view = await driver.view("a")
        assert view is not None
        assert view.agent is not None
        assert (view.phase, view.agent.kind) == ("with_agent", "agent")
        await driver.settle()
        codes = [m.system.code for m in await driver.arrived("a") if m.system is not None]
        assert codes == ["human_requested", "queued", "agent_joined"]

    async def test_a_person_can_be_the_first_wish(self, driver: Driver) -> None:
        await driver.human("silent")
        view = await driver.view("silent")
        assert view is not None
        assert view.phase == "queued"

    async def test_after_the_end_a_new_one_begins(self, driver: Driver) -> None:
        old = await begun(driver, "a")
        await driver.close(old)
        view = await driver.view("a")
        assert view is not None
        assert (view.id, view.closed, view.phase) == (old, True, "closed")
        ack = await driver.send("a", "我又来了")
        assert ack.conversation_id != old
        assert (ack.seq, ack.duplicate) == (1, False)
        assert texts(await everything(driver, "a", old, 50), "agent") == [], "the old one can still be read"

    async def test_a_customer_ends_it(self, driver: Driver) -> None:
        ack = await driver.send("a", "没事了")
        await driver.end("a")
        view = await driver.view("a")
        assert view is not None
        assert (view.id, view.closed) == (ack.conversation_id, True)
        await refused(driver.end("a"))
        assert (await driver.send("a", "又有事")).conversation_id != ack.conversation_id

    async def test_one_score_for_one_conversation(self, driver: Driver) -> None:
        conversation = await begun(driver, "a")
        await driver.close(conversation)
        view = await driver.view("a")
        assert view is not None
        assert view.survey == "asked"
        for score in (0, 6):
            assert (await refused(driver.survey("a", conversation, score))).status in (400, 422)
        await driver.survey("a", conversation, 5)
        view = await driver.view("a")
        assert view is not None
        assert view.survey == "done"
        assert (await refused(driver.survey("a", conversation, 1), 409)).code == "already_answered"

    async def test_strangers_see_nothing(self, driver: Driver) -> None:
        conversation = await begun(driver, "a")
        await driver.send("b", "您好")
        for who in ("b", "nobody"):
            await refused(driver.page(who, conversation, 1, 50), 403, 404, 409)
            await refused(driver.survey(who, conversation, 1), 403, 404, 409)
        await refused(driver.page("a", UUID(int=404), 1, 50), 403, 404, 409)


async def begun(driver: Driver, who: str) -> UUID:
    """A conversation that an agent has."""
    ack = await driver.send(who, f"我是{who}")
    await driver.human(who)
    await driver.take(ack.conversation_id)
    return ack.conversation_id
