"""Known ways to break in, by name, tried at the doors of a real web process.

Where webhooks may go (private, link-local and mapped addresses, names that change) is tried in tests/kernel and tests/adapters/open.
"""

from __future__ import annotations

import io
import json
import socket
import struct
import zlib
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.doors.conftest import People
from tests.support.world import PASSWORD

pytestmark = pytest.mark.slow
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(document.cookie)'><script>alert(1)</script></svg>"
EVIL = "https://evil.example"


@pytest.fixture(scope="module")
def agent(server: str, everybody: People) -> Any:
    with httpx.Client(base_url=server, headers=everybody.headers["agent"], timeout=20) as client:
        yield client


def upload(client: httpx.Client, name: str, data: bytes, kind: str = "image/png") -> httpx.Response:
    return client.post("/api/v1/attachments", files={"file": (name, data, kind)})


def raw(server: str, request: bytes) -> bytes:
    """Bytes as no decent client would send them; the answer until the line is closed or a second has passed."""
    parts, answer = urlsplit(server), b""
    with socket.create_connection((str(parts.hostname), int(parts.port or 80)), 5) as line:
        line.sendall(request)
        line.settimeout(1)
        try:
            while piece := line.recv(65536):
                answer += piece
        except TimeoutError:
            pass
    return answer


def still_answers(server: str) -> bool:
    return httpx.get(f"{server}/health/live").status_code == 200


# ------------------------------------------------------------------ uploads
def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(2_000_000))) + chunk(b"IEND", b"")


def test_upload_bomb_of_pixels(agent: httpx.Client) -> None:
    assert upload(agent, "a.png", _png(60_000, 60_000)).status_code in (413, 415, 422)


def test_upload_bomb_of_bytes(agent: httpx.Client, server: str) -> None:
    assert upload(agent, "a.txt", b"x" * 60_000_000, "text/plain").status_code == 413
    assert still_answers(server)


def test_upload_bomb_compressed_body(agent: httpx.Client) -> None:
    """What is said to be compressed is not unpacked."""
    body = io.BytesIO(zlib.compress(b"[" * 50_000_000, 9)).getvalue()
    answer = agent.post(
        "/api/v1/offers", content=body, headers={"Content-Encoding": "gzip", "Content-Type": "application/json"}
    )
    assert 400 <= answer.status_code < 500


def test_upload_of_a_script_as_a_picture(agent: httpx.Client) -> None:
    for name, kind in (("a.svg", "image/svg+xml"), ("a.png", "image/png"), ("a.txt", "text/plain"), ("a.html", "")):
        answer = upload(agent, name, SCRIPT, kind or "text/html")
        assert answer.status_code == 415, f"{name} was taken"


def test_upload_name_leads_nowhere(agent: httpx.Client) -> None:
    for name in ("../../etc/passwd.txt", "..\\..\\a.txt", "/etc/cron.d/a.txt", "a\u202etxt.exe.txt", "con.txt"):
        answer = upload(agent, name, "无害".encode(), "text/plain")
        assert answer.status_code == 200, answer.text
        kept = answer.json()["name"]
        assert not set(kept) & set("/\\:\u202e"), kept
        link = agent.get(answer.json()["url"])
        assert link.headers["content-disposition"].startswith("attachment")
        assert link.headers["x-content-type-options"] == "nosniff"


def test_json_bombs(agent: httpx.Client, server: str) -> None:
    for body in (
        b"[" * 200_000,
        b'{"a":' * 40_000,
        b'"' + b"\\u0000" * 40_000,
        b"1e400",
        b"\xff\xfe{}",
        b"9" * 200_000,
    ):
        answer = agent.post("/api/v1/notes/none", content=body, headers={"Content-Type": "application/json"})
        assert 400 <= answer.status_code < 500
        answer = agent.put("/api/v1/presence", content=body, headers={"Content-Type": "application/json"})
        assert 400 <= answer.status_code < 500, body[:20]
    assert still_answers(server)


