"""Every channel sits the same exam."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from qingfeng.ports.conformance.channel import ChannelExam
from tests.adapters.open.receiver import Receiver, listening
from tests.ports.drivers import OpenDriver, WebchatDriver
from tests.ports.house import open_house


class TestOpenChannel(ChannelExam):
    @pytest.fixture
    async def driver(self, database_url: str) -> AsyncIterator[OpenDriver]:
        async with open_house(database_url) as house, listening(Receiver()) as receiver:
            channel = await house.channel("open", url=receiver.url, events=["message.created"])
            yield OpenDriver(house, channel, await house.token(channel), receiver)


class TestWebchat(ChannelExam):
    @pytest.fixture
    async def driver(self, database_url: str) -> AsyncIterator[WebchatDriver]:
        async with open_house(database_url) as house:
            channel = await house.channel("webchat")
            async with house.db.reading(house.tenant) as conn:
                key = await conn.fetchval("SELECT key FROM channels.channels WHERE id = $1", channel.id)
            driver = WebchatDriver(house, channel, key)
            yield driver
            await driver.stop()
