"""Where webhooks may go: to public addresses, over TLS, checked after the name was resolved.

A name is resolved once for each call, every address it has is checked, and the call connects to the checked address:
a name that changes between the check and the call (rebinding) leads nowhere.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable

import httpx
import msgspec

from qingfeng.kernel.errors import Invalid

Lookup = Callable[[str, int], Awaitable[list[str]]]
MAX_URL = 2000


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
                f"{host} is an address of a private network; webhooks go to public addresses only. For a receiver on"
                " the same box, allow private webhooks in the installation's settings.",
                field="url",
            )
        return Target(parsed, host, addresses)

    def _parse(self, url: str) -> httpx.URL:
        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, ValueError):
            parsed = httpx.URL("")
        if len(url) > MAX_URL or parsed.scheme not in ("http", "https") or not parsed.host:
            raise Invalid("not_a_url", "Give a url such as https://example.com/hooks.", field="url")
        if parsed.userinfo or parsed.fragment:
            raise Invalid("not_a_url", "A url with a password or a fragment is not accepted.", field="url")
        if parsed.scheme == "http" and not self._allow_private:
            raise Invalid("https_required", "Customers' messages leave only over https.", field="url")
        return parsed
