"""Pictures of articles: brought, checked by content, shown to whom the article is open, and dropped when nobody names them."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from PIL import Image

from qingfeng.contracts.messages import Source
from qingfeng.flow import article_files
from qingfeng.flow.article_files import KEPT, ArticleFileWatch
from qingfeng.kernel import prose
from qingfeng.modules.channels import public as channels
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.knowledge import public as knowledge
from tests.flow.signed_in import Stage, made_stage
from tests.flow.test_articles import AT, AT_DOCUMENTS, draft, made
from tests.support.papers import docx, p, shown

stage = made_stage
FILES = "/api/v1/knowledge/files"


def picture(colour: str = "#0B7F79", form: str = "PNG", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 200), colour).save(out, form, **more)
    return out.getvalue()


async def brought(client: httpx.AsyncClient, data: bytes, name: str = "拆面板.png") -> httpx.Response:
    return await client.post(FILES, files={"file": (name, data)})


async def kept(client: httpx.AsyncClient, colour: str = "#0B7F79") -> dict[str, Any]:
    answer = await brought(client, picture(colour))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def bomb() -> bytes:
    """A PNG that says it is 60,000 by 60,000."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0" * 100)) + part(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (SVG, "a.svg", "unsupported_type"),
        (SVG, "a.png", "unsupported_type"),
        (b"GIF89a=1;alert(1)//", "a.gif", "unsupported_type"),
        (b"%PDF-1.4\n%%EOF", "a.pdf", "not_a_picture"),
        (bomb(), "a.png", "image_too_large"),
        (b"", "a.png", "empty_file"),
        (picture() + b"\0" * (5 * 1024 * 1024), "a.png", "file_too_large"),
    ],
    ids=["svg", "svg-as-png", "polyglot", "pdf", "bomb", "empty", "large"],
)
async def test_what_is_no_picture_is_refused_by_its_content(stage: Stage, data: bytes, name: str, code: str) -> None:
    async with stage.as_("knowledge") as client:
        answer = await brought(client, data, name)
    assert answer.status_code >= 400
    assert answer.json()["error"]["code"] == code


async def test_a_picture_that_holds_a_page_is_served_as_a_picture_alone(stage: Stage) -> None:
    async with stage.as_("knowledge") as client:
        answer = await brought(client, picture() + b"<script>alert(1)</script>", "a.html")
        assert answer.status_code == 201, answer.text
        found = answer.json()
        served = await client.get(found["url"])
    assert found["name"] == "a.html.png"
    assert (found["width"], found["height"]) == (320, 200)
    assert served.headers["content-type"] == "image/png"
    assert b"<script" not in served.content
    assert served.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in served.headers["content-security-policy"]


async def test_only_who_writes_brings_and_another_house_sees_nothing(stage: Stage) -> None:
    async with stage.as_("knowledge") as client:
        file = await kept(client)
        assert (await client.get(FILES, params={"ids": f"{file['id']},{uuid4()}"})).json()["items"][0]["id"] == file[
            "id"
        ]
        assert (await client.get(FILES, params={"ids": "file:../x"})).status_code == 422
        assert (await client.get(FILES, params={"ids": ",".join([file["id"]] * 61)})).status_code in (400, 422)
    async with stage.as_("agent") as client:
        assert (await brought(client, picture())).status_code == 403
        assert len((await client.get(FILES, params={"ids": file["id"]})).json()["items"]) == 1
    async with stage.as_("stranger") as client:
        assert (await client.get(FILES, params={"ids": file["id"]})).json()["items"] == []


async def test_a_link_ends_and_another_file_does_not_open_by_it(stage: Stage) -> None:
    async with stage.as_("knowledge") as client:
        one, two = await kept(client), await kept(client, "#aa3311")
        assert (await client.get(one["url"])).status_code == 200
        place = UUID(one["id"]).hex
        assert (await client.get(one["url"].replace(place, UUID(two["id"]).hex))).status_code == 404
        past = one["url"].split("/")
        past[3] = "1700000000"
        assert (await client.get("/".join(past))).status_code == 404


