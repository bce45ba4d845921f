"""The signature of webhooks, checked against an implementation that shares nothing with ours."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingfeng.adapters.channels.open.signature import headers, signature, verify

SECRET = "qfs_0123456789abcdef"
ID = "0198c0de-0000-7000-8000-000000000001"
NOW = 1_790_000_000
BODY = '{"type":"message.created","message":{"text":"您好，请问在吗？😀"}}'.encode()


def test_known_value() -> None:
    """Worked out once with another tool: printf '%s.%s.%s' … | openssl dgst -sha256 -hmac …"""
    expected = "v1=dbaa70944f29e257c8da1667bc302c604c4eb33da3e6a5aed0ff45a815d5f05a"
    assert signature("secret", "id-1", 1700000000, b'{"a":1}') == expected


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.parametrize("body", [b"", BODY, bytes(range(256))])
def test_openssl_says_the_same(body: bytes) -> None:
    signed = f"{ID}.{NOW}.".encode() + body
    done = subprocess.run(
        ["openssl", "dgst", "-sha256", "-hmac", SECRET, "-r"], input=signed, capture_output=True, check=True
    )
    assert signature(SECRET, ID, NOW, body) == "v1=" + done.stdout.decode().split()[0]


def test_accepts_its_own_whatever_the_case_of_names() -> None:
    made = headers(SECRET, ID, NOW, BODY)
    assert verify(SECRET, made, BODY, NOW)
    assert verify(SECRET, {k.lower(): v for k, v in made.items()}, BODY, NOW + 299.9)
    assert verify(SECRET, {k.upper(): v for k, v in made.items()}, BODY, NOW - 299)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Qingfeng-Id", "0198c0de-0000-7000-8000-000000000002"),
        ("Qingfeng-Id", ""),
        ("Qingfeng-Timestamp", str(NOW + 1)),
        ("Qingfeng-Timestamp", "soon"),
        ("Qingfeng-Timestamp", "١٧٩٠٠٠٠٠٠٠"),
        ("Qingfeng-Timestamp", "9" * 500),
        ("Qingfeng-Timestamp", f"-{NOW}"),
        ("Qingfeng-Signature", ""),
        ("Qingfeng-Signature", "v1="),
        ("Qingfeng-Signature", "v1=你好"),
        ("Qingfeng-Signature", "v2=" + "0" * 64),
        ("Qingfeng-Signature", "v1=" + "0" * 64),
        ("Qingfeng-Signature", "\udcff"),
    ],
)
def test_refuses_a_changed_header(name: str, value: str) -> None:
    assert not verify(SECRET, {**headers(SECRET, ID, NOW, BODY), name: value}, BODY, NOW)


def test_refuses_what_is_old_early_altered_or_of_another_secret() -> None:
    made = headers(SECRET, ID, NOW, BODY)
    assert not verify(SECRET, made, BODY, NOW + 301)
    assert not verify(SECRET, made, BODY, NOW - 301)
    assert not verify(SECRET, made, BODY + b" ", NOW)
    assert not verify(SECRET + "x", made, BODY, NOW)
    assert not verify(SECRET, {}, BODY, NOW)
    assert not verify(SECRET, made, BODY, NOW + 11, tolerance=10)


@given(
    secret=st.text(min_size=1, max_size=40).filter(lambda s: s.isascii()),
    given_headers=st.dictionaries(
        st.sampled_from(["Qingfeng-Id", "Qingfeng-Timestamp", "Qingfeng-Signature", "X"]), st.text(max_size=80)
    ),
    body=st.binary(max_size=200),
)
def test_never_raises_and_never_accepts_by_chance(secret: str, given_headers: dict[str, str], body: bytes) -> None:
    assert verify(secret, given_headers, body, NOW) is False
