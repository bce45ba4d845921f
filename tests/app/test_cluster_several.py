"""Two of every process on engines of one's own, as the README says: whoever is connected where, all is one house."""

from __future__ import annotations

import asyncio
import signal

import pytest

from tests.app.cluster import Cluster
from tests.support.clients import Agent, Customer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
QUESTIONS = ("你好", "空调不制冷怎么办", "怎么申请发票")


async def _with_agent(cluster: Cluster, customer: Customer, agent: Agent) -> str:
    """Ask for a person and get this one; gives the conversation's id."""
    assert (await agent.presence("ready")).status_code == 200
    await customer.say("转人工")
    try:
        await customer.until(lambda: customer.conversation and customer.conversation["phase"] == "with_agent", 60)
    except TimeoutError:
        raise AssertionError(await cluster.told(customer.conversation and customer.conversation["id"])) from None
    assert customer.conversation is not None
    id_ = str(customer.conversation["id"])
    await agent.until(lambda: id_ in agent.mine)
    await agent.watch(id_)
    return id_


async def test_people_on_different_servers_talk_see_each_other_type_and_come_and_go(cluster: Cluster) -> None:
    here, there = cluster.urls
    async with (
        Agent(here, "zhou.min@example.com") as agent,
        Agent(there, "wu.guodong@example.com", accept=False) as supervisor,
        Customer(there) as customer,
    ):
        await supervisor.until(lambda: supervisor.of_type("welcome"))
        me = (await agent.http.get("/api/v1/bootstrap")).json()["me"]["id"]
        assert (await agent.presence("ready")).status_code == 200
        await supervisor.until(
            lambda: any(
                f["agent"]["id"] == me and f["agent"]["presence"]["state"] == "ready"
                for f in supervisor.of_type("agent")
            )
        )
        id_ = await _with_agent(cluster, customer, agent)

        await customer.types()
        await agent.until(lambda: any(f["who"]["kind"] == "customer" and f["on"] for f in agent.of_type("typing")))
        await agent.types(id_)
        await customer.until(lambda: any(f["on"] for f in customer.typing))

        for n in range(5):
            said = await customer.say(f"问题 {n}")
            await agent.until(
                lambda said=said: any(f["message"]["client_id"] == said for f in agent.of_type("message"))
            )
            assert (await agent.reply(id_, f"回答 {n}")).status_code == 200
            await customer.until(lambda n=n: f"回答 {n}" in customer.said_by("agent"))
        told = [f["message"]["id"] for f in agent.of_type("message")]
        assert len(told) == len(set(told)), "a desk was told something twice"
        assert (customer.twice, customer.repeated) == (0, 0)
        await agent.presence("offline")


async def test_two_workers_answer_once_each_question(cluster: Cluster) -> None:
    customers = [Customer(cluster.urls[n % 2]) for n in range(6)]
    for customer in customers:
        await customer.__aenter__()
    try:

        async def asks(customer: Customer) -> None:
            for n, question in enumerate(QUESTIONS, 1):
                await customer.say(question)
                await customer.until(lambda n=n: len(customer.said_by("bot")) >= n)

        await asyncio.gather(*(asks(customer) for customer in customers))
        await asyncio.sleep(1)  # a second answer would have come by now: steps are taken within half a second
        for customer in customers:
            assert len(customer.said_by("bot")) == len(QUESTIONS)
            assert (customer.twice, customer.repeated) == (0, 0)
        kept = await cluster.query(
            "SELECT conversation_id, count(*) FILTER (WHERE author_kind = 'bot') AS bot, count(DISTINCT seq) AS seqs,"
            " count(*) AS messages FROM conversations.messages WHERE conversation_id = ANY($1) GROUP BY 1",
            [customer.conversation["id"] for customer in customers if customer.conversation],
        )
        assert len(kept) == len(customers)
        assert all(row["bot"] == len(QUESTIONS) and row["seqs"] == row["messages"] for row in kept)
    finally:
        for customer in customers:
            await customer.__aexit__()


async def test_one_router_owns_and_another_takes_over_when_it_is_killed(cluster: Cluster) -> None:
    first = await cluster.holder("router")
    cluster.kill(first)
    async with Agent(cluster.urls[0], "zhou.min@example.com") as agent, Customer(cluster.urls[1]) as customer:
        await _with_agent(cluster, customer, agent)
        second = await cluster.holder("router", after=first)
        assert {first, second} == {"router-1", "router-2"}
        offers = [f["offer"]["conversation"]["id"] for f in agent.of_type("offer")]
        assert len(offers) == len(set(offers)), "the same was offered twice"
        await agent.presence("offline")


async def test_a_killed_worker_leaves_its_work_to_the_other(cluster: Cluster) -> None:
    first = await cluster.holder("relay")
    async with Customer(cluster.urls[0]) as customer:
        cluster.kill(first)
        await customer.say(QUESTIONS[1])
        await customer.until(lambda: customer.said_by("bot"), 60)
        await cluster.holder("relay", after=first)


async def test_a_killed_server_hands_its_sockets_to_the_other(cluster: Cluster) -> None:
    here, there = cluster.urls
    async with (
        Agent(here, "zhou.min@example.com", spare=[there]) as agent,
        Customer(here, spare=[there]) as customer,
    ):
        id_ = await _with_agent(cluster, customer, agent)
        said = await customer.say("这句之后断线")
        cluster.processes["serve-1"].send_signal(signal.SIGKILL)
        later = [await customer.say(f"断线时写的 {n}") for n in range(3)]
        welcomes = len(agent.of_type("welcome"))
        await customer.until(lambda: {said, *later} <= set(customer.acked), 30)
        await agent.until(lambda: len(agent.of_type("welcome")) > welcomes or agent.url == there, 30)
        await agent.until(lambda: len(agent.of_type("welcome")) > 1, 30)
        assert (customer.url, agent.url) == (there, there)
        await agent.watch(id_)
        assert (await agent.reply(id_, "还在，请讲")).status_code == 200
        await customer.until(lambda: "还在，请讲" in customer.said_by("agent"))
        assert customer.said_by("customer")[-4:] == ["这句之后断线", *(f"断线时写的 {n}" for n in range(3))]
        assert customer.twice == 0
