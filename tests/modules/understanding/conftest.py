from __future__ import annotations

import pytest

from qingfeng.adapters.embed import found
from qingfeng.kernel.clock import rng
from qingfeng.modules.understanding.public import IntentModel, train
from qingfeng.ports.embed import Encoder
from tests.modules.understanding.examples import learn


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    made = found()
    assert made is not None
    return made


@pytest.fixture(scope="session")
def model(encoder: Encoder) -> IntentModel:
    return train(learn(), encoder, rng(1))
