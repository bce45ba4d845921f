"""What these tests share: a house of their own, and its administrator at a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.modules.access.browser import browser
from tests.ports.house import House, open_house


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


@pytest.fixture
async def admin(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(house, house.agent.email) as client:
        yield client
