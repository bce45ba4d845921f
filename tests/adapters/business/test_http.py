"""The connector sits the port's exam; and what an OpenAPI document says is read as far as it can be used."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from qingfeng.adapters.business import HttpBusiness
from qingfeng.adapters.business.http import REST_SECONDS
from qingfeng.adapters.business.openapi import described
from qingfeng.kernel.clock import ManualClock
from qingfeng.kernel.errors import Invalid, Unavailable
from qingfeng.ports.conformance.business import READ, UNSAFE, BusinessExam, system_of
from tests.adapters.business.peer import ListeningPeer, listening


@pytest.fixture
async def peer() -> AsyncIterator[ListeningPeer]:
    async with listening() as there:
        yield there


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def there(clock: ManualClock) -> AsyncIterator[HttpBusiness]:
    made = HttpBusiness(clock)
    yield made
    await made.close()


class TestHttpBusiness(BusinessExam):
    pass


async def test_after_a_rest_one_call_tries_it(peer: ListeningPeer, there: HttpBusiness, clock: ManualClock) -> None:
    peer.answers = [(500, b"")]
    for _ in range(5):
        with pytest.raises(Unavailable):
            await there.call(system_of(peer), UNSAFE, {"order": "1"}, key="k", seconds=5)
    clock.advance(REST_SECONDS + 1)
    with pytest.raises(Unavailable) as refused:
        await there.call(system_of(peer), UNSAFE, {"order": "1"}, key="k", seconds=5)
    assert refused.value.code == "business_failed"
    with pytest.raises(Unavailable) as refused:
        await there.call(system_of(peer), READ, {"number": "1"}, key="k", seconds=5)
    assert (refused.value.code, len(peer.seen)) == ("business_rest", 6)
    clock.advance(REST_SECONDS + 1)
    peer.answers = [(200, b"{}")]
    for _ in range(2):
        assert (await there.call(system_of(peer), READ, {"number": "1"}, key="k", seconds=5)).status == 200


async def test_who_is_not_there_was_not_reached(peer: ListeningPeer, there: HttpBusiness) -> None:
    system = system_of(peer, base_url="http://127.0.0.1:1")
    with pytest.raises(Unavailable) as refused:
        await there.call(system, UNSAFE, {"order": "1"}, key="k", seconds=5)
    assert refused.value.code == "business_down"


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "订单中心", "version": "7"},
    "paths": {
        "/orders/{number}": {
            "parameters": [{"name": "number", "in": "path", "schema": {"type": "string"}}],
            "get": {"operationId": "find_order", "summary": "查订单", "parameters": [{"name": "tail", "in": "query"}]},
            "delete": {"operationId": "drop_order"},
            "patch": {"summary": "has no name"},
        },
        "/returns": {
            "post": {
                "operationId": "make_return",
                "parameters": [{"$ref": "#/components/parameters/Key"}],
                "requestBody": {"$ref": "#/components/requestBodies/Return"},
            },
        },
        "/pay": {"post": {"operationId": "pay"}},
    },
    "components": {
        "parameters": {"Key": {"name": "Idempotency-Key", "in": "header", "required": True}},
        "requestBodies": {"Return": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/R"}}}}},
        "schemas": {"R": {"properties": {"order": {"description": "订单号"}, "pieces": {}}, "required": ["order"]}},
    },
}


def test_operations_are_read() -> None:
    found = described(msgspec.json.encode(DOCUMENT))
    assert (found.title, found.version) == ("订单中心", "7")
    by_name = {one.name: one for one in found.operations}
    assert {n: (o.method, o.changes, o.repeatable) for n, o in by_name.items()} == {
        "drop_order": ("DELETE", True, True),
        "find_order": ("GET", False, True),
        "make_return": ("POST", True, True),
        "pay": ("POST", True, False),
    }
    assert [(p.name, p.place, p.required) for p in by_name["make_return"].parameters] == [
        ("order", "body", True),
        ("pieces", "body", False),
    ]
    assert [(p.name, p.place, p.required) for p in by_name["find_order"].parameters] == [
        ("number", "path", True),
        ("tail", "query", False),
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"openapi": "2.0"}',
        b'{"openapi": "3.0.1"}',
        b'{"openapi": "3.0.1", "paths": []}',
        b'{"openapi": "3.0.1", "paths": {"/a": {"get": {"operationId": "a b"}}}}',
        b'{"openapi": "3.0.1", "paths": {"/a": {"$ref": "#/paths/~1a"}}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_description_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        described(body)
    assert (refused.value.code, refused.value.field) == ("openapi_unusable", "url")


async def test_a_description_is_fetched(peer: ListeningPeer, there: HttpBusiness) -> None:
    peer.answers = [(200, msgspec.json.encode(DOCUMENT)), (404, b"{}"), (200, b"x" * 2_200_000)]
    assert len((await there.describe(system_of(peer), f"{peer.url}/openapi.json")).operations) == 4
    with pytest.raises(Invalid):
        await there.describe(system_of(peer), f"{peer.url}/openapi.json")
    with pytest.raises(Unavailable) as refused:
        await there.describe(system_of(peer), f"{peer.url}/openapi.json")
    assert refused.value.code == "business_answer"
    with pytest.raises(Invalid):
        await there.describe(system_of(peer), "ftp://x")