async def test_a_customer_gets_pictures_of_open_articles_and_of_no_others(stage: Stage) -> None:
    async with stage.as_("knowledge") as client:
        shown, inside = await kept(client), await kept(client, "#aa3311")
        open_ = await made(client, slug="open", body=f"看图 ![面板](file:{shown['id']})")
        agents = await made(client, slug="agents", audience="agent", body=f"![内部](file:{inside['id']})")
    async with stage.ours.db.reading(stage.ours.tenant) as conn:
        sources = [Source(UUID(open_["id"]), ""), Source(UUID(agents["id"]), ""), Source(uuid4(), "")]
        said = f"![a](file:{shown['id']}) ![b](file:{inside['id']}) ![c](file:{uuid4()})"
        found = await article_files.named_from(conn, said, sources)
    assert [str(one.id) for one in found] == [shown["id"]]


async def test_what_a_customer_sent_is_no_articles_picture(stage: Stage) -> None:
    work, tenant = stage.ours.work, stage.ours.tenant
    theirs = await channels.keep_file(work, tenant, "身份证.png", picture(), "customer")
    async with stage.ours.db.reading(tenant) as conn:
        assert await article_files.named(conn, f"![x](file:{theirs.id})") == []


async def test_an_article_is_sent_whole_and_once(stage: Stage) -> None:
    at = f"/api/v1/conversations/{stage.conversation}"
    async with stage.as_("knowledge") as client:
        file = await kept(client)
        body = f"1. 打开面板\n   ![面板](file:{file['id']})\n2. 取出滤网"
        article = await made(client, slug="walk", body=body)
        agents = await made(client, slug="agents-only", audience="agent")
    async with stage.as_("boss") as client:
        taken = await client.post(f"{at}/claim")
        assert taken.status_code == 200, taken.text
        sent = [
            await client.post(f"{at}/articles", json={"client_id": "article-0001", "article_id": article["id"]})
            for _ in range(2)
        ]
        assert [one.status_code for one in sent] == [201, 201], sent[0].text
        message = sent[0].json()
        assert message["id"] == sent[1].json()["id"]
        assert message["format"] == "markdown"
        assert message["text"].endswith(body)
        assert [(one["id"], one["width"]) for one in message["files"]] == [(file["id"], 320)]
        assert (await client.get(message["files"][0]["url"])).status_code == 200
        refused = await client.post(f"{at}/articles", json={"client_id": "article-0002", "article_id": agents["id"]})
        assert refused.json()["error"]["code"] == "not_for_customers"
    async with stage.as_("stranger") as client:
        answer = await client.post(f"{at}/articles", json={"client_id": "article-0003", "article_id": article["id"]})
        assert answer.status_code in (403, 404)
    async with stage.ours.db.reading(stage.ours.tenant) as conn:
        conv = await conversations.get(conn, stage.conversation)
        assert conv is not None
        page, _ = await conversations.messages(conn, conv, public=True)
    assert conv.preview is not None
    assert "file:" not in conv.preview.text
    assert "面板" in conv.preview.text
    plain = article_files.readable(page[-1])
    assert "file:" not in plain.text
    assert "【面板】" in plain.text
    assert plain.files


async def test_the_words_are_found_and_the_signs_are_not(stage: Stage) -> None:
    async with stage.as_("knowledge") as client:
        file = await kept(client)
        await made(
            client,
            slug="shown",
            title="滤网保养",
            body=f'1. 断电\n   ![磁吸卡扣在左侧](file:{file["id"]} "用拇指顶开")\n2. 冲洗',
        )
    async with stage.ours.db.reading(stage.ours.tenant) as conn:
        for asked in ("磁吸卡扣在哪", "用拇指顶开"):
            hits = await knowledge.search(conn, asked, now=stage.ours.db.clock.now(), locale="zh-CN", audience="agent")
            assert [one.slug for one in hits[:1]] == ["shown"], asked
            assert "file:" not in hits[0].snippet
            assert "!" not in hits[0].snippet
            assert "](" not in hits[0].snippet
        asked = str(file["id"]).split("-")[0]
        now = stage.ours.db.clock.now()
        assert not await knowledge.search(conn, asked, now=now, locale="zh-CN", audience="agent")


