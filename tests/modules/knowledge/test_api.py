from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar
from litestar.di import Provide

from qingfeng.kernel import http
from qingfeng.modules.access.public import Caller
from qingfeng.modules.knowledge.api import handlers
from qingfeng.modules.knowledge.public import Meanings
from tests.support.world import World


@pytest.fixture
async def client(world: World) -> AsyncIterator[AsyncClient]:
    async with serving(world) as client:
        yield client


def serving(world: World) -> AsyncClient:
    caller = Caller(world.tenant, world.db.ids.new(), "林悦", "lin@example.com", "agent", "csrf")
    app = Litestar(
        handlers,
        dependencies={
            "db": Provide(lambda: world.db, sync_to_thread=False),
            "work": Provide(lambda: world.work, sync_to_thread=False),
            "documents_reader": Provide(lambda: None, sync_to_thread=False),
            "pictures_keeper": Provide(lambda: None, sync_to_thread=False),
            "meanings": Provide(lambda: Meanings(lambda: None), sync_to_thread=False),
            "caller": Provide(lambda: caller, sync_to_thread=False),
        },
        exception_handlers=http.HANDLERS,
    )
    transport = ASGITransport(app)  # type: ignore[arg-type]  # Litestar types the same protocol more narrowly
    return AsyncClient(transport=transport, base_url="http://desk")


async def test_search_gives_items_with_scores(client: AsyncClient) -> None:
    answer = await client.get("/api/v1/knowledge/search", params={"q": "空调不制冷", "limit": 3})
    assert answer.status_code == 200
    items = answer.json()["items"]
    assert len(items) <= 3
    assert items[0]["slug"] == "ac-not-cooling"
    assert set(items[0]) == {"id", "slug", "title", "snippet", "category", "score"}


async def test_an_article_is_given_whole(client: AsyncClient) -> None:
    best = (await client.get("/api/v1/knowledge/search", params={"q": "空调不制冷"})).json()["items"][0]
    article = (await client.get(f"/api/v1/knowledge/{best['id']}")).json()
    assert article["title"] == best["title"]
    assert article["questions"]
    assert article["version"] >= 1


@pytest.mark.parametrize(
    ("path", "params", "status", "code"),
    [
        ("knowledge/search", {"q": "x" * 401}, 400, "malformed"),
        ("knowledge/search", {"q": "空调", "limit": "0"}, 400, "malformed"),
        ("knowledge/00000000-0000-0000-0000-000000000000", {}, 404, "not_found"),
    ],
)
async def test_bad_input_is_refused_clearly(
    client: AsyncClient, path: str, params: dict[str, str], status: int, code: str
) -> None:
    answer = await client.get(f"/api/v1/{path}", params=params)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code
