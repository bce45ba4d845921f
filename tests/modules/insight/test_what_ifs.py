"""What-if studies at the door and in the worker: asked, simulated, watched, cancelled, kept, deleted; nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from msgspec.structs import replace

from qingfeng.kernel.timers import Job
from qingfeng.modules.insight import jobs, what_ifs
from qingfeng.ports.whatif import CannotBe, Heard, Order, WhatIfAnswer, WhatIfLibrary
from qingfeng.twin.what_if import conduct, library
from tests.flow.signed_in import Stage, made_stage

stage = made_stage
PATH = "/api/v1/insight/what-ifs"
DRAFT: dict[str, Any] = {
    "name": "大促加人",
    "family": "two_queues",
    "variants": [{"name": "现状"}, {"name": "多两成", "agents": 1.2}],
    "replications": 5,
}


class Here:
    """Simulates in this process. `before`: what happens before a replication is told of; `refuses`: instead of an answer."""

    def __init__(self, *, before: Callable[[], Any] | None = None, refuses: Exception | None = None) -> None:
        self.busy = False
        self.orders: list[Order] = []
        self._before, self._refuses = before, refuses

    def library(self) -> WhatIfLibrary:
        return library()

    async def run(self, order: Order, heard: Heard) -> WhatIfAnswer | None:
        self.orders.append(order)
        if self._refuses is not None:
            raise self._refuses
        if self._before is not None:
            await self._before()
        if not await heard(1):
            return None
        return conduct(order, lambda _: True)


@pytest.fixture(autouse=True)
async def clean(stage: Stage) -> None:
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        await tx.execute("DELETE FROM insight.what_ifs")
        await tx.execute("DELETE FROM kernel.timers WHERE kind = $1", what_ifs.STEP)


async def step(stage: Stage, who: Here, *, attempts: int = 1) -> bool:
    """What a worker would do now. False: nothing."""
    row = await stage.spine.db.system.fetchrow(
        "SELECT tenant_id, kind, key, due_at, payload, generation, attempts FROM kernel.timers WHERE kind = $1 AND due_at <= $2",
        what_ifs.STEP,
        stage.spine.db.clock.now(),
    )
    if row is None:
        return False
    await jobs.what_if(stage.ours.work, who, replace(Job(*row), attempts=attempts))
    return True


async def ask(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await client.post(PATH, json={**DRAFT, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refused(answer: httpx.Response) -> tuple[int, str, str | None]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error.get("field")


async def test_asked_simulated_read_by_colleagues_and_written_down(stage: Stage) -> None:
    async with stage.as_("boss") as boss, stage.as_("admin") as admin:
        asked = await ask(boss)
        assert (asked["state"], asked["done"], asked["total"]) == ("waiting", 0, 5)
        assert await step(stage, Here())
        assert not await step(stage, Here())
        told = (await admin.get(f"{PATH}/{asked['id']}")).json()
        assert (told["state"], told["done"], told["asked_by_name"]) == ("done", 5, "boss")
        base, more = told["answer"]["variants"]
        assert base["differences"] == {}
        assert more["figures"]["hours"]["mean"] > base["figures"]["hours"]["mean"]
        assert more["differences"]["abandonment"]["mean"] <= 0
        assert {one["code"] for one in told["answer"]["classes"]} == set(base["by_class"])
        listed = (await admin.get(PATH)).json()
        assert [one["id"] for one in listed["items"]] == [asked["id"]]
        assert "answer" not in listed["items"][0]
        assert len(listed["library"]["events"]) == 20
    assert await stage.audited("insight.what_if_asked", UUID(asked["id"])) == 1
    async with stage.ours.db.reading(stage.ours.tenant) as conn:
        line = await conn.fetchval("SELECT detail FROM access.audit WHERE action = 'insight.what_if_asked'")
    # Which simulation it was, not every figure of it.
    assert line == {"name": asked["name"], "variants": [one["name"] for one in asked["draft"]["variants"]]}


async def test_the_same_study_twice_is_the_same(stage: Stage) -> None:
    """A worker that died has its study begun anew by another, of the same chance."""
    who = Here()
    async with stage.as_("boss") as boss:
        asked = await ask(boss)
        row = await stage.spine.db.system.fetchrow(
            "SELECT tenant_id, kind, key, due_at, payload, generation, attempts FROM kernel.timers WHERE kind = $1",
            what_ifs.STEP,
        )
        assert row is not None
        died = Here(refuses=KeyboardInterrupt())  # type: ignore[arg-type]
        with pytest.raises(KeyboardInterrupt):
            await jobs.what_if(stage.ours.work, died, replace(Job(*row), attempts=1))
        assert (await boss.get(f"{PATH}/{asked['id']}")).json()["state"] == "running"
        await jobs.what_if(stage.ours.work, who, replace(Job(*row), attempts=2))
        told = (await boss.get(f"{PATH}/{asked['id']}")).json()
        assert told["state"] == "done"
        assert died.orders == who.orders
        # One that kills every worker is given up.
        asked = await ask(boss)
        assert await step(stage, Here(), attempts=jobs.MOST_ATTEMPTS + 1)
        told = (await boss.get(f"{PATH}/{asked['id']}")).json()
        assert (told["state"], told["error"]) == ("failed", "given_up")


async def test_cancelled_it_is_simulated_no_further(stage: Stage) -> None:
    async with stage.as_("boss") as boss:
        asked = await ask(boss)

        async def cancel() -> None:
            assert (await boss.post(f"{PATH}/{asked['id']}/cancel")).json()["state"] == "cancelled"

        assert await step(stage, Here(before=cancel))
        told = (await boss.get(f"{PATH}/{asked['id']}")).json()
        assert (told["state"], told["answer"]) == ("cancelled", None)
        assert refused(await boss.post(f"{PATH}/{asked['id']}/cancel")) == (409, "what_if_ended", None)
        assert not await step(stage, Here())


async def test_a_busy_machine_is_asked_again_later(stage: Stage) -> None:
    who = Here()
    who.busy = True
    async with stage.as_("boss") as boss:
        asked = await ask(boss)
        assert await step(stage, who)
        assert not await step(stage, who), "not at once"
        assert who.orders == []
        assert (await boss.get(f"{PATH}/{asked['id']}")).json()["state"] == "waiting"


@pytest.mark.parametrize(
    ("failure", "error", "field"),
    [
        (CannotBe("nothing_seen", "no", "weeks"), "nothing_seen", "weeks"),
        (TimeoutError(), "took_too_long", None),
        (RuntimeError("broken"), "simulation_ended", None),
    ],
)
async def test_what_cannot_be_is_told(stage: Stage, failure: Exception, error: str, field: str | None) -> None:
    async with stage.as_("boss") as boss:
        asked = await ask(boss)
        assert await step(stage, Here(refuses=failure))
        told = (await boss.get(f"{PATH}/{asked['id']}")).json()
        assert (told["state"], told["error"], told["error_field"]) == ("failed", error, field)


async def test_two_at_a_time(stage: Stage) -> None:
    async with stage.as_("boss") as boss:
        for _ in range(what_ifs.AT_ONCE):
            await ask(boss)
        answer = await boss.post(PATH, json=DRAFT)
        assert refused(answer) == (409, "too_many_what_ifs", None)


async def test_kept_named_and_deleted(stage: Stage) -> None:
    async with stage.as_("boss") as boss:
        asked = await ask(boss)
        assert asked["expires_at"] is not None
        at = f"{PATH}/{asked['id']}"
        kept = (await boss.patch(at, json={"kept": True, "name": " 双十一  方案 "})).json()
        assert (kept["name"], kept["expires_at"]) == ("双十一 方案", None)
        assert (await boss.patch(at, json={"name": "方案二"})).json()["expires_at"] is None
        assert (await boss.patch(at, json={"kept": False})).json()["expires_at"] is not None
        assert refused(await boss.patch(at, json={"name": "  "})) == (422, "bad_title", "name")
        assert (await boss.delete(at)).status_code == 204
        assert (await boss.get(at)).status_code == 404
        assert not await step(stage, Here())
    assert await stage.audited("insight.what_if_changed", UUID(asked["id"])) == 3
    assert await stage.audited("insight.what_if_deleted", UUID(asked["id"])) == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"weeks": 0}, "weeks"),
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": [8]}, "weekdays"),
        ({"family": "nowhere"}, "family"),
        ({"load": 9.0}, "load"),
        ({"event": {"code": "nothing"}}, "event.code"),
        ({"event": {"code": "promotion", "at": -1.0}}, "event.at"),
        ({"variants": []}, "variants"),
        ({"variants": [{"name": str(n)} for n in range(5)]}, "variants"),
        ({"variants": [{"name": "一"}, {"name": "一"}]}, "variants[1].name"),
        ({"variants": [{"name": "一"}, {"name": "二", "contains": 1.0}]}, "variants[1].contains"),
        ({"variants": [{"name": "一", "agents": 0.0}]}, "variants[0].agents"),
        ({"variants": [{"name": "一", "ring_seconds": 601}]}, "variants[0].ring_seconds"),
        ({"replications": 1}, "replications"),
    ],
)
async def test_bad_input_is_told_by_field(stage: Stage, more: dict[str, Any], field: str) -> None:
    async with stage.as_("boss") as boss:
        answer = await boss.post(PATH, json={**DRAFT, **more})
        status, _, told = refused(answer)
        assert (status, told) == (422, field)


async def test_agents_and_other_houses_see_nothing(stage: Stage) -> None:
    async with stage.as_("boss") as boss:
        asked = await ask(boss)
    at = f"{PATH}/{asked['id']}"
    async with stage.as_("agent") as agent:
        for answer in (await agent.get(PATH), await agent.get(at), await agent.post(PATH, json=DRAFT)):
            assert answer.status_code == 403
    async with stage.as_("rival") as rival:
        assert (await rival.get(PATH)).json()["items"] == []
        for answer in (await rival.get(at), await rival.delete(at), await rival.post(f"{at}/cancel")):
            assert answer.status_code == 404
        assert (await rival.patch(at, json={"name": "我的"})).status_code == 404
