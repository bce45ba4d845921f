"""The exam of `ports.business`: what a flow may rely on, with a peer that really listens and really fails.

A test module gives the fixture `peer`, a server on this machine that keeps what it was asked and can be told how to
answer, and the fixture `there`, the connector.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, Protocol
from uuid import UUID

import msgspec

from qingfeng.kernel.errors import Invalid, Refused, Unavailable
from qingfeng.ports.business import BusinessSystem, Operation, Parameter, System


class Seen(msgspec.Struct, frozen=True):
    """One request as it came in. Header names in lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


class Peer(Protocol):
    """`answers`: status and body for the next requests, in order (the last again and again); a status of 0 drops the
    connection, -1 never answers."""

    url: str
    answers: list[tuple[int, bytes]]
    seen: list[Seen]


READ = Operation(
    name="find_order",
    method="GET",
    path="/orders/{number}",
    parameters=[
        Parameter(name="number", place="path", required=True),
        Parameter(name="tail", place="query"),
    ],
)
CHANGE = Operation(
    name="make_return",
    method="POST",
    path="/returns",
    parameters=[Parameter(name="order", place="body", required=True), Parameter(name="pieces", place="body")],
    changes=True,
    repeatable=True,
)
UNSAFE = msgspec.structs.replace(CHANGE, name="pay", repeatable=False)


def system_of(peer: Peer, **changed: Any) -> System:
    given = {"id": UUID(int=1), "tenant": UUID(int=2), "base_url": peer.url, "loopback": True, **changed}
    return System(**given)


async def refused_by(attempt: Awaitable[object]) -> Refused:
    got: Refused | None = None
    try:
        await attempt
    except (Invalid, Unavailable) as refused:
        got = refused
    assert got is not None, "this should have been refused"
    return got


