"""Learning by nearness: what one left out scores is what a model of the others says of it; mixed scripts part."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from qingfeng.kernel.clock import rng
from qingfeng.modules.understanding import grams, nearness, training
from qingfeng.modules.understanding.engine import bell, familiarity
from qingfeng.modules.understanding.public import Example, read, train
from qingfeng.modules.understanding.training import Limits
from tests.modules.understanding.examples import ask, learn
from tests.ports.encoders import PairEncoder


def _lesson() -> tuple[csr_matrix, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(3)
    words = chance.random((24, 9)).astype(np.float32) * (chance.random((24, 9)) > 0.5)
    vectors = chance.normal(size=(24, 6)).astype(np.float32)
    return csr_matrix(words), vectors / np.linalg.norm(vectors, axis=1, keepdims=True), chance.integers(0, 3, 24)


def _told(found: nearness.Learned, words: csr_matrix, vectors: np.ndarray, known: np.ndarray) -> np.ndarray:
    return np.asarray(words @ found.words + bell(vectors @ known.T) @ found.close)


def test_left_out_is_as_if_it_had_never_been_learned() -> None:
    words, vectors, of = _lesson()
    held = [2, 7, 23]
    found = nearness.learn(words, vectors, of, 3, held)
    assert found.rows.tolist() == held
    for at, row in enumerate(held):
        rest = np.setdiff1d(np.arange(24), [row])
        without = nearness.learn(words[rest], vectors[rest], of[rest], 3, [])
        alone = _told(without, words[[row]], vectors[[row]], vectors[rest])[0]
        assert found.left_out[at].tolist() == pytest.approx(alone.tolist(), abs=2e-3)


def test_which_are_held_changes_nothing_of_what_is_learned() -> None:
    words, vectors, of = _lesson()
    a, b = nearness.learn(words, vectors, of, 3, []), nearness.learn(words, vectors, of, 3, [0, 11, 5])
    assert np.allclose(a.words, b.words, atol=1e-3)
    assert np.allclose(a.close, b.close, atol=1e-3)
    assert (a.left_out.shape, b.left_out.shape) == ((0, 3), (3, 3))
    own = _told(a, words, vectors, vectors).argmax(axis=1)
    assert (own == of).mean() > 0.9  # what was learned is known again


def test_letters_and_characters_part() -> None:
    found = grams.split("wifi连不上 e4报警 don't")
    assert {"wwifi", "w连不上", "we4", "w报警", "wdon't"} <= found.keys()
    assert not {"wwifi连不上", "we4报警"} & found.keys()


def test_many_examples_are_learned_by_nearness_alone() -> None:
    examples = [Example(one.text + end, one.intent) for one in learn() for end in ("", "啊", "，谢谢", "？", "，急")]
    encoder = PairEncoder()
    together = train(examples, encoder, rng(1))
    alone = train(examples, encoder, rng(1), limits=Limits(small=100))
    assert together.meaning.any()
    assert not alone.header.few
    assert not alone.meaning.any()
    assert alone.close.shape == (len(examples), 8)
    assert alone.header.calibration.held_out == len(examples)
    for made in (together, alone):
        found = read(made, [one.text for one in ask()], encoder)
        assert sum(a.intent == b.top[0].intent for a, b in zip(ask(), found, strict=True)) >= 13  # of 17


def test_more_than_fit_are_learned_without() -> None:
    made = train(learn(), PairEncoder(), rng(1), limits=Limits(small=10, near=90))
    assert made.close.shape == (0, 8)
    assert len(made.known) == 96


def test_of_texts_of_no_intent_most_are_told_and_no_more_than_need_be() -> None:
    three = np.column_stack([np.linspace(-1, 1, 200), np.zeros(200), np.linspace(-1, 1, 200)]).astype(np.float32)
    far, one_near = np.full((100, 3), -3, dtype=np.float32), np.full((100, 3), -3, dtype=np.float32)
    one_near[0] = 2.0
    for others in (far, one_near):
        made = training._curve(three, np.arange(200) > 20, others)
        assert sum(familiarity(made, row) < made.least for row in three) == 0
        assert sum(familiarity(made, row) < made.least for row in others) >= 95
