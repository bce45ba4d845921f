"""Webhooks go to public addresses only, whatever the url is made to look like."""

from __future__ import annotations

import pytest

from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.outward import Addresses, is_public, system_lookup

PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",  # where clouds keep their machines' credentials
    "100.64.0.1",  # carrier-grade NAT
    "100.100.100.200",
    "0.0.0.0",
    "0.1.2.3",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "2002:7f00:1::1",  # 6to4 around 127.0.0.1
    "2002:a00:1::1",
    "64:ff9b::7f00:1",  # NAT64
    "64:ff9b::10.0.0.1",
    "2001:0:4136:e378:8000:63bf:f5ff:fffe",  # Teredo around 10.0.0.1
    "not an address",
    "",
]
PUBLIC = ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "223.5.5.5", "2400:3200::1", "2606:4700::1111"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_public(address)


def looked_up(*addresses: str):
    async def lookup(host: str, port: int) -> list[str]:
        return list(addresses)

    return lookup


async def refused(url: str, addresses: Addresses) -> str:
    with pytest.raises(Invalid) as caught:
        await addresses.check(url)
    assert caught.value.field == "url"
    assert len(caught.value.message) > 20
    return caught.value.code


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "not_a_url"),
        ("example.com/hooks", "not_a_url"),
        ("ftp://example.com/x", "not_a_url"),
        ("file:///etc/passwd", "not_a_url"),
        ("javascript:alert(1)", "not_a_url"),
        ("https://", "not_a_url"),
        ("https:///x", "not_a_url"),
        ("https://exa mple.com/", "not_a_url"),
        ("https://example.com:99999/", "not_a_url"),
        ("https://example.com:0/", "not_a_url"),
        ("https://example.com\\@127.0.0.1/", "not_a_url"),
        ("https://example.com/\x00", "not_a_url"),
        ("https://user:pass@example.com/", "not_a_url"),
        ("https://example.com/#part", "not_a_url"),
        ("https://example.com/" + "x" * 2000, "not_a_url"),
        ("http://example.com/hooks", "https_required"),
    ],
)
async def test_what_is_no_url_for_webhooks(url: str, code: str) -> None:
    assert await refused(url, Addresses(lookup=looked_up("8.8.8.8"))) == code


async def test_a_name_with_one_private_address_among_public_ones() -> None:
    assert await refused("https://a.example/", Addresses(lookup=looked_up("8.8.8.8", "10.0.0.1"))) == "private_address"
    assert await refused("https://a.example/", Addresses(lookup=looked_up())) == "unresolvable"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "localhost", "[::1]", "[::ffff:127.0.0.1]"],
)
async def test_other_spellings_of_this_machine(host: str) -> None:
    """By the machine's own resolver, which understands them all."""
    assert await refused(f"https://{host}/", Addresses(lookup=system_lookup)) in ("private_address", "not_a_url")


async def test_a_name_that_does_not_exist() -> None:
    assert await refused("https://no-such-name.invalid/", Addresses()) == "unresolvable"


async def test_allowed_for_one_box() -> None:
    target = await Addresses(allow_private=True).check("http://127.0.0.1:9/x?y=1")
    assert target.addresses == ["127.0.0.1"]
    assert await refused("ftp://127.0.0.1/", Addresses(allow_private=True)) == "not_a_url"


async def test_a_public_address_keeps_its_name() -> None:
    target = await Addresses(lookup=looked_up("8.8.8.8", "2606:4700::1111")).check("https://例子.example/挂钩")
    assert target.addresses == ["8.8.8.8", "2606:4700::1111"]
    assert target.url.raw_host == b"xn--fsqu00a.example"
