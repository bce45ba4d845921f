"""Nothing that can be sent to /open/v1 makes it answer with an error of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ports.house import House, open_house
from tests.support.depth import examples


@pytest.fixture(scope="module")
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


@pytest.fixture(scope="module")
async def api(house: House) -> AsyncIterator[httpx.AsyncClient]:
    channel = await house.channel("open", url=None, events=[])
    async with house.client(await house.token(channel)) as client:
        yield client


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
senders = st.fixed_dictionaries({"id": st.text(max_size=10) | anything}, optional={"name": anything, "phone": anything})
bodies = {
    "messages": st.fixed_dictionaries(
        {"external_id": st.text(max_size=12) | anything, "sender": senders | anything, "text": st.text(max_size=20)},
        optional={
            "kind": st.sampled_from(["text", "image", "file"]) | anything,
            "context": anything,
            "locale": anything,
        },
    ),
    "events": st.fixed_dictionaries(
        {"type": st.sampled_from(["typing", "read", "human", "end"]) | anything, "sender": senders},
        optional={"seq": st.integers() | anything, "on": anything},
    ),
    "survey": st.fixed_dictionaries(
        {"sender": senders, "conversation_id": st.uuids().map(str) | anything, "score": st.integers(-9, 9)},
        optional={"reasons": anything, "comment": st.text(max_size=9)},
    ),
    "receipts": st.fixed_dictionaries(
        {"message_id": st.uuids().map(str) | anything, "status": st.sampled_from(["delivered", "read", "failed"])},
        optional={"error": st.text(max_size=9)},
    ),
}
fuzz = settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("path", list(bodies))
@fuzz
@given(data=st.data())
async def test_no_body_breaks_it(api: httpx.AsyncClient, path: str, data: st.DataObject) -> None:
    body = data.draw(bodies[path] | anything)
    response = await api.post(f"/open/v1/{path}", json=body)
    assert response.status_code < 500, (body, response.text)
    assert response.status_code == 200 or response.json()["error"]["code"]


@pytest.mark.parametrize("path", [*bodies, "attachments"])
@fuzz
@given(body=st.binary(max_size=300), kind=st.sampled_from(["application/json", "multipart/form-data; boundary=b", ""]))
async def test_no_bytes_break_it(api: httpx.AsyncClient, path: str, body: bytes, kind: str) -> None:
    response = await api.post(f"/open/v1/{path}", content=body, headers={"Content-Type": kind})
    assert 400 <= response.status_code < 500, (body, kind, response.text)


@fuzz
@given(sender=st.text(min_size=1, max_size=30), after=st.integers(-5, 2**40) | st.text(max_size=5))
async def test_no_query_breaks_it(api: httpx.AsyncClient, sender: str, after: Any) -> None:
    for path in ("/open/v1/status", f"/open/v1/conversations/{uuid4()}/messages"):
        response = await api.get(path, params={"sender": sender, "after": after})
        assert response.status_code < 500, response.text
