"""Who asks, behind a proxy: believed from those that the settings trust, and from nobody else."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from qingfeng.app.serve import server_config
from qingfeng.app.settings import Settings, SettingsError
from tests.app.test_settings import GOOD


async def echo(scope: Any, receive: Any, send: Any) -> None:
    told = f"{scope['client'][0]} {scope['scheme']}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": told})


async def seen(trusted: str, peer: str, forwarded: str) -> str:
    config = server_config(echo, Settings.from_env({**GOOD, "QF_TRUSTED_PROXIES": trusted}))
    config.load()
    transport = httpx.ASGITransport(app=config.loaded_app, client=(peer, 4000))
    async with httpx.AsyncClient(transport=transport, base_url="http://house.example") as client:
        headers = {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https"}
        return (await client.get("/", headers=headers)).text


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "expected"),
    [
        ("", "127.0.0.1", "203.0.113.7", "127.0.0.1 http"),  # nobody is trusted unless named
        ("10.0.0.0/8", "203.0.113.9", "198.51.100.1", "203.0.113.9 http"),  # a visitor who claims to be another
        ("10.0.0.0/8", "10.1.2.3", "203.0.113.7", "203.0.113.7 https"),
        (
            "10.0.0.0/8",
            "10.1.2.3",
            "198.51.100.1, 203.0.113.7",
            "203.0.113.7 https",
        ),  # what the visitor wrote before it
        ("10.0.0.0/8, 127.0.0.1", "127.0.0.1", "203.0.113.7, 10.4.4.4", "203.0.113.7 https"),  # two proxies in a row
    ],
)
async def test_the_address_is_the_last_that_a_trusted_proxy_saw(
    trusted: str, peer: str, forwarded: str, expected: str
) -> None:
    assert await seen(trusted, peer, forwarded) == expected


@pytest.mark.parametrize("wrong", ["*", "proxy", "10.0.0.0/99", "0.0.0.0/0", "127.0.0.1,::/0"])
def test_trusting_everybody_or_nonsense_is_refused_by_name(wrong: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({**GOOD, "QF_TRUSTED_PROXIES": wrong})
    assert caught.value.names == ["QF_TRUSTED_PROXIES"]
