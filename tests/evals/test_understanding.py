"""How good understanding is on texts that nothing was learned from: what falls below these figures has become worse.

The bounds lie a few texts below what was measured when they were set; a change that passes them may still be one for the worse on
public sets (`qingfeng eval`, `python -m bench understanding`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from qingfeng.adapters.embed import found
from qingfeng.kernel.clock import rng
from qingfeng.modules.understanding import mood_training
from qingfeng.modules.understanding.public import Mood, Read, judge, normal_text, read, read_mood, train
from qingfeng.ports.embed import Encoder
from tests.evals.moods import felt, judged
from tests.evals.questions import asked, outside
from tests.modules.understanding.examples import learn


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    made = found()
    assert made is not None
    return made


def _moods(texts: Sequence[str], encoder: Encoder | None) -> list[Mood]:
    lines = [normal_text(text) for text in texts]
    vectors = [None] * len(lines) if encoder is None else list(encoder.encode(lines))
    return [read_mood(text, vector) for text, vector in zip(texts, vectors, strict=True)]


def test_nothing_of_this_was_learned() -> None:
    known = {normal_text(one.text) for one in mood_training.seed()}
    assert [text for text, _ in [*felt(), *judged()] if normal_text(text) in known] == []
    taught = {normal_text(one.text) for one in learn()}
    assert [text for text in [*(text for text, _ in asked()), *outside()] if normal_text(text) in taught] == []


@pytest.mark.parametrize(("with_vectors", "least"), [(True, 0.90), (False, 0.89)])
def test_six_emotions(encoder: Encoder, *, with_vectors: bool, least: float) -> None:
    texts, wanted = zip(*felt(), strict=True)
    moods = _moods(texts, encoder if with_vectors else None)
    result = judge(wanted, [one.emotion for one in moods])
    assert result.accuracy >= least, result.worst
    assert min(one.recall for one in result.worst) >= 0.75, result.worst


def test_a_sure_emotion_is_a_right_one(encoder: Encoder) -> None:
    """The surer half is not less often right than the other, and who is very sure is right."""
    texts, wanted = zip(*felt(), strict=True)
    moods = _moods(texts, encoder)
    order = np.argsort([-one.emotion_confidence for one in moods])
    right = np.asarray([one.emotion == label for one, label in zip(moods, wanted, strict=True)])[order]
    assert right[: len(right) // 2].mean() >= 0.97
    assert right[: len(right) // 2].sum() >= right[len(right) // 2 :].sum()


@pytest.mark.parametrize("with_vectors", [True, False])
def test_praise_and_complaint(encoder: Encoder, *, with_vectors: bool) -> None:
    texts, wanted = zip(*judged(), strict=True)
    moods = _moods(texts, encoder if with_vectors else None)
    wrong = [text for text, mood, praised in zip(texts, moods, wanted, strict=True) if (mood.praise > 0.5) != praised]
    assert len(wrong) <= 5, wrong


def test_intents_of_a_dozen_examples_each(encoder: Encoder) -> None:
    model = train(learn(), encoder, rng(1))
    texts, wanted = zip(*asked(), strict=True)
    reads = read(model, list(texts), encoder)
    result = judge(wanted, [one.top[0].intent for one in reads], [one.confidence for one in reads])
    assert result.accuracy >= 0.93, result.worst
    assert _kept(reads) >= 0.85 * len(reads)
    assert _kept(read(model, outside(), encoder)) <= 0.25 * len(outside())
    sure = [one.top[0].intent == label for one, label in zip(reads, wanted, strict=True) if one.confidence >= 0.9]
    assert sum(sure) >= 0.95 * len(sure)


def _kept(reads: Sequence[Read]) -> int:
    return sum(one.in_scope for one in reads)
