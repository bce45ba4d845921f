"""Where our own calls may go that somebody gave us the address of (webhooks, identity providers): to public
addresses, over TLS, checked after the name was resolved.

A name is resolved once for each call, every address it has is checked, and the call connects to the checked address:
a name that changes between the check and the call (rebinding) leads nowhere.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import ssl
from collections.abc import Awaitable, Callable
from functools import cache

import httpx
import msgspec

from qingfeng.kernel.errors import Invalid

Lookup = Callable[[str, int], Awaitable[list[str]]]
MAX_URL = 2000
MAX_TRIED = 3
"""So many addresses of a name are tried."""
_HOST = re.compile(rb"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")


class Target(msgspec.Struct, frozen=True):
    """A checked address: the url as it was given, the host's name, and the addresses to connect to."""

    url: httpx.URL
    host: str
    addresses: list[str]


async def system_lookup(host: str, port: int) -> list[str]:
    """The addresses of a name, by the machine's resolver. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def is_public(address: str) -> bool:
    """Whether an address is somebody's on the internet: not this machine, its network, or a way around to them."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None and not is_public(str(inner)):
            return False
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


class Addresses:
    """Checks urls. `allow_private`: for tests and for a receiver on the same box; it also allows plain HTTP."""

    def __init__(self, *, allow_private: bool = False, lookup: Lookup = system_lookup) -> None:
        self._allow_private = allow_private
        self._lookup = lookup

    async def check(self, url: str) -> Target:
        """The target of a url. Raises Invalid: not_a_url, https_required, unresolvable or private_address."""
        parsed = self._parse(url)
        host = parsed.host
        try:
            addresses = await self._lookup(host, parsed.port or (443 if parsed.scheme == "https" else 80))
        except (OSError, UnicodeError):
            addresses = []
        if not addresses:
            raise Invalid("unresolvable", f"The name {host} has no address; check the url.", field="url")
        if not self._allow_private and not all(is_public(a) for a in addresses):
            raise Invalid(
                "private_address",
                f"{host} is an address of a private network; calls go to public addresses only. For a receiver in your"
                " own network, allow private addresses in the installation's settings.",
                field="url",
            )
        return Target(parsed, host, addresses)

    def _parse(self, url: str) -> httpx.URL:
        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, ValueError):
            parsed = httpx.URL("")
        named = _HOST.fullmatch(parsed.raw_host) and (parsed.port is None or 0 < parsed.port < 65536)
        if len(url) > MAX_URL or parsed.scheme not in ("http", "https") or not named:
            raise Invalid("not_a_url", "Give a url such as https://example.com/path.", field="url")
        if parsed.userinfo or parsed.fragment:
            raise Invalid("not_a_url", "A url with a password or a fragment is not accepted.", field="url")
        if parsed.scheme == "http" and not self._allow_private:
            raise Invalid("https_required", "What is sent leaves only over https.", field="url")
        return parsed


@cache
def _authorities() -> ssl.SSLContext:
    """Whom certificates are believed from. Read once: that takes a twentieth of a second."""
    return httpx.create_ssl_context(trust_env=False)


class Outward(httpx.AsyncBaseTransport):
    """Checks where a request goes, then connects to a checked address of it. Raises Invalid as `Addresses.check`.

    `tls`: whom to trust, if not the public authorities. No connection is kept: one that was opened for a name must not
    carry another name's request to the same address, and a server that closes an idle one must not look like a failure.
    """

    def __init__(self, addresses: Addresses, tls: ssl.SSLContext | None = None) -> None:
        self._addresses = addresses
        self._inner = httpx.AsyncHTTPTransport(
            verify=tls if tls is not None else _authorities(),
            trust_env=False,
            limits=httpx.Limits(max_connections=200, max_keepalive_connections=0),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        target = await self._addresses.check(str(request.url))
        *earlier, last = target.addresses[:MAX_TRIED]
        for address in earlier:
            try:
                return await self._inner.handle_async_request(_to(address, request))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._inner.handle_async_request(_to(last, request))

    async def aclose(self) -> None:
        await self._inner.aclose()


def outward(
    addresses: Addresses, timeout: float, tls: ssl.SSLContext | None = None, user_agent: str = "Qingfeng/1"
) -> httpx.AsyncClient:
    """A client whose every request is checked; it follows no redirects. `timeout`: seconds for each step of a call."""
    return httpx.AsyncClient(
        transport=Outward(addresses, tls),
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(timeout, connect=timeout / (MAX_TRIED + 1)),
        headers={"Accept-Encoding": "identity", "User-Agent": user_agent},
    )


def _to(address: str, request: httpx.Request) -> httpx.Request:
    """The connection goes to the checked address; the certificate and the header `Host` must still be the name's."""
    url = request.url
    return httpx.Request(
        request.method,
        url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": url.raw_host.decode("ascii")},
    )