class BusinessExam:
    async def test_what_is_asked_arrives_as_it_was_meant(self, peer: Peer, there: BusinessSystem) -> None:
        peer.answers = [(200, '{"status": "已发货", "paid": 3499.0}'.encode())]
        give = {"number": "ZX/26 #1?", "tail": "0512"}
        answer = await there.call(system_of(peer), READ, give, key="k", seconds=5)
        assert (answer.status, answer.data, answer.attempts) == (200, {"status": "已发货", "paid": 3499.0}, 1)
        [seen] = peer.seen
        assert (seen.method, seen.path, seen.query) == ("GET", "/orders/ZX%2F26%20%231%3F", "tail=0512")
        assert "idempotency-key" not in seen.headers

    async def test_consequences_carry_their_key_and_their_body(self, peer: Peer, there: BusinessSystem) -> None:
        peer.answers = [(201, b'{"number": "RT1"}')]
        await there.call(system_of(peer), CHANGE, {"order": "一", "pieces": 2}, key="run:3", seconds=5)
        [seen] = peer.seen
        assert (seen.headers["idempotency-key"], msgspec.json.decode(seen.body)) == (
            "run:3",
            {"order": "一", "pieces": 2},
        )

    async def test_it_says_who_we_are(self, peer: Peer, there: BusinessSystem) -> None:
        peer.answers = [(200, b"{}")]
        for auth, header, value in (
            ("bearer", "authorization", "Bearer s:t"),
            ("header", "x-key", "s:t"),
            ("basic", "authorization", "Basic czp0"),
        ):
            system = system_of(peer, auth=auth, header="X-Key", secret="s:t")
            await there.call(system, READ, {"number": "1"}, key="k", seconds=5)
            assert peer.seen[-1].headers[header] == value

    async def test_a_refusal_is_an_answer_and_is_not_asked_again(self, peer: Peer, there: BusinessSystem) -> None:
        peer.answers = [(409, b'{"code": "too_late"}')]
        answer = await there.call(system_of(peer), CHANGE, {"order": "1"}, key="k", seconds=5)
        assert (answer.status, answer.data, len(peer.seen)) == (409, {"code": "too_late"}, 1)

    async def test_a_passing_failure_is_tried_again_with_the_same_key(self, peer: Peer, there: BusinessSystem) -> None:
        peer.answers = [(503, b""), (0, b""), (200, b'{"number": "RT1"}')]
        answer = await there.call(system_of(peer), CHANGE, {"order": "1"}, key="k7", seconds=5)
        assert (answer.data, answer.attempts) == ({"number": "RT1"}, 3)
        assert {one.headers["idempotency-key"] for one in peer.seen} == {"k7"}

    async def test_what_may_not_be_repeated_is_not(self, peer: Peer, there: BusinessSystem) -> None:
        failures = ((503, "business_down"), (500, "business_failed"), (0, "business_failed"), (502, "business_failed"))
        for asked, (status, code) in enumerate(failures, 1):
            peer.answers = [(status, b"")]
            refused = await refused_by(there.call(system_of(peer), UNSAFE, {"order": "1"}, key="k", seconds=5))
            assert (refused.code, len(peer.seen)) == (code, asked)

    async def test_silence_ends_in_time(self, peer: Peer, there: BusinessSystem) -> None:
        peer.answers = [(-1, b"")]
        async with asyncio.timeout(3):
            refused = await refused_by(there.call(system_of(peer), READ, {"number": "1"}, key="k", seconds=0.2))
        assert refused.code == "business_slow"

    async def test_who_keeps_failing_is_left_alone_and_others_are_not(self, peer: Peer, there: BusinessSystem) -> None:
        peer.answers = [(500, b"")]
        for _ in range(5):
            await refused_by(there.call(system_of(peer), UNSAFE, {"order": "1"}, key="k", seconds=5))
        before = len(peer.seen)
        peer.answers = [(200, b"{}")]
        refused = await refused_by(there.call(system_of(peer), UNSAFE, {"order": "1"}, key="k", seconds=5))
        assert (refused.code, len(peer.seen)) == ("business_rest", before)
        other = system_of(peer, tenant=UUID(int=3))
        assert (await there.call(other, READ, {"number": "1"}, key="k", seconds=5)).status == 200

    async def test_what_cannot_be_read_is_said(self, peer: Peer, there: BusinessSystem) -> None:
        big = b'{"a":"' + b"x" * 300_000 + b'"}'
        for n, body in enumerate((b"<html>", b'{"a"', b"\xff\xfe", b"[" * 50_000, big)):
            peer.answers = [(200, body)]
            system = system_of(peer, id=UUID(int=10 + n))
            refused = await refused_by(there.call(system, READ, {"number": "1"}, key="k", seconds=5))
            assert refused.code == "business_answer"

    async def test_what_is_no_plain_value_is_not_sent(self, peer: Peer, there: BusinessSystem) -> None:
        for give in ({}, {"number": ""}, {"number": None}, {"number": ["1"]}, {"number": ".."}):
            refused = await refused_by(there.call(system_of(peer), READ, give, key="k", seconds=5))
            assert (refused.code, refused.field, peer.seen) == ("business_parameter", "number", [])

    async def test_a_redirect_leads_nowhere(self, peer: Peer, there: BusinessSystem) -> None:
        peer.answers = [(302, b"{}")]
        answer = await there.call(system_of(peer), READ, {"number": "1"}, key="k", seconds=5)
        assert (answer.status, len(peer.seen)) == (302, 1)

    async def test_this_machine_is_called_only_by_who_says_so(self, peer: Peer, there: BusinessSystem) -> None:
        out = system_of(peer, loopback=False)
        refused = await refused_by(there.call(out, READ, {"number": "1"}, key="k", seconds=5))
        assert refused.code in ("https_required", "private_address")
        away = system_of(peer, base_url="http://192.0.2.1:81")
        refused = await refused_by(there.call(away, READ, {"number": "1"}, key="k", seconds=5))
        assert (refused.code, peer.seen) == ("private_address", [])