# ------------------------------------------------------------------ paths
PATHS = (
    "/../../../etc/passwd", "/assets/../../../../etc/passwd", "/assets/..%2f..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
    "/assets/%2e%2e/%2e%2e/index.html", "/assets//etc/passwd", "/..\\..\\etc\\passwd", "/assets/%00", "/%00.png",
    "/assets/" + "a" * 5000, "/assets/%c0%ae%c0%ae/", "/files/../../etc/passwd", "/chat/../../etc/passwd", "/.git/config",
    "/src/qingfeng/app/settings.py", "/keys/secret.key", "/assets/.", "/assets/..",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_path_tricks(server: str, path: str) -> None:
    answer = raw(server, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode("latin-1"))
    assert answer.startswith(b"HTTP/1.1")
    assert answer.split()[1] in (b"200", b"400", b"404", b"405", b"414", b"503"), answer[:200]
    for kept in (b"root:", b"[core]", b"class Settings", b"k" * 40):
        assert kept not in answer


# ------------------------------------------------------------------ headers
def test_header_tricks_do_not_split_an_answer(agent: httpx.Client, server: str) -> None:
    for path in ("/%0d%0aSet-Cookie:%20a=b", "/api/v1/%0d%0aX-Evil:%201", "/chat/demo%0d%0aX-Evil:1"):
        answer = agent.get(path)
        assert "x-evil" not in answer.headers
        assert "a=b" not in answer.headers.get("set-cookie", "")
    name = upload(agent, 'a"\r\nX-Evil: 1\r\n.txt', b"text", "text/plain")
    if name.status_code == 200:
        assert "x-evil" not in agent.get(name.json()["url"]).headers
    assert still_answers(server)


@pytest.mark.parametrize(
    "request_",
    [
        b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x",
        b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello",
        b"GET /health/live HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
        b"GET /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /health/live HTTP/9.9\r\nHost: x\r\n\r\n",
        b"\r\n" * 5000,
    ],
)
def test_requests_that_are_none(server: str, request_: bytes) -> None:
    assert b" 500 " not in raw(server, request_)[:40]
    assert still_answers(server)


def test_a_claimed_address_is_not_believed(server: str, everybody: People) -> None:
    """Without a proxy that was named, whoever says to come from elsewhere is where the line comes from."""
    with httpx.Client(base_url=server) as client:
        answer = client.post(
            "/api/v1/session",
            json={"email": "agent@example.com", "password": PASSWORD},
            headers={"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9", "X-Real-IP": "203.0.113.9"},
        )
        assert answer.status_code == 200
        headers = {"X-QF-CSRF": answer.json()["csrf"]}
        seen = client.get("/api/v1/session", headers=headers)
        assert "203.0.113.9" not in seen.text


# ------------------------------------------------------------------ where it sends people, whom it believes
@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "/https://evil.example", "/api/v1/session?next=https://evil.example",
     "/?next=//evil.example", "/chat/demo-shop?return=https://evil.example", "/%2f%2fevil.example"],
)  # fmt: skip
def test_open_redirects(server: str, path: str) -> None:
    answer = raw(server, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    head = answer.partition(b"\r\n\r\n")[0].lower()
    assert b"\r\nlocation:" not in head
    assert not head.split()[1].startswith(b"3")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80@x", "localhost\t", "a" * 3000, "", "[::1", "x, evil.example"]
)
def test_host_header(server: str, everybody: People, host: str) -> None:
    """No address we give and no cookie we set comes from what a request says of our own name."""
    body = json.dumps({"email": "agent@example.com", "password": PASSWORD}).encode()
    request = b"POST /api/v1/session HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
    answer = raw(server, request % (host.encode(), len(body)) + b"Connection: close\r\n\r\n" + body)
    assert b" 500 " not in answer[:40]
    assert b"evil.example" not in answer.lower()
    assert b"domain=" not in answer.lower()


def test_another_sites_page_cannot_write_with_our_cookie(server: str, everybody: People) -> None:
    cookie = everybody.headers["agent"]["Cookie"]
    tries: list[dict[str, str]] = [{}, {"X-QF-CSRF": "guess"}, {"Content-Type": "text/plain"}]
    for headers in tries:
        answer = httpx.put(
            f"{server}/api/v1/presence",
            content=b'{"state":"ready"}',
            headers={"Cookie": cookie, "Origin": EVIL, **headers},
        )
        assert answer.status_code in (400, 403, 415)
    preflight = httpx.options(
        f"{server}/api/v1/presence", headers={"Origin": EVIL, "Access-Control-Request-Method": "PUT", "Cookie": cookie}
    )
    assert "access-control-allow-origin" not in preflight.headers
    assert "access-control-allow-credentials" not in preflight.headers


@pytest.mark.parametrize("origin", [EVIL, "null", "http://127.0.0.1.evil.example", "file://", "http://127.0.0.1:1"])
def test_websocket_origin(server: str, everybody: People, origin: str) -> None:
    """A page of another site may not open the desk's socket, whose cookie the browser would send along."""
    address = server.replace("http", "ws", 1) + "/api/v1/live"
    cookie = {"Cookie": everybody.headers["agent"]["Cookie"]}
    with (
        pytest.raises((ConnectionClosed, InvalidStatus)) as refused,
        connect(address, origin=Origin(origin), additional_headers=cookie) as line,
    ):
        line.recv(5)
    assert "403" in str(refused.value)
    with connect(address, origin=Origin(server), additional_headers=cookie) as line:
        assert json.loads(line.recv(5))["t"] == "welcome"


def test_cookies_are_out_of_reach_of_scripts(server: str, everybody: People) -> None:
    answer = httpx.post(f"{server}/api/v1/session", json={"email": "agent@example.com", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=" in cookie
    assert "samesite=none" not in cookie


def test_pages_may_not_be_framed_or_guessed(server: str) -> None:
    for path in ("/", "/api/v1/session", "/assets/none.js"):
        assert httpx.get(f"{server}{path}").headers["x-content-type-options"] == "nosniff"
