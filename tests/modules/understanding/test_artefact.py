"""A model as bytes: the same when read again, and refused when cut, altered, too large or of another format."""

from __future__ import annotations

import hashlib
import struct

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.kernel.clock import rng
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding import artefact
from qingfeng.modules.understanding.public import Example, IntentModel, dump, load, read, train

WORDS = {"parcel": ["快递到哪了", "包裹没到", "查物流"], "invoice": ["开发票", "发票抬头", "补开发票"]}


@pytest.fixture(scope="module")
def small() -> IntentModel:
    return train([Example(text, name) for name, texts in WORDS.items() for text in texts], None, rng(1))


def resealed(data: bytes) -> bytes:
    return data + hashlib.sha256(data).digest()


def with_header(data: bytes, **changes: object) -> bytes:
    (length,) = struct.unpack("<I", data[8:12])
    head = msgspec.json.decode(data[12 : 12 + length])
    head["header"].update(changes)
    new = msgspec.json.encode(head)
    return resealed(data[:8] + struct.pack("<I", len(new)) + new + data[12 + length : -32])


def test_read_again_it_says_the_same(small: IntentModel) -> None:
    data = dump(small)
    again = load(data)
    assert dump(again) == data
    assert again.version == small.version == data[-32:].hex()[:16]
    texts = ["快递呢", "要发票", "你好"]
    assert read(again, texts, None) == read(small, texts, None)


def test_cut_or_altered_anywhere_it_is_refused(small: IntentModel) -> None:
    data = dump(small)
    for at in range(0, len(data), max(1, len(data) // 200)):
        with pytest.raises(Invalid):
            load(data[:at])
        with pytest.raises(Invalid):
            load(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_bytes_that_are_no_model_are_refused(junk: bytes) -> None:
    for data in (junk, artefact.MARK + junk, resealed(artefact.MARK + junk)):
        with pytest.raises(Invalid) as refused:
            load(data)
        assert refused.value.code == "model_broken"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"format": 1}, "model_other_format"),
        ({"labels": ["a"]}, "model_broken"),
        ({"labels": ["a", "a"]}, "model_broken"),
        ({"labels": [str(n) for n in range(1_001)]}, "model_broken"),
        ({"vocabulary": ["x"]}, "model_broken"),
        ({"encoder": {"id": "other", "dimension": 10**9}}, "model_broken"),
        ({"encoder": {"id": "other", "dimension": -1}}, "model_broken"),
        ({"few": "large"}, "model_broken"),
    ],
)
def test_a_header_that_lies_is_refused_before_anything_is_allotted(
    small: IntentModel, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        load(with_header(dump(small), **changes))
    assert refused.value.code == code


def test_a_matrix_with_numbers_that_are_none_is_refused(small: IntentModel) -> None:
    data = dump(small)[:-32]
    with pytest.raises(Invalid):
        load(resealed(data[:-2] + np.array([np.nan], dtype="<f2").tobytes()))


def test_more_bytes_than_a_model_may_have_are_not_looked_at() -> None:
    with pytest.raises(Invalid) as refused:
        load(bytes(artefact.MOST_BYTES + 1))
    assert refused.value.code == "model_too_large"
