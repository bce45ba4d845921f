"""The exam every sentence encoder sits. A test module gives its encoder as the fixture `encoder`:

class TestMyEncoder(EncoderExam):
    pass
"""

from __future__ import annotations

import asyncio

import numpy as np

from qingfeng.ports.embed import Encoder

TEXTS = [
    "我的空调不制冷了，能派师傅上门看看吗？",
    "冷氣機不製冷，請問怎麼辦？",
    "where is my parcel",
    "订单 JD20260701 什么时候发货 😀👨‍👩‍👧",
    "",
    "   ",
    "\u200b\ufeff",
    "。！？",
    "１２３４５６",
    "长" * 3_000,
]


class EncoderExam:
    def test_one_row_of_length_one_for_each_text(self, encoder: Encoder) -> None:
        found = encoder.encode(TEXTS)
        assert found.shape == (len(TEXTS), encoder.is_.dimension)
        assert found.dtype == np.float32
        assert np.isfinite(found).all()
        assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-3)

    def test_no_texts_no_rows(self, encoder: Encoder) -> None:
        assert encoder.encode([]).shape == (0, encoder.is_.dimension)

    def test_the_same_alone_as_among_others(self, encoder: Encoder) -> None:
        together = encoder.encode(TEXTS)
        for text, row in zip(TEXTS, together, strict=True):
            assert np.allclose(encoder.encode([text])[0], row, atol=1e-4)

    def test_what_means_the_same_is_nearer(self, encoder: Encoder) -> None:
        a, b, c = encoder.encode(["我要退货", "我想把东西退货", "今天天气很好"])
        assert a @ b > a @ c

    def test_it_says_which_it_is(self, encoder: Encoder) -> None:
        assert encoder.is_.id
        assert encoder.is_ == encoder.is_

    def test_never_on_an_event_loop(self, encoder: Encoder) -> None:
        async def wrong() -> None:
            encoder.encode(["你好"])

        try:
            asyncio.run(wrong())
        except RuntimeError:
            return
        raise AssertionError("it encoded on an event loop")
