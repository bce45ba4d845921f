"""What tests of sending share: a receiver that really listens, and a tenant whose open channel leads to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.adapters.open.receiver import Receiver, listening
from tests.flow.lines import Lines, open_lines


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with listening(Receiver()) as there:
        yield there


@pytest.fixture
async def lines(database_url: str, receiver: Receiver) -> AsyncIterator[Lines]:
    async with open_lines(database_url, receiver) as made:
        yield made
