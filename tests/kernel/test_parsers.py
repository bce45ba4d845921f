"""Whatever strangers send to the kernel's parsers is read or refused, in the way that their callers await.

Elsewhere: uploads and photos (modules/channels), signatures and the open API (adapters/open), spellings of addresses
and phones (modules/customers), words (kernel/test_text, modules/bot), articles (modules/knowledge), whole requests and
their cursors (doors/test_schema).
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.kernel.auth import Signer, make_jwt, read_jwt
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.http import parse_id
from qingfeng.kernel.socket import MAX_FRAME, read_frame
from tests.support.depth import examples

SECRET = "s" * 32
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=8), inside, max_size=4),
    max_leaves=12,
)
SIGNER = Signer(b"k" * 48, "test")
anything = settings(max_examples=examples(150), deadline=None)


def damaged(whole: str) -> st.SearchStrategy[str]:
    """The text with a piece cut out and something else in its place."""

    def cut(place: tuple[int, int], other: str) -> str:
        start, end = sorted(place)
        return whole[:start] + other + whole[end:]

    at = st.integers(0, len(whole))
    return st.builds(cut, st.tuples(at, at), st.text(max_size=6))


@anything
@given(st.text() | st.text(alphabet="abc.=-_", max_size=40) | damaged(make_jwt({"sub": "1", "exp": 9e9}, SECRET)))
def test_a_token_that_nobody_signed_is_none(token: str) -> None:
    if token != make_jwt({"sub": "1", "exp": 9e9}, SECRET):
        assert read_jwt(token, SECRET, 1.0) is None


def test_a_signature_is_spelled_in_one_way_only() -> None:
    whole = make_jwt({"sub": "1", "exp": 9e9}, SECRET)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    others = [whole[:-1] + letters[letters.index(whole[-1]) ^ bit] for bit in (1, 2, 3)]
    for token in (*others, whole + "=", whole[:-3] + "!" + whole[-3:]):
        assert read_jwt(token, SECRET, 1.0) is None, token


@anything
@given(st.dictionaries(st.sampled_from(["exp", "sub", "name"]), JSON | st.sampled_from([10**400, -(10**400)])))
def test_a_signed_token_with_odd_claims_is_read_or_none(claims: dict[str, Any]) -> None:
    found = read_jwt(signed(claims), SECRET, 1.0)
    assert found is None or found["exp"] > 1.0


def signed(claims: dict[str, Any]) -> str:
    """A token that holds these claims, however odd."""
    whole = make_jwt({}, SECRET)
    head = whole.split(".")[0]
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    signature = hmac.new(SECRET.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


@anything
@given(st.text() | damaged(SIGNER.seal({"v": 1})))
def test_what_we_did_not_seal_is_none(sealed: str) -> None:
    if sealed != SIGNER.seal({"v": 1}):
        assert SIGNER.open(sealed, 3600) in (None, {"v": 1})


@anything
@given(st.text())
def test_an_id_is_one_or_not_found(text: str) -> None:
    with contextlib.suppress(NotFound):
        assert parse_id(text, "thing").int >= 0


def of(text: str | None) -> Callable[[], Any]:
    async def receive() -> dict[str, Any]:
        return {"type": "websocket.receive", "text": text, "bytes": None}

    return receive


BOMBS = ["[" * 60_000, '{"t":' * 12_000, '{"t":"x","a":' + "[" * 50_000, '{"t":"\\ud800"}', '{"t":"x","n":1e999}',
         '{"t":"x","n":' + "9" * 5000 + "}", "\ufeff{}", '{"t":"x"}' + " " * MAX_FRAME, None]  # fmt: skip


@pytest.mark.parametrize("text", BOMBS, ids=range(len(BOMBS)))
async def test_frames_that_are_meant_to_break_something(text: str | None) -> None:
    await reads_or_refuses(text)


@anything
@given(st.text() | JSON.map(lambda value: msgspec.json.encode(value).decode()) | damaged('{"t":"send","text":"x"}'))
async def test_a_frame_is_an_object_with_a_kind_or_refused(text: str) -> None:
    await reads_or_refuses(text)


async def reads_or_refuses(text: str | None) -> None:
    try:
        frame = await read_frame(of(text))
    except ValueError:
        return
    assert frame is not None
    assert isinstance(frame["t"], str)
