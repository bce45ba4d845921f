"""Where an order stands, told on the self-service page by the house's own task flows: the same systems, the same words.

Only flows that read are asked: one number and, if they want them, the digits that go with it. Nobody learns whether a
number exists: a wrong number and wrong digits give the same answer, and both are counted.
"""

from __future__ import annotations

from uuid import UUID

from msgspec.structs import replace

from qingfeng.contracts.flows import Ask, Call, Choose, End, Flow, Outcome, Said, Say, Slot
from qingfeng.flow import task_flow
from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Invalid, NotFound
from qingfeng.modules.flows import public as flows
from qingfeng.modules.selfcare import public as selfcare
from qingfeng.modules.selfcare.public import SelfcarePage
from qingfeng.ports.channel import ChannelRef
from qingfeng.ports.selfcare import HelpLook, HelpProgress, HelpSlot, HelpTask, Lang

MOST_CALLS = 4
LONGEST = 40
_NUMBERS = ("order", "parcel")
_CUE = {"zh-CN": "尾号", "en": "last four digits"}


def tells(flow: Flow) -> bool:
    """Whether a flow only reads, and needs nothing but a number and digits that go with it."""
    reads = all(
        isinstance(step, Say | Ask | Choose | End)
        or (isinstance(step, Call) and not step.changes and step.undo is None)
        for step in flow.steps
    )
    numbers = [slot for slot in flow.slots if slot.kind in _NUMBERS]
    others = [slot for slot in flow.slots if slot.kind not in _NUMBERS]
    digits = all(slot.kind == "number" and slot.digits == 4 for slot in others)
    return reads and len(numbers) == 1 and len(others) <= 1 and digits and any(isinstance(s, Call) for s in flow.steps)


async def telling(spine: Spine, conn: Connection) -> list[tuple[int, Flow]]:
    """The published flows that tell progress, with their versions."""
    if spine.connector is None:
        return []
    return [(version, flow) for version, flow in await flows.published(conn) if tells(flow)]


async def tasks(spine: Spine, conn: Connection, page: SelfcarePage, lang: Lang) -> list[HelpTask]:
    """What can be looked up here, in the order the house chose."""
    there = {flow.name: flow for _, flow in await telling(spine, conn)} if page.flows else {}
    return [_task(there[name], lang) for name in page.flows if name in there]


def _task(flow: Flow, lang: Lang) -> HelpTask:
    def word(zh: str, en: str) -> str:
        return (zh or en) if lang == "zh-CN" else (en or zh)

    slots = [
        HelpSlot(name=one.name, label=word(one.label.zh, one.label.en), digits=one.digits)
        for one in sorted(flow.slots, key=_after_number)
    ]
    return HelpTask(name=flow.name, title=word(flow.title.zh, flow.title.en), slots=slots)


def _after_number(slot: Slot) -> bool:
    return slot.kind not in _NUMBERS


async def look_up(
    spine: Spine, channel: ChannelRef, page: SelfcarePage, lang: Lang, look: HelpLook, customer: UUID | None
) -> HelpProgress:
    """Raises NotFound for a task that is not offered, Invalid where something is missing, RateLimited for a number that
    was tried too often. `customer`: one who is vouched for, whose telephone number need not be typed."""
    async with spine.db.reading(channel.tenant) as conn:
        there = await telling(spine, conn) if look.task in page.flows else []
        known = await task_flow.known(conn, customer) if customer is not None else {}
        named, _ = await spine.tenant(channel.tenant, conn)
    found = next((one for one in there if one[1].name == look.task), None)
    if found is None:
        raise NotFound("not_found", "There is no such task.", field="task")
    version, flow = found
    number, said = _said(flow, look, lang, known)
    async with spine.work.tx(channel.tenant) as tx:
        await selfcare.try_number(tx, number)
    state = flows.fresh(flow, version, run=1, locale=lang, customer=known)
    now = spine.db.clock.now().astimezone(named.zone)
    outcome = flows.advance(flow, state, Said(text=said, seq=1), now)
    calls = 0
    while outcome.then == "call" and outcome.state.wanted is not None and calls < MOST_CALLS:
        calls += 1
        outcome = await _asked(spine, channel, flow, outcome)
    return await _answer(spine, channel, look, lang, number, outcome)


def _said(flow: Flow, look: HelpLook, lang: Lang, known: dict[str, str]) -> tuple[str, str]:
    """The number, and all that was typed as a customer would say it to the flow. Raises Invalid with the field."""
    words, number = [], ""
    for slot in sorted(flow.slots, key=_after_number):
        value = "".join(look.values.get(slot.name, "").split())
        if len(value) > LONGEST or not value.isprintable():
            raise Invalid("too_long", f"At most {LONGEST} characters.", field=slot.name, max=LONGEST)
        if slot.kind in _NUMBERS:
            number = value
            words.append(value)
        elif value:
            words.append(f"{_CUE[lang]} {value}")
        elif "phone" not in known:
            raise Invalid("required", "This is missing.", field=slot.name)
    if not number:
        raise Invalid("required", "This is missing.", field="number")
    return number, " ".join(words)


async def _asked(spine: Spine, channel: ChannelRef, flow: Flow, outcome: Outcome) -> Outcome:
    """Make the call that is wanted, and let the flow hear what came of it."""
    wanted, connector = outcome.state.wanted, spine.connector
    assert wanted is not None
    assert connector is not None
    if wanted.changes:
        raise NotFound("not_found", "There is no such task.", field="task")
    asked = flows.Asked(tenant=channel.tenant, conversation=None, flow=flow, run=outcome.state.run, wanted=wanted)
    result = await flows.ask(spine.work, connector, asked)
    after = flows.advance(flow, outcome.state, result, spine.db.clock.now())
    return replace(after, say=[*outcome.say, *after.say])


async def _answer(
    spine: Spine, channel: ChannelRef, look: HelpLook, lang: Lang, number: str, outcome: Outcome
) -> HelpProgress:
    found = outcome.then in ("done", "close")
    failure = outcome.state.failure
    away = outcome.then == "hand_over" and bool(failure) and not failure.endswith("(refused)")
    async with spine.work.tx(channel.tenant) as tx:
        if found or away:
            await selfcare.right_number(tx, number)
        if look.visit is not None and found:
            await selfcare.count_progress(tx, selfcare.Visit(id=look.visit, channel=channel.id, locale=lang))
    return HelpProgress(found=found, away=away, say=outcome.say if found else [])
