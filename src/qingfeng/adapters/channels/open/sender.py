"""The outgoing half: one signed POST for each delivery."""

from __future__ import annotations

import asyncio
import ssl

import httpx
from msgspec import structs

from qingfeng.adapters.channels.open import signature
from qingfeng.kernel.clock import Clock
from qingfeng.kernel.errors import Refused
from qingfeng.kernel.outward import Addresses, Lookup, outward, system_lookup
from qingfeng.ports.channel import ChannelRef, Outbound, Sent

TIMEOUT_SECONDS = 10.0
EXCERPT_BYTES = 200
WORDS_SECONDS = 0.5
"""So long are the words of a receiver waited for that has said yes: the next message of its line waits too."""


class OpenChannel:
    """`ports.channel.Channel` for tenants' own systems.

    `allow_private`: webhooks may go to private addresses and over plain HTTP (tests, a receiver on the same box).
    `tls`: whom to trust, if not the public authorities. `timeout`: seconds for a call from first to last.
    """

    kind = "open"
    pushes = True

    def __init__(
        self,
        clock: Clock,
        *,
        allow_private: bool = False,
        lookup: Lookup = system_lookup,
        tls: ssl.SSLContext | None = None,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self._clock = clock
        self._addresses = Addresses(allow_private=allow_private, lookup=lookup)
        self._timeout = timeout
        self._client = outward(self._addresses, timeout, tls, "Qingfeng-Webhook/1")

    async def close(self) -> None:
        await self._client.aclose()

    async def check_url(self, url: str) -> None:
        """Raises Invalid (field `url`) for an address that webhooks may not go to."""
        await self._addresses.check(url)

    async def send(self, channel: ChannelRef, out: Outbound) -> Sent:
        """Post it; 2xx within the time is a success. Never raises for what the receiver or the network does."""
        url = channel.config.get("url")
        if not url:
            return Sent(ok=False, error="no_url: the channel has no url", retry=False)
        stamp = int(self._clock.now().timestamp())
        headers = signature.headers(channel.secret, str(out.delivery_id), stamp, out.body)
        began = self._clock.monotonic()
        sent = await self._try(url, headers, out.body)
        return structs.replace(sent, milliseconds=round((self._clock.monotonic() - began) * 1000), signed=headers)

    async def _try(self, url: str, headers: dict[str, str], body: bytes) -> Sent:
        try:
            async with asyncio.timeout(self._timeout):
                return await self._post(url, headers, body)
        except TimeoutError:
            return Sent(ok=False, error=f"timeout: no answer within {self._timeout:g} s")
        except Refused as error:
            return Sent(ok=False, error=f"{error.code}: {error.message}")
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return Sent(ok=False, error=_clean(f"{type(error).__name__}: {error}"))

    async def _post(self, url: str, headers: dict[str, str], body: bytes) -> Sent:
        request = self._client.build_request(
            "POST", url, content=body, headers={**headers, "Content-Type": "application/json"}
        )
        response = await self._client.send(request, stream=True)
        try:
            if response.is_success:
                return Sent(ok=True, status=response.status_code, answer=await _said(response))
            excerpt = await _excerpt(response)
        finally:
            await response.aclose()
        location = (
            f" (redirects are not followed: {response.headers['location']})" if response.has_redirect_location else ""
        )
        return Sent(
            ok=False,
            status=response.status_code,
            error=_clean(f"HTTP {response.status_code}{location} {excerpt}"),
            answer=_clean(excerpt),
        )


async def _said(response: httpx.Response) -> str:
    """What a receiver that took it said beside. It has taken it, whatever becomes of these words."""
    try:
        async with asyncio.timeout(WORDS_SECONDS):
            return _clean(await _excerpt(response))
    except (TimeoutError, httpx.HTTPError, OSError):
        return ""


async def _excerpt(response: httpx.Response) -> str:
    """The beginning of what a receiver answered; the rest is not read."""
    read = b""
    async for chunk in response.aiter_raw(EXCERPT_BYTES):
        read += chunk
        if len(read) >= EXCERPT_BYTES:
            break
    return read[:EXCERPT_BYTES].decode("utf-8", "replace")


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text).strip()[:500]
