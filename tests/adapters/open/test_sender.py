"""Signed calls to a real receiver over real sockets."""

from __future__ import annotations

import socket
import ssl
import subprocess
import time
from pathlib import Path
from uuid import UUID

import pytest

from qingfeng.adapters.channels.open import OpenChannel
from qingfeng.adapters.channels.open.signature import verify
from qingfeng.kernel.clock import ManualClock, SystemClock
from qingfeng.ports.channel import ChannelRef, Outbound
from tests.adapters.open.receiver import Receiver, listening
from tests.support.slack import SLACK

SECRET = "s" * 32
BODY = '{"type":"message.created","text":"已为您安排，请稍候 😀"}'.encode()


def ref(url: str | None) -> ChannelRef:
    return ChannelRef(tenant=UUID(int=1), id=UUID(int=2), kind="open", name="App", config={"url": url}, secret=SECRET)


def out(body: bytes = BODY) -> Outbound:
    return Outbound(
        delivery_id=UUID(int=7), conversation_id=UUID(int=8), sender_id="u1", event="message.created", body=body
    )


def to(*addresses: str):
    """A lookup whose answers change from call to call; the last one stays."""
    answers = list(addresses)

    async def lookup(host: str, port: int) -> list[str]:
        return [answers.pop(0) if len(answers) > 1 else answers[0]]

    return lookup


async def test_posts_the_body_signed() -> None:
    clock = ManualClock()
    async with listening(Receiver()) as there:
        channel = OpenChannel(clock, allow_private=True)
        sent = await channel.send(ref(there.url + "?a=1"), out())
        await channel.close()
    assert (sent.ok, sent.status, sent.error) == (True, 200, None)
    (call,) = there.calls
    assert call.signed
    assert call.path == "/hooks?a=1"
    assert call.body == BODY
    assert call.id == str(UUID(int=7))
    assert call.headers["qingfeng-timestamp"] == str(int(clock.now().timestamp()))
    assert call.headers["content-type"] == "application/json"
    assert call.headers["host"] == f"127.0.0.1:{there.port}"
    assert verify(SECRET, call.headers, call.body, clock.now().timestamp())


@pytest.mark.parametrize("status", [200, 201, 204, 299])
async def test_any_2xx_is_a_success(status: int) -> None:
    async with listening(Receiver(always=status)) as there:
        sent = await OpenChannel(SystemClock(), allow_private=True).send(ref(there.url), out())
    assert sent.ok


@pytest.mark.parametrize("status", [400, 401, 404, 410, 429, 500, 503, 304])
async def test_anything_else_may_be_tried_again(status: int) -> None:
    async with listening(Receiver(always=status)) as there:
        sent = await OpenChannel(SystemClock(), allow_private=True).send(ref(there.url), out())
    assert (sent.ok, sent.status, sent.retry) == (False, status, True)
    assert sent.error is not None
    assert sent.error.startswith(f"HTTP {status}")
    assert sent.error.isprintable()


async def test_a_redirect_is_not_followed() -> None:
    async with listening(Receiver(always="redirect")) as there:
        sent = await OpenChannel(SystemClock(), allow_private=True).send(ref(there.url), out())
    assert (sent.ok, sent.status) == (False, 307)
    assert "redirects are not followed" in (sent.error or "")
    assert [c.path for c in there.calls] == ["/hooks"]


async def test_a_hang_up_a_closed_port_and_a_missing_url() -> None:
    async with listening(Receiver(always="drop")) as there:
        channel = OpenChannel(SystemClock(), allow_private=True)
        dropped = await channel.send(ref(there.url), out())
    closed = await channel.send(ref(there.url), out())
    missing = await channel.send(ref(None), out())
    assert (dropped.ok, dropped.status, dropped.retry) == (False, None, True)
    assert (closed.ok, closed.retry) == (False, True)
    assert (missing.ok, missing.retry) == (False, False)


@pytest.mark.parametrize("slow", [5.0, "drip"])
async def test_the_time_is_for_the_whole_call(slow: float | str) -> None:
    async with listening(Receiver(always=slow)) as there:
        channel = OpenChannel(SystemClock(), allow_private=True, timeout=0.4)
        started = time.perf_counter()
        sent = await channel.send(ref(there.url), out())
    assert time.perf_counter() - started < 4
    assert not sent.ok
    assert sent.error == "timeout: no answer within 0.4 s"


async def test_a_flood_is_not_read() -> None:
    async with listening(Receiver(always="flood")) as there:
        started = time.perf_counter()
        sent = await OpenChannel(SystemClock(), allow_private=True).send(ref(there.url), out())
    assert time.perf_counter() - started < 2 * SLACK
    assert sent.status == 500
    assert len(sent.error or "") <= 500


async def test_private_addresses_are_refused_when_sending() -> None:
    async with listening(Receiver()) as there:
        channel = OpenChannel(SystemClock())
        for host in ("127.0.0.1", "localhost", "2130706433", "[::1]"):
            sent = await channel.send(ref(f"https://{host}:{there.port}/"), out())
            assert not sent.ok
            assert (sent.error or "").startswith(("private_address", "not_a_url"))
        plain = await channel.send(ref(there.url), out())
        assert (plain.error or "").startswith("https_required")
    assert there.connections == 0


async def test_a_name_that_changes_after_the_check_leads_nowhere() -> None:
    """Rebinding: public when registered, this machine when called."""
    async with listening(Receiver()) as there:
        channel = OpenChannel(SystemClock(), lookup=to("8.8.8.8", "127.0.0.1"))
        url = f"https://rebind.example:{there.port}/"
        await channel.check_url(url)
        sent = await channel.send(ref(url), out())
    assert (sent.error or "").startswith("private_address")
    assert there.connections == 0


async def test_connects_to_the_address_that_was_checked() -> None:
    """One look-up for a call: the answer that was checked is the one that is used. A second one would lead astray."""
    async with listening(Receiver()) as there:
        channel = OpenChannel(SystemClock(), allow_private=True, lookup=to("127.0.0.1", "192.0.2.1"))
        sent = await channel.send(ref(f"http://hooks.example:{there.port}/x"), out())
    assert sent.ok
    assert there.calls[0].headers["host"] == f"hooks.example:{there.port}"


async def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    async def both(host: str, port: int) -> list[str]:
        return ["127.0.0.2", "127.0.0.1"]

    async with listening(Receiver()) as there:  # listens on 127.0.0.1 alone
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.2", there.port)) != 0
        sent = await OpenChannel(SystemClock(), allow_private=True, lookup=both).send(
            ref(f"http://two.example:{there.port}/"), out()
        )
    assert sent.ok


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=hooks.example", "-addext", "subjectAltName=DNS:hooks.example"),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )
    return folder


async def test_tls_is_checked_against_the_name_not_the_address(certificate: Path) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    names: list[str | None] = []
    server.sni_callback = lambda _sock, name, _context: names.append(name)
    trust = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
    async with listening(Receiver(), server) as there:
        channel = OpenChannel(SystemClock(), allow_private=True, lookup=to("127.0.0.1"), tls=trust)
        right = await channel.send(ref(f"https://hooks.example:{there.port}/"), out())
        wrong = await channel.send(ref(f"https://other.example:{there.port}/"), out())
        stranger = await OpenChannel(SystemClock(), allow_private=True, lookup=to("127.0.0.1")).send(
            ref(f"https://hooks.example:{there.port}/"), out()
        )
    assert right.ok
    assert names[:2] == ["hooks.example", "other.example"]
    assert not wrong.ok
    assert "certificate" in (wrong.error or "").lower()
    assert not stranger.ok
    assert len(there.calls) == 1