async def test_forty_pictures_are_enough(stage: Stage) -> None:
    many = "\n".join(prose.written(uuid4(), "图") for _ in range(41))
    async with stage.as_("knowledge") as client:
        answer = await client.post(
            AT, json={"title": "多图", "category": "保养", "body": many, "questions": [], "slug": "many"}
        )
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "too_many_pictures")


async def test_a_file_lives_as_long_as_a_version_names_it(stage: Stage) -> None:
    world = stage.ours
    async with stage.as_("knowledge") as client:
        once, never = await kept(client), await kept(client, "#aa3311")
        article = await made(client, slug="versions", body=f"![旧图](file:{once['id']})")
        answer = await client.put(f"{AT}/{article['id']}", json=draft(article, body="不要图了"))
        assert answer.status_code == 200, answer.text
        watch = ArticleFileWatch(world.work, "one")
        await watch.once()
        ids = f"{once['id']},{never['id']}"
        assert len((await client.get(FILES, params={"ids": ids})).json()["items"]) == 2, "a writer has seven days"
        async with world.work.tx(world.tenant) as tx:
            await tx.execute("UPDATE channels.files SET created_at = $1", tx.now - KEPT - timedelta(hours=1))
        await watch.once()
        left = (await client.get(FILES, params={"ids": ids})).json()["items"]
        assert [one["id"] for one in left] == [once["id"]]
    async with world.db.reading(world.tenant) as conn:
        old = await channels.privacy.files_before(conn, world.db.clock.now() + timedelta(days=1), 100)
    assert UUID(once["id"]) not in old, "what customers send ends by age, what articles show does not"


async def test_pictures_of_a_document_come_along_and_what_is_left_is_told(stage: Stage) -> None:
    paper = docx(
        p("滤网拆洗", "a1"),
        p("打开面板", item=0, inside=shown("r1", "掀开面板")),
        p("取出滤网", item=0, inside=shown("r2") + shown("r3", "坏图") + shown("r9", "不在")),
        p("完成。"),
        pictures={"r1": picture(), "r2": picture("#aa3311"), "r3": picture()[:60]},
    )
    page = (
        "<h1>网页里的图</h1><ol><li>看图"
        f'<img alt="内嵌" src="data:image/png;base64,{base64.b64encode(picture("#224466")).decode()}"></li></ol>'
        '<p>完</p><img alt="外链" src="https://example.com/a.png"><img src="data:image/svg+xml;base64,PHN2Zz4=">'
    )
    how = {"category": "保养"}
    files = [("file", ("滤网.docx", paper)), ("file", ("页.html", page.encode()))]
    async with stage.as_("knowledge") as client:
        plan = (await client.post(AT_DOCUMENTS, params=how, files=files)).json()
        told = [
            (one["pictures"], {left["what"]: left["count"] for left in one["left"]}.get("pictures", 0))
            for one in plan["files"]
        ]
        assert told == [(2, 2), (1, 2)]
        first = prose.blocks(plan["items"][0]["body"])
        assert [one.kind for one in first] == ["ol", "p"]
        assert first[0].guide
        assert [[getattr(part, "words", part) for part in one.under] for one in first[0].items] == [
            ["掀开面板"],
            ["图片 2"],
        ]
        ids = [str(one.id) for item in plan["items"] for one in prose.pictures(item["body"])]
        assert (await client.get(FILES, params={"ids": ",".join(ids)})).json()["items"] == [], "a preview keeps nothing"
        done = await client.post(AT_DOCUMENTS, params={**how, "write": "true"}, files=files)
        assert done.status_code == 200, done.text
        kept_ = (await client.get(FILES, params={"ids": ",".join(ids)})).json()["items"]
        assert [one["id"] for one in kept_] == ids
        assert (await client.get(kept_[0]["url"])).headers["content-type"] == "image/png"
        again = (await client.post(AT_DOCUMENTS, params=how, files=files)).json()
        assert {one["action"] for one in again["items"]} == {"same"}
