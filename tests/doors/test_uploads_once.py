"""Idempotency-Key where a file is sent: what counts is the file's content, not how a client cut the body into parts."""

from __future__ import annotations

import httpx
import pytest

from tests.doors.conftest import People

pytestmark = pytest.mark.slow


def test_a_file_sent_twice_under_one_key_is_one(server: str, everybody: People) -> None:
    with httpx.Client(base_url=server, headers=everybody.headers["agent"]) as client:

        def send(data: bytes, name: str = "a.txt") -> httpx.Response:
            file = {"file": (name, data, "text/plain")}  # a new boundary each time
            return client.post("/api/v1/attachments", files=file, headers={"Idempotency-Key": "k-1"})

        first, again = send("你好".encode()), send("你好".encode())
        assert (first.status_code, first.json()) == (200, again.json())
        assert again.headers["idempotency-replayed"] == "true"
        assert client.get(first.json()["url"]).content == "你好".encode()
        for other in (send(b"other"), send("你好".encode(), "b.txt")):
            assert other.json()["error"]["code"] == "idempotency_key_reused"
