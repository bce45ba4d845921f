"""Topics: messages about one thing come together, are named by their words, counted, and followed in time."""

from __future__ import annotations

import numpy as np
import pytest

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding import topics
from qingfeng.modules.understanding.mood import normal_text
from qingfeng.modules.understanding.topics import Message, find
from qingfeng.ports.embed import Encoder
from tests.modules.understanding.examples import LEARN, learn


def _spoken() -> list[Message]:
    """Parcels early, coupons late, invoices all the time."""
    when = {"parcel": (0, 40), "coupon": (80, 100), "invoice": (0, 100)}
    found = []
    for name, (start, end) in when.items():
        texts = [one.text for one in learn() if one.intent == name]
        times = np.linspace(start, end, len(texts) * 2)
        found += [
            Message(text + end_, float(at)) for end_ in ("", "啊") for text, at in zip(texts, times, strict=False)
        ]
    return [*found, Message("😀😀", 50.0), Message("？？？", 50.0)]


@pytest.fixture(scope="module")
def vectors(encoder: Encoder) -> np.ndarray:
    return encoder.encode([normal_text(one.text) for one in _spoken()])


def test_messages_about_one_thing_come_together(vectors: np.ndarray) -> None:
    messages = _spoken()
    found = find(messages, vectors, {})
    assert [one.size for one in found] == sorted((one.size for one in found), reverse=True)
    members = [at for one in found for at in one.members]
    assert len(members) == len(set(members)) > 0.7 * len(messages)
    assert not {len(messages) - 1, len(messages) - 2} & set(members)  # they say nothing
    kinds = ["parcel"] * 24 + ["coupon"] * 24 + ["invoice"] * 24
    right = sum(max([kinds[at] for at in one.members].count(kind) for kind in LEARN) for one in found)
    assert right >= 0.9 * len(members)
    for one in found:
        assert one.share == pytest.approx(one.size / len(messages))
        assert all(any(word in normal_text(messages[at].text) for at in one.members) for word in one.words)
        assert set(one.examples) <= {messages[at].text for at in one.members}
        assert one.name
    assert any("发票" in one.words for one in found)


def test_the_same_messages_give_the_same_topics(vectors: np.ndarray) -> None:
    assert find(_spoken(), vectors, {}) == find(_spoken(), vectors.copy(), {})


def test_the_trend_is_beside_all_that_came(vectors: np.ndarray) -> None:
    for one in find(_spoken(), vectors, {}):
        assert one.trend is not None
        if all(at < 24 for at in one.members):
            assert one.trend < 1  # parcels are over
        if all(24 <= at < 48 for at in one.members):
            assert one.trend > 1  # coupons are new
    assert all(one.trend is None for one in find([Message(one.text) for one in _spoken()], vectors, {}))


def test_a_topic_is_told_from_those_that_are_known(vectors: np.ndarray, encoder: Encoder) -> None:
    known = {name: encoder.encode([one.text for one in learn() if one.intent == name]) for name in ("invoice", "human")}
    found = find(_spoken(), vectors, known)
    assert {one.like for one in found} <= {"invoice", None}
    assert all(one.like is None for one in found if all(at < 48 for at in one.members))
    assert any(one.like == "invoice" for one in found)


def test_few_messages_many_alike_and_none() -> None:
    vector = np.eye(1, 8, dtype=np.float32)
    assert find([], np.zeros((0, 8), dtype=np.float32), {}) == []
    assert find([Message("在吗")] * 2, np.repeat(vector, 2, axis=0), {}) == []
    (one,) = find([Message("转人工")] * 40, np.repeat(vector, 40, axis=0), {})
    assert (one.size, one.examples, one.trend) == (40, ("转人工",), None)
    (one,) = find([Message("转人工", 5.0)] * 3, np.repeat(vector, 3, axis=0), {})
    assert (one.size, one.trend) == (3, None)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        find([Message("在吗")] * 3, np.zeros((2, 8), dtype=np.float32), {})
    assert refused.value.code == "vectors_do_not_fit"
    with pytest.raises(Invalid) as refused:
        find([Message("在")] * (topics.MOST_MESSAGES + 1), np.zeros((0, 8), dtype=np.float32), {})
    assert refused.value.code == "too_many_messages"
