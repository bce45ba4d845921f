"""The mood of texts that were not learned: what is praised, what is complained of, and how somebody feels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding.public import (
    EMOTIONS,
    SENTIMENTS,
    Mood,
    emotion_by_words,
    normal_text,
    read_mood,
    sentiment_by_words,
)
from qingfeng.ports.embed import Encoder

PRAISE = (
    "包邮还这么快，纸箱里塞满了气柱，东西一点没磕着，满意",
    "豆花嫩得像布丁，红糖水熬得香，还会再点",
    "这台净化器声音很小，睡觉开着也听不见",
    "換貨處理得很快，客服小姐很有耐心",
    "本以为会踩雷，没想到质量这么好",
    "The kettle boils fast and looks lovely, very pleased",
    "没有一点异味，孩子天天抱着睡",
)
COMPLAINT = (
    "点的是牛肉面，送来的碗里没有牛肉，还凉了",
    "口味一般，配送又慢，不会再点了",
    "用了三天指示灯就不亮了，换货还要自己出邮费",
    "看着挺好看，一点也不好用",
    "說是新的，打開全是灰，一看就是別人退回來的",
    "真行啊，包邮包邮，包到最后包丢了，呵呵",
    "Broke after a week and nobody answers my emails",
)
FEELINGS = {
    "angry": ("你们这种骗子店早晚倒闭，把钱还我！", "气死我了，排了三个小时告诉我系统坏了"),
    "anxious": ("怎么办啊，明天就要面试了，我紧张得睡不着", "后面一直有个人跟着我，好害怕"),
    "sad": ("外婆走了，再也吃不到她包的粽子了[泪]", "一个人在医院打点滴，突然好想哭"),
    "happy": ("哈哈哈今天抢到演唱会门票啦，太开心了", "问题解决了，谢谢你，真的太感谢了"),
    "surprised": ("天哪，居然是你？！我完全没想到", "什么？！这只猫会自己开门？"),
    "neutral": ("请问发票可以开公司抬头吗", "会议改到下午三点，地点不变"),
}


def _read(text: str, encoder: Encoder) -> Mood:
    return read_mood(text, encoder.encode([normal_text(text)])[0])


def test_praise_and_complaint_are_told_apart(encoder: Encoder) -> None:
    wrong = [text for text in PRAISE if _read(text, encoder).lean <= 0]
    wrong += [text for text in COMPLAINT if _read(text, encoder).lean >= 0]
    assert len(wrong) <= 1, wrong


def test_words_alone_do_it_worse_but_do_it() -> None:
    right = sum(read_mood(text).lean > 0 for text in PRAISE) + sum(read_mood(text).lean < 0 for text in COMPLAINT)
    assert right >= 11


def test_six_feelings(encoder: Encoder) -> None:
    found = {(wanted, text): _read(text, encoder).emotion for wanted, texts in FEELINGS.items() for text in texts}
    wrong = {text: told for (wanted, text), told in found.items() if told != wanted}
    assert len(wrong) <= 1, wrong


def test_a_scream_is_stronger_than_a_remark(encoder: Encoder) -> None:
    for loud, quiet in (
        ("滚！！！骗子！！！气死我了！！！退钱！！！", "有点生气，下次注意"),
        ("啊啊啊啊太开心了！！！我爱死你们了！！！", "嗯，挺高兴的"),
    ):
        assert _read(loud, encoder).strength > _read(quiet, encoder).strength
    assert _read("请问几点关门", encoder).strength == 0


def test_width_script_and_invisible_characters_change_nothing(encoder: Encoder) -> None:
    plain = _read("质量太差了,气死我了!", encoder)
    for same in ("質量太差了，氣死我了！", "质量太差了，气死我了！", "质量\u200b太差了,气死\u2060我了!"):
        assert _read(same, encoder) == plain


def test_a_vector_of_another_encoder_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        read_mood("你好", np.zeros(7, dtype=np.float32))
    assert refused.value.code == "other_encoder"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("好吃", "positive"),
        ("不好吃", "negative"),
        ("不难吃", "positive"),
        ("没有想象的好吃", "negative"),
        ("要是好吃就好了，结果难吃", "negative"),
        ("送得慢，但是味道好极了，非常满意", "positive"),
        ("not good at all", "negative"),
        ("一张桌子", "neutral"),
        ("👍👍", "positive"),
    ],
)
def test_denial_contrast_and_emoji_in_the_word_list(text: str, wanted: str) -> None:
    assert sentiment_by_words(normal_text(text))[0] == wanted


def test_words_in_letters_are_heard_only_whole() -> None:
    assert sentiment_by_words("goodbye okinawa") == ("neutral", 0.0)
    assert emotion_by_words("sbs tmdb") == "neutral"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_whatever_is_written_has_a_mood(text: str) -> None:
    found = read_mood(text)
    assert found.emotion in EMOTIONS
    assert found.sentiment in SENTIMENTS
    assert all(0 <= one <= 1 for one in (found.strength, found.emotion_confidence, found.sentiment_confidence))
    assert -1 <= found.lean <= 1
    assert (found.strength == 0) == (found.emotion == "neutral")
