"""Surveys: chosen by administrators for the house, a queue or a channel; asked when a talk is over; answered as asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from msgspec.structs import replace

from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.flow import desk, schemas, surveys
from qingfeng.kernel.errors import Conflict, Invalid
from qingfeng.modules.channels.public import Both
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import HOUSE, Survey, SurveyChange, SurveyReason
from qingfeng.modules.insight import public as insight
from qingfeng.modules.routing import public as routing
from qingfeng.ports.channel import SurveyAnswer
from tests.flow.signed_in import Stage, made_stage
from tests.ports.house import House, open_house

stage = made_stage
SURVEYS = "/api/v1/surveys"


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


class Customer:
    """One visitor of a web chat, who talks to a person."""

    def __init__(self, house: House, channel: Any) -> None:
        self.house, self.channel = house, channel
        self.visitor = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now())

    async def served(self) -> UUID:
        sent = await self.house.chat.send(
            self.channel, self.visitor, s.MessageIn(client_id=uuid4().hex, text="师傅没来")
        )
        await self.house.door.human(self.channel, self.visitor.sender)
        await self.house.take(sent.conversation_id)
        return sent.conversation_id

    async def ended(self, *, survey: bool = True) -> UUID:
        """Another talk from its first word to its end."""
        id_ = await self.served()
        body = schemas.CloseIn(reason="solved", codes=["question"], survey=survey)
        await desk.close(self.house.spine, self.house.agent, id_, body)
        return id_

    async def state(self) -> str:
        view = await self.house.door.view(self.channel, self.visitor.sender)
        assert view is not None
        return view.survey

    async def form(self, id_: UUID) -> Any:
        return await self.house.door.survey_form(self.channel, self.visitor.sender, id_)

    async def answer(self, id_: UUID, score: int, *reasons: str, comment: str = "") -> None:
        given = SurveyAnswer(score=score, reasons=list(reasons), comment=comment)
        await self.house.door.survey(self.channel, self.visitor.sender, id_, given)


@pytest.fixture
async def customer(house: House) -> Customer:
    return Customer(house, await house.channel("webchat"))


async def chosen(house: House, place: str = HOUSE, *, version: int = 0, **change: Any) -> Survey:
    """An administrator chooses what a place asks."""
    survey = replace(surveys.first(await tenant(house)), **change)
    async with house.work.tx(house.tenant) as tx:
        kept = SurveyChange(by=house.agent.actor, version=version)
        await conversations.save_survey(tx, place, survey, kept, None)
    return survey


async def tenant(house: House) -> Any:
    async with house.db.reading(house.tenant) as conn:
        return (await house.spine.tenant(house.tenant, conn))[1]


async def told(house: House, id_: UUID) -> schemas.SurveyOut:
    async with house.db.reading(house.tenant) as conn:
        found = await surveys.told(conn, await tenant(house), id_)
    assert found is not None
    return found


async def score(house: House, id_: UUID) -> int | None:
    """As the ledger recounts it for the boards."""
    async with house.db.reading(house.tenant) as conn:
        return (await insight.recount(conn, id_)).survey_score


# ------------------------------------------------------------------ asking
async def test_until_anybody_chooses_customers_are_asked_as_shipped(house: House, customer: Customer) -> None:
    id_ = await customer.ended()
    assert await customer.state() == "asked"
    form = await customer.form(id_)
    assert (form.scale, form.question.zh, form.comment) == ("stars", "这次服务您满意吗？", True)
    assert {r.code: r.scores for r in form.reasons} == {"slow": [1, 2, 3], "kind": [4, 5]}
    await customer.answer(id_, 4, "kind", comment="谢谢")
    assert (await told(house, id_)).question.en == "How did we do?"
    assert await score(house, id_) == 4


async def test_nobody_is_asked_where_it_is_never_sent(house: House, customer: Customer) -> None:
    await chosen(house, after_agent=False)
    id_ = await customer.ended()
    assert await customer.state() == "none"
    assert "survey_sent" not in [m.system.code for m in await house.thread(id_) if m.system]
    with pytest.raises(Conflict) as refused:
        await customer.answer(id_, 5)
    assert refused.value.code == "not_asked"


async def test_the_agent_may_leave_one_out(house: House, customer: Customer) -> None:
    await customer.ended(survey=False)
    assert await customer.state() == "none"


async def test_who_leaves_the_bot_is_asked_unless_that_is_off(house: House, customer: Customer) -> None:
    async def left() -> str:
        await house.chat.send(customer.channel, customer.visitor, s.MessageIn(client_id=uuid4().hex, text="你好"))
        await house.pump()
        return (await house.door.end(customer.channel, customer.visitor.sender)).survey

    assert await left() == "asked"
    await chosen(house, after_bot=False)
    assert await left() == "none"


async def test_some_time_later_they_are_asked_and_told(house: House, customer: Customer) -> None:
    await chosen(house, delay_minutes=10)
    id_ = await customer.ended()
    await house.pump()
    assert await customer.state() == "none"
    house.clock.advance(601)
    await house.pump()
    assert await customer.state() == "asked"
    assert (await house.thread(id_))[-1].system.code == "survey_sent"  # type: ignore[union-attr]
    await customer.answer(id_, 5)
    assert await score(house, id_) == 5


async def test_who_is_back_in_a_talk_is_not_asked_about_the_one_before(house: House, customer: Customer) -> None:
    await chosen(house, delay_minutes=10)
    id_ = await customer.ended()
    await customer.served()
    house.clock.advance(601)
    await house.pump()
    async with house.db.reading(house.tenant) as conn:
        before = await conversations.get(conn, id_)
    assert before is not None
    assert before.survey == "none"


async def test_who_was_asked_lately_is_left_in_peace(house: House, customer: Customer) -> None:
    await chosen(house, quiet_days=30)
    await customer.ended()
    assert await customer.state() == "asked"
    house.clock.advance(timedelta(days=29).total_seconds())
    await customer.ended()
    assert await customer.state() == "none"
    house.clock.advance(timedelta(days=2).total_seconds())
    await customer.ended()
    assert await customer.state() == "asked", "thirty days after they were asked, not after they were spared"


async def test_after_its_time_it_is_neither_shown_nor_taken(house: House, customer: Customer) -> None:
    await chosen(house, open_hours=2)
    id_ = await customer.ended()
    house.clock.advance(2 * 3600 - 1)
    assert await customer.state() == "asked"
    house.clock.advance(1)
    assert await customer.state() == "none"
    with pytest.raises(Conflict) as refused:
        await customer.answer(id_, 5)
    assert refused.value.code == "survey_over"


async def test_a_queue_comes_before_its_channel_and_that_before_the_house(house: House, customer: Customer) -> None:
    async with house.db.reading(house.tenant) as conn:
        queue = (await routing.queue_cards(conn, house.clock.now()))[0].id
    await chosen(house, question=Both("整体如何？", "Overall?"))
    await chosen(house, str(customer.channel.id), question=Both("网页如何？", "The site?"))
    assert (await customer.form(await customer.ended())).question.zh == "网页如何？"
    await chosen(house, str(queue), question=Both("维修如何？", "The repair?"), scale="yes_no")
    id_ = await customer.ended()
    form = await customer.form(id_)
    assert (form.question.zh, form.scale) == ("维修如何？", "yes_no")
    assert (await customer.form(id_)).reasons[0].scores == [1]
    with pytest.raises(Invalid) as refused:
        await customer.answer(id_, 4)
    assert (refused.value.code, refused.value.field) == ("bad_score", "score")
    await customer.answer(id_, 1, "slow")
    assert await score(house, id_) == 1


async def test_whoever_was_asked_answers_what_they_were_asked(house: House, customer: Customer) -> None:
    """And their answer stays readable in its own words, whatever is asked by now."""
    await chosen(house, reasons=[SurveyReason("late", "师傅迟到", "Came late", [1, 2])])
    id_ = await customer.ended()
    await chosen(house, version=1, scale="yes_no", question=Both("解决了吗？", "Solved?"), reasons=[], comment=False)
    assert (await customer.form(id_)).scale == "stars"
    await customer.answer(id_, 2, "late", comment="晚了两小时")
    found = await told(house, id_)
    assert (found.scale, found.question.zh, found.comment) == ("stars", "这次服务您满意吗？", "晚了两小时")
    assert [(r.code, r.zh) for r in found.reasons] == [("late", "师傅迟到")]
    later = await customer.ended()
    await customer.answer(later, 5)
    assert (await told(house, later)).question.zh == "解决了吗？"


# ------------------------------------------------------------------ over HTTP
async def house_survey(client: httpx.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(SURVEYS)).json()["items"][0]
    return found


async def put(client: httpx.AsyncClient, place: dict[str, Any], survey: Any) -> httpx.Response:
    return await client.put(f"{SURVEYS}/{place['place']}", json={"version": place["version"], "survey": survey})


async def test_versions_are_kept_audited_and_taken_back(stage: Stage) -> None:
    async with stage.as_("admin") as client:
        first = await house_survey(client)
        assert (first["place"], first["version"], first["survey"]["scale"]) == ("house", 0, "stars")
        answer = await put(client, first, {**first["survey"], "scale": "faces", "quiet_days": 7})
        assert answer.status_code == 200, answer.text
        second = answer.json()["items"][0]
        assert (second["version"], second["survey"]["scale"]) == (1, "faces")
        late = await put(client, first, {**first["survey"], "comment": False})
        assert (late.status_code, late.json()["error"]["code"]) == (409, "survey_changed")
        assert late.json()["error"]["params"]["by"] == "admin"
        listed = (await client.get(f"{SURVEYS}/house/versions")).json()["items"]
        assert [(v["version"], v["changed"], v["by_name"]) for v in listed] == [
            (1, ["scale", "quiet_days"], "admin"),
            (0, [], ""),
        ]
        back = await client.post(f"{SURVEYS}/house/restore", json={"to": 0, "version": 1})
        assert back.json()["items"][0]["survey"] == first["survey"]
        assert (await client.post(f"{SURVEYS}/house/restore", json={"to": 9, "version": 2})).status_code == 404
        lines = (await client.get("/api/v1/audit")).json()["items"]
        told = [line["action"] for line in lines if line["target"] == "house"]
        assert told[:2] == ["survey.restored", "survey.changed"]


async def test_a_place_asks_in_its_own_way_and_then_as_the_house_again(stage: Stage) -> None:
    async with stage.as_("admin") as client:
        items = (await client.get(SURVEYS)).json()["items"]
        mine = next(one for one in items if one["place"] == str(stage.ours.channel))
        assert (mine["kind"], mine["survey"], mine["version"]) == ("channel", None, 0)
        own = await put(client, mine, {**items[0]["survey"], "comment": False})
        mine = next(one for one in own.json()["items"] if one["place"] == mine["place"])
        assert (mine["survey"]["comment"], mine["version"]) == (False, 1)
        again = await put(client, mine, None)
        mine = next(one for one in again.json()["items"] if one["place"] == mine["place"])
        assert (mine["survey"], mine["version"]) == (None, 2)
        assert (await put(client, await house_survey(client), None)).json()["error"]["field"] == "survey"


async def test_bad_input_names_its_field_and_strangers_stay_out(stage: Stage) -> None:
    async with stage.as_("admin") as client:
        house = await house_survey(client)
        for change, status, field in (
            ({"question": {"zh": "", "en": "x"}}, 422, "question.zh"),
            ({"open_hours": 9999}, 422, "open_hours"),
            ({"reasons": [{"code": "", "zh": "慢", "en": "Slow", "scores": []}]}, 422, "reasons.0.scores"),
            ({"scale": "nps"}, 400, "survey.scale"),
        ):
            refused = await put(client, house, {**house["survey"], **change})
            assert (refused.status_code, refused.json()["error"]["field"]) == (status, field), refused.text
        for place in (str(uuid4()), "nowhere", "a\x00b"):
            gone = {"place": place.replace("\x00", "%00"), "version": 0}
            assert (await put(client, gone, house["survey"])).status_code == 404
    async with stage.as_("boss") as client:
        assert (await client.get(SURVEYS)).status_code == 403
    async with stage.as_("rival") as client:
        assert (await client.get(f"{SURVEYS}/{stage.ours.channel}/versions")).status_code == 404
        theirs = {"place": str(stage.ours.channel), "version": 0}
        assert (await put(client, theirs, house["survey"])).status_code == 404


# ------------------------------------------------------------------ before many are closed
async def foreseen(house: House, *ids: UUID) -> tuple[int, list[tuple[str, int | None, int]]]:
    """How many would be asked; why the others would not."""
    async with house.db.reading(house.tenant) as conn:
        talks = [conv for id_ in ids if (conv := await conversations.get(conn, id_)) is not None]
        told = await surveys.forecast(conn, await tenant(house), talks, house.clock.now())
    return told.asked, [(one.why, one.days, one.count) for one in told.not_asked]


async def test_before_they_are_closed_it_is_told_who_will_not_be_asked(house: House, customer: Customer) -> None:
    await chosen(house, quiet_days=7)
    other = Customer(house, customer.channel)
    muted = Customer(house, await house.channel("webchat"))
    await chosen(house, str(muted.channel.id), after_agent=False)
    before = await other.ended()
    house.clock.advance(3600)
    ids = [await customer.served(), await other.served(), await muted.served()]
    told = await foreseen(house, *ids)
    assert told == (1, [("quiet", 7, 1), ("off", None, 1)])
    assert await foreseen(house, ids[0], ids[0]) == (1, [("quiet", 7, 1)]), "who is asked now is not asked again"
    for id_ in ids:
        await desk.close(
            house.spine, house.agent, id_, schemas.CloseIn(reason="solved", codes=["question"], survey=True)
        )
    assert [await one.state() for one in (customer, other, muted)] == ["asked", "none", "none"], "and so it was"
    assert await foreseen(house, before) == (0, [("already", None, 1)])


async def test_the_forecast_is_asked_over_http(stage: Stage) -> None:
    async with stage.as_("agent") as client:
        path = "/api/v1/conversations/survey-forecast"
        told = await client.post(path, json={"conversations": [str(stage.conversation)]})
        assert (told.status_code, told.json()) == (200, {"asked": 1, "not_asked": []})
        assert (await client.post(path, json={"conversations": []})).json()["error"]["field"] == "conversations"
    async with stage.as_("stranger") as client:
        theirs = await client.post(path, json={"conversations": [str(stage.conversation)]})
        assert theirs.json() == {"asked": 0, "not_asked": []}, "another house's are not seen"
