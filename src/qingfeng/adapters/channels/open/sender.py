"""The outgoing half: one signed POST for each delivery."""

from __future__ import annotations

import asyncio
import ssl

import httpx
from msgspec import structs

from qingfeng.adapters.channels.open import signature
from qingfeng.adapters.channels.open.address import Addresses, Lookup, Target, system_lookup
from qingfeng.kernel.clock import Clock
from qingfeng.kernel.errors import Refused
from qingfeng.ports.channel import ChannelRef, Outbound, Sent

TIMEOUT_SECONDS = 10.0
EXCERPT_BYTES = 200
WORDS_SECONDS = 0.5
"""So long are the words of a receiver waited for that has said yes: the next message of its line waits too."""
MAX_TRIED = 3


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
        # No connection is kept: one that was opened for a name must not carry another name's message to the same
        # address, and a receiver that closes an idle one must not look like a failed delivery.
        self._client = httpx.AsyncClient(
            verify=tls if tls is not None else True,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(timeout, connect=timeout / (MAX_TRIED + 1)),
            limits=httpx.Limits(max_connections=200, max_keepalive_connections=0),
        )

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
                target = await self._addresses.check(url)
                return await self._post(target, headers, body)
        except TimeoutError:
            return Sent(ok=False, error=f"timeout: no answer within {self._timeout:g} s")
        except Refused as error:
            return Sent(ok=False, error=f"{error.code}: {error.message}")
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return Sent(ok=False, error=_clean(f"{type(error).__name__}: {error}"))

    async def _post(self, target: Target, headers: dict[str, str], body: bytes) -> Sent:
        """To the first checked address that takes the connection."""
        *earlier, last = target.addresses[:MAX_TRIED]
        for address in earlier:
            try:
                return await self._post_to(address, target, headers, body)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._post_to(last, target, headers, body)

    async def _post_to(self, address: str, target: Target, headers: dict[str, str], body: bytes) -> Sent:
        url = target.url
        request = self._client.build_request(
            "POST",
            url.copy_with(host=address),
            content=body,
            headers={
                **headers,
                "Host": url.netloc.decode("ascii"),
                "Content-Type": "application/json",
                "Accept-Encoding": "identity",
                "User-Agent": "Qingfeng-Webhook/1",
            },
            # The connection goes to the checked address; the certificate must still be the name's.
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
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
