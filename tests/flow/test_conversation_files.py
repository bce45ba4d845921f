"""Conversations taken out of a house: by filter and period, piece by piece, masked, cancelled, gone after a day."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import zipfile
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4
from xml.etree import ElementTree

import httpx
import pytest

from qingfeng.contracts.messages import Author
from qingfeng.flow import conversation_files as files
from qingfeng.flow.conversation_lines import HEAD, masked_text
from qingfeng.kernel.clock import ManualClock
from qingfeng.kernel.timers import Job
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import exports
from tests.flow.signed_in import Stage, made_stage

stage = made_stage
PATH = "/api/v1/conversation-exports"


@pytest.fixture(autouse=True)
async def clean(stage: Stage) -> None:
    """Exports of one test do not stand in the way of the next."""
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        await tx.execute("DELETE FROM conversations.exports")
        await tx.execute("DELETE FROM kernel.timers WHERE kind = $1", exports.STEP)


async def steps(stage: Stage, *, limit: int = 100) -> int:
    """What a worker would do now; gives how many steps there were."""
    for n in range(limit):
        row = await stage.spine.db.system.fetchrow(
            "SELECT tenant_id, kind, key, due_at, payload, generation, attempts FROM kernel.timers"
            " WHERE kind = $1 AND due_at <= $2",
            exports.STEP,
            stage.spine.db.clock.now(),
        )
        if row is None:
            return n
        await files.step(stage.spine, Job(*row))
    raise AssertionError("it never ends")


async def ask(client: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    answer = await client.post(PATH, json={"format": "csv", **body})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def fetch(client: httpx.AsyncClient, id_: str) -> bytes:
    answer = await client.get(f"{PATH}/{id_}/file")
    assert answer.status_code == 200, answer.text
    return answer.content


async def told(client: httpx.AsyncClient, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(f"{PATH}/{id_}")).json()
    return found


def refused(answer: httpx.Response) -> tuple[int, str, str | None]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error.get("field")


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


async def test_a_file_holds_what_was_said_in_each_format(stage: Stage) -> None:
    formula = await stage.told('=HYPERLINK("http://x.example","点这里")')
    async with stage.as_("admin") as admin:
        asked = await ask(admin)
        assert (asked["state"], asked["masked"]) == ("waiting", False)
        assert await steps(stage) == 1
        done = await told(admin, asked["id"])
        assert (done["state"], done["done"], done["total"], done["yours"]) == ("done", 2, 2, True)
        found = rows(await fetch(admin, asked["id"]))
        assert list(found[0]) == list(HEAD["zh-CN"])
        assert [(r["会话编号"], r["客户"], r["发送方"], r["内容"]) for r in found] == [
            (str(stage.conversation), "欧阳静怡", "customer", "空调漏水怎么办"),
            (str(formula), "欧阳静怡", "customer", '\'=HYPERLINK("http://x.example","点这里")'),
        ]
        assert found[0]["开始时间"].endswith("+08:00")

        asked = await ask(admin, format="jsonl")
        await steps(stage)
        lines = [json.loads(line) for line in (await fetch(admin, asked["id"])).splitlines()]
        assert [line["id"] for line in lines] == [str(stage.conversation), str(formula)]
        assert [m["text"] for m in lines[0]["messages"]] == ["空调漏水怎么办"]

        asked = await ask(admin, format="xlsx", locale="en")
        await steps(stage)
        with zipfile.ZipFile(io.BytesIO(await fetch(admin, asked["id"]))) as book:
            assert book.testzip() is None
            sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        cells = [["".join(c.itertext()) for c in row] for row in sheet.iter() if row.tag.endswith("}row")]
        assert cells[0] == list(HEAD["en"])
        assert cells[2][20].startswith("=HYPERLINK"), "text in a workbook, never a formula"
    assert await stage.audited("conversation.export_asked", UUID(asked["id"])) == 1
    assert await stage.audited("conversation.exported", UUID(asked["id"])) == 1
    assert await stage.audited("conversation.export_fetched", UUID(asked["id"])) == 1


async def test_a_filter_and_a_period_choose(stage: Stage) -> None:
    later = await stage.told("第三个")
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        await tx.execute(
            "UPDATE conversations.conversations SET customer_tier = 'gold', tags = '{退货}',"
            " opened_at = opened_at - interval '2 days' WHERE id = $1",
            later,
        )
        opened = await tx.value("SELECT opened_at FROM conversations.conversations WHERE id = $1", later)
    async with stage.as_("admin") as admin:
        for chosen in (
            {"tier": "gold"},
            {"tag": "退货", "channel": "webchat", "state": "open"},
            {"since": opened.isoformat(), "before": (opened + timedelta(hours=1)).isoformat()},
        ):
            asked = await ask(admin, format="jsonl", filter=chosen)
            await steps(stage)
            (line,) = (await fetch(admin, asked["id"])).splitlines()
            assert json.loads(line)["id"] == str(later), chosen
        for empty in ({"state": "closed"}, {"queue": str(uuid4())}, {"agent": str(uuid4())}, {"emotion": "angry"}):
            asked = await ask(admin, filter=empty)
            await steps(stage)
            assert rows(await fetch(admin, asked["id"])) == [], empty
        bad = {"since": "2026-07-02T00:00:00Z", "before": "2026-07-01T00:00:00Z"}
        answer = await admin.post(PATH, json={"format": "csv", "filter": bad})
        assert refused(answer) == (422, "period_backwards", "before")
        answer = await admin.post(PATH, json={"format": "csv", "filter": {"since": "2026-07-02T00:00:00"}})
        assert refused(answer) == (422, "zone_missing", "filter.since")
        assert (await admin.post(PATH, json={"format": "pdf"})).status_code == 400


async def test_pieces_follow_one_another_and_go_on_where_a_worker_died(stage: Stage) -> None:
    slow = files.Pace(pieces=1, conversations=1)
    async with stage.ours.db.reading(stage.ours.tenant) as conn:
        ids = await conn.fetch("SELECT id FROM conversations.conversations ORDER BY opened_at, id")
    expected = [str(row["id"]) for row in ids]
    async with stage.as_("admin") as admin:
        asked = await ask(admin, format="jsonl")
        row = await stage.spine.db.system.fetchrow(
            "SELECT tenant_id, kind, key, due_at, payload, generation, attempts FROM kernel.timers WHERE kind = $1",
            exports.STEP,
        )
        assert row is not None
        job = Job(*row)
        await files.step(stage.spine, job, slow)
        half = await told(admin, asked["id"])
        assert (half["state"], half["done"], half["total"]) == ("running", 1, len(expected))
        # The same lease in two workers: one of them adds the piece, the other finds that it is there.
        await asyncio.gather(files.step(stage.spine, job, slow), files.step(stage.spine, job, slow))
        assert (await told(admin, asked["id"]))["done"] in (2, 3)
        await steps(stage)
        got = [json.loads(line)["id"] for line in (await fetch(admin, asked["id"])).splitlines()]
        assert got == expected, "each once, in order"


async def test_who_may_not_see_customers_gets_them_masked(stage: Stage) -> None:
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        conv = await conversations.lock(tx, stage.conversation)
        said = "我是欧阳静怡，电话 139 1234 5678，邮箱 jingyi@example.com，身份证 11010519491231002X，买了 3 台"
        author = Author("customer", conv.customer_id, conv.customer_name)
        await conversations.append(tx, conv, conversations.Draft(author=author, kind="text", text=said))
    async with stage.as_("admin") as admin:
        plain = await ask(admin)
        names = {"name_zh": "数据导出", "name_en": "Exporter", "about": ""}
        rights = ["conversations.read", "conversations.export"]
        role = (await admin.post("/api/v1/roles", json={**names, "permissions": rights})).json()
        await stage.ours.employ("exporter@example.com", role["code"], "exporter")
        async with stage.as_("exporter") as exporter:
            masked = await ask(exporter)
            assert masked["masked"]
            await steps(stage)
            text = (await fetch(exporter, masked["id"])).decode()
            for secret in ("欧阳静怡", "139 1234 5678", "jingyi", "11010519491231002X"):
                assert secret not in text, secret
            assert "买了 3 台" in text
            assert "空调漏水怎么办" in text
            assert refused(await exporter.get(f"{PATH}/{plain['id']}/file"))[:2] == (403, "forbidden")
            assert not (await told(exporter, plain["id"]))["yours"]
    async with stage.as_("boss") as boss:
        assert (await boss.post(PATH, json={"format": "csv"})).status_code == 403
        assert (await boss.get(PATH)).status_code == 403
    async with stage.as_("rival") as rival:
        assert (await rival.get(f"{PATH}/{plain['id']}")).status_code == 404
        assert (await rival.get(f"{PATH}/{plain['id']}/file")).status_code == 404
        assert (await rival.post(f"{PATH}/{plain['id']}/cancel")).status_code == 404
        assert (await rival.get(PATH)).json()["items"] == []


async def test_few_at_a_time_cancelled_and_gone_after_a_day(stage: Stage) -> None:
    async with stage.as_("admin") as admin:
        first, second = await ask(admin), await ask(admin)
        answer = await admin.post(PATH, json={"format": "csv"})
        assert refused(answer) == (409, "too_many_exports", None)
        assert answer.json()["error"]["params"]["max"] == exports.AT_ONCE
        answer = await admin.post(f"{PATH}/{first['id']}/cancel")
        assert answer.json()["state"] == "cancelled"
        assert refused(await admin.post(f"{PATH}/{first['id']}/cancel"))[:2] == (409, "export_ended")
        assert await stage.audited("conversation.export_cancelled", UUID(first["id"])) == 1
        await steps(stage)
        assert (await told(admin, first["id"]))["state"] == "cancelled"
        assert refused(await admin.get(f"{PATH}/{first['id']}/file"))[:2] == (409, "no_export_file")
        assert [one["id"] for one in (await admin.get(PATH)).json()["items"]] == [second["id"], first["id"]]
        assert await fetch(admin, second["id"])
        clock = stage.spine.db.clock
        stage.spine.db.clock = ManualClock(clock.now() + timedelta(hours=exports.KEPT_HOURS, minutes=1))
        try:
            assert await steps(stage) == 1
        finally:
            stage.spine.db.clock = clock
        assert (await told(admin, second["id"]))["state"] == "over"
        assert refused(await admin.get(f"{PATH}/{second['id']}/file"))[:2] == (409, "no_export_file")
    async with stage.ours.db.reading(stage.ours.tenant) as conn:
        assert await conn.fetchval("SELECT count(*) FROM conversations.export_parts") == 0


async def test_files_go_when_somebody_is_erased(stage: Stage) -> None:
    gone = await stage.told("请删除我")
    async with stage.as_("admin") as admin:
        made = await ask(admin)
        await steps(stage)
        going = await ask(admin)
        async with stage.ours.work.tx(stage.ours.tenant) as tx:
            await conversations.privacy.erase(tx, gone, "已删除的客户")
        assert (await told(admin, made["id"]))["state"] == "over"
        after = await told(admin, going["id"])
        assert (after["state"], after["error"]) == ("failed", "erased")
        assert await steps(stage) == 1, "what is left of its step finds nothing to do"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13912345678谢谢", "电话139****78谢谢"),
        ("+86 139-1234-5678", "+86 ****78"),
        ("a.b@c.com", "a***"),
        ("订单 123456", "订单 123456"),
        ("张三：我是张三", "张**：我是张**"),
    ],
)
def test_masks(text: str, masked: str) -> None:
    assert masked_text(text, "张三") == masked
