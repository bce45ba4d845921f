"""A tenant that has the demo's articles and templates."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.modules.knowledge.seed import put_all
from tests.support.world import World, open_world


@pytest.fixture(scope="module")
async def world(database_url: str) -> AsyncIterator[World]:
    async with open_world(database_url) as world:
        async with world.work.tx(world.tenant) as tx:
            await put_all(tx)
        yield world
