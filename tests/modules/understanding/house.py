"""What tests of intents in a house share: a taxonomy at its doors, and a worker's steps done here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
from msgspec.structs import replace

from qingfeng.kernel.clock import rng
from qingfeng.kernel.timers import Job
from qingfeng.modules.understanding import jobs
from qingfeng.modules.understanding.teaching import Heard, Order, Taught, teach
from qingfeng.ports.embed import Encoder
from tests.flow.signed_in import Stage
from tests.modules.understanding.examples import LEARN, _split

PATH = "/api/v1/intents"
NAMES = {
    "parcel": "查物流", "invoice": "开发票", "refund": "退款", "install": "预约安装", "repair": "报修", "coupon": "优惠券",
    "account": "账号与登录", "human": "转人工",
}  # fmt: skip


class Here:
    """Teaches in this process. `before`: what happens before a step is told of; `refuses`: instead of an answer."""

    def __init__(
        self,
        encoder: Encoder | None = None,
        *,
        before: Callable[[], Any] | None = None,
        refuses: BaseException | None = None,
    ) -> None:
        self.busy = False
        self.orders: list[Order] = []
        self._encoder, self._before, self._refuses = encoder, before, refuses

    async def run(self, order: Order, heard: Heard) -> Taught | None:
        self.orders.append(order)
        if self._refuses is not None:
            raise self._refuses
        if self._before is not None:
            await self._before()
        if not await heard("measure", 1, 5):
            return None
        return teach(order, None, rng(order.seed), lambda *_: None)


async def clean(stage: Stage) -> None:
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        for table in ("decisions", "versions", "examples", "intents"):
            await tx.execute(f"DELETE FROM understanding.{table}")
        await tx.execute("DELETE FROM kernel.timers WHERE kind = $1", jobs.STEP)


async def step(stage: Stage, who: Here, *, attempts: int = 1) -> bool:
    """What a worker would do now. False: nothing."""
    row = await stage.spine.db.system.fetchrow(
        "SELECT tenant_id, kind, key, due_at, payload, generation, attempts FROM kernel.timers WHERE kind = $1 AND due_at <= $2",
        jobs.STEP,
        stage.spine.db.clock.now(),
    )
    if row is None:
        return False
    await jobs.train(stage.ours.work, who, replace(Job(*row), attempts=attempts))
    return True


async def made(client: httpx.AsyncClient, code: str) -> str:
    """An intent of the tests' examples, with them; gives its id."""
    answer = await client.post(PATH, json={"name_zh": NAMES[code], "name_en": code})
    assert answer.status_code == 201, answer.text
    id_: str = answer.json()["id"]
    added = await client.post(f"{PATH}/examples", json={"intent_id": id_, "texts": _split(LEARN[code])})
    assert added.json()["refused"] == [], added.text
    return id_


async def taxonomy(client: httpx.AsyncClient) -> dict[str, str]:
    """The tests' eight intents, by code: their ids."""
    return {code: await made(client, code) for code in NAMES}


async def trained(stage: Stage, client: httpx.AsyncClient, *, publish: bool = True) -> dict[str, Any]:
    """A version of the examples as they are, published or not."""
    asked = await client.post(f"{PATH}/versions")
    assert asked.status_code == 201, asked.text
    assert await step(stage, Here())
    at = f"{PATH}/versions/{asked.json()['id']}"
    if publish:
        done = await client.post(f"{at}/publish")
        assert done.status_code == 200, done.text
    found: dict[str, Any] = (await client.get(at)).json()
    return found


def refused(answer: httpx.Response) -> tuple[int, str, str | None]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error.get("field")


def id_of(found: dict[str, Any]) -> UUID:
    return UUID(found["id"])
