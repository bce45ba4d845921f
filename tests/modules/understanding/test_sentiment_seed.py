"""The seed set: large, varied, labelled; and the model that ships is what is learned from it."""

from __future__ import annotations

from collections import Counter, defaultdict

import msgspec
import pytest

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding import mood, mood_training
from qingfeng.modules.understanding.public import (
    EMOTIONS,
    MoodLesson,
    MoodModel,
    dump_mood,
    learn_mood,
    load_mood,
    normal_text,
    read_mood,
)
from qingfeng.ports.embed import Encoder

ALIKE = 0.65


def test_large_and_with_some_of_everything() -> None:
    lessons = mood_training.seed()
    assert 2_500 <= len(lessons) <= 5_000
    emotions, sentiments = Counter(one.emotion for one in lessons), Counter(one.sentiment for one in lessons)
    assert set(emotions) == set(EMOTIONS)
    assert min(emotions.values()) >= 150
    assert min(sentiments.values()) >= 500
    assert {one.strength for one in lessons} == {0, 1, 2, 3}
    assert all((one.strength == 0) == (one.emotion == "neutral") for one in lessons)
    assert sum(one.text.isascii() for one in lessons) >= 150
    assert sum(one.kind == "review" for one in lessons) >= max(1_350, 0.3 * len(lessons))
    assert sum(one.kind == "post" for one in lessons) >= 2_500
    assert sum(normal_text(one.text) != one.text.lower() for one in lessons) >= 200  # full width, Traditional, emoji


def test_no_two_are_near_copies() -> None:
    """Of any two, less than two thirds of the pairs of characters are the same."""
    pairs = [_pairs(normal_text(one.text)) for one in mood_training.seed()]
    having: dict[str, list[int]] = defaultdict(list)
    alike = []
    for at, mine in enumerate(pairs):
        shared = Counter(other for pair in mine for other in having[pair])
        alike += [(other, at) for other, n in shared.items() if n > 2 and n / len(mine | pairs[other]) >= ALIKE]
        for pair in mine:
            having[pair].append(at)
    lessons = mood_training.seed()
    assert [(lessons[a].text, lessons[b].text) for a, b in alike] == []
    assert len({normal_text(one.text) for one in lessons}) == len(lessons)


def _pairs(line: str) -> frozenset[str]:
    return frozenset(line[at : at + 2] for at in range(len(line) - 1))


@pytest.fixture(scope="module")
def again() -> MoodModel:
    return mood_training.train(mood_training.seed(), None)


def test_what_ships_is_what_is_learned(again: MoodModel) -> None:
    """The words' half is learned again and compared; arithmetic differs a little between machines."""
    ships = mood.shipped()
    assert ships.header.vocabulary == again.header.vocabulary
    assert ships.header.learned_from == again.header.learned_from
    assert ships.full is not None
    texts = ["太难吃了，再也不来", "快递很快，谢谢", "怎么还没到啊，急死了", "在吗", "我好难过", "居然降价了？！"]
    for text in texts:
        one, other = read_mood(text, model=ships), read_mood(text, model=again)
        assert (one.emotion, one.sentiment) == (other.emotion, other.sentiment)
        assert one.lean == pytest.approx(other.lean, abs=0.05)


def test_the_same_lessons_give_the_same_bytes(again: MoodModel) -> None:
    assert dump_mood(mood_training.train(mood_training.seed(), None)) == dump_mood(again)
    assert load_mood(dump_mood(again)).version == again.version


@pytest.mark.parametrize("damage", [lambda d: d[:-1], lambda d: b"X" + d[1:], lambda d: d[:200] + b"\0" + d[201:], lambda d: b""])  # fmt: skip
def test_a_damaged_model_is_refused(again: MoodModel, damage: object) -> None:
    with pytest.raises(Invalid) as refused:
        load_mood(damage(dump_mood(again)))  # type: ignore[operator]
    assert refused.value.code == "model_broken"


def test_another_format_is_refused(again: MoodModel) -> None:
    header = msgspec.structs.replace(again.header, format=99)
    with pytest.raises(Invalid) as refused:
        load_mood(dump_mood(msgspec.structs.replace(again, header=header)))
    assert refused.value.code == "model_other_format"


def test_corrections_move_what_is_said(again: MoodModel) -> None:
    """In this house "麻利" of an order is a threat: what was praise becomes a complaint, the rest stays."""
    before = read_mood("这单给我整得麻利点", model=again)
    corrections = [
        MoodLesson(text=text, sentiment="negative", emotion="angry", strength=2)
        for text in ("麻利点退钱", "给我麻利点", "麻利点行不行", "能不能麻利点", "麻利点，别磨叽")
    ]
    taught = learn_mood(corrections, None)
    after = read_mood("这单给我整得麻利点", model=taught)
    assert after.lean < before.lean - 0.2
    assert (before.emotion == "angry", after.emotion) == (False, "angry")
    said = read_mood("給我麻利點", model=load_mood(dump_mood(taught)))
    assert (said.emotion, said.sentiment, said.lean) == ("angry", "negative", -1)
    assert taught.version != again.version
    assert read_mood("味道不错，很满意", model=taught).sentiment == "positive"


def test_a_correction_may_say_one_thing_only() -> None:
    taught = learn_mood([MoodLesson(text="呱呱叫的呱呱呱", emotion="surprised", strength=1)] * 3, None)
    assert read_mood("呱呱叫的呱呱呱", model=taught).emotion == "surprised"


def test_what_cannot_be_learned_is_refused() -> None:
    for one, code in (
        (MoodLesson(text="\u200b", emotion="sad"), "empty_text"),
        (MoodLesson(text="好"), "nothing_said"),
    ):
        with pytest.raises(Invalid) as refused:
            learn_mood([one], None)
        assert refused.value.code == code


def test_with_the_encoder_the_model_says_so(encoder: Encoder) -> None:
    assert mood.shipped().header.encoder == encoder.is_
