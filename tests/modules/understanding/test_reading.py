"""All that is said of one text: its likeliest intents with their shares, and the nearest examples."""

from __future__ import annotations

from qingfeng.kernel.clock import SystemClock
from qingfeng.modules.understanding.public import IntentModel
from qingfeng.modules.understanding.reading import BATCH, SHARE, Reader
from qingfeng.modules.understanding.reading import told as told_of
from qingfeng.ports.embed import Encoder
from tests.modules.understanding.examples import learn


def test_shares_go_by_the_scores_and_the_first_has_its_confidence(encoder: Encoder, model: IntentModel) -> None:
    """Also of a text that could be about several: nothing is likelier than the first."""
    for text in ("快递到哪了", "安装的发票怎么退", "转人工", "嗯"):
        said = told_of(model, text, encoder)
        assert said.shares[0] == said.read.confidence
        assert said.shares == sorted(said.shares, reverse=True)
        assert sum(said.shares) <= 1.001
        (best, cosine), *_ = said.near
        assert cosine == max(cosine for _, cosine in said.near)
        assert learn()[best].intent == said.read.top[0].intent or said.read.confidence < 0.9


class Paused(SystemClock):
    """Does not sleep: notes how long it was to."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


async def test_reading_leaves_most_of_a_core_to_those_who_wait_for_an_answer(
    encoder: Encoder, model: IntentModel
) -> None:
    clock = Paused()
    begun = clock.monotonic()
    found = await Reader(lambda: encoder, clock).read(model, ["快递到哪了"] * (2 * BATCH + 1))
    lasted = clock.monotonic() - begun
    assert len(found) == 2 * BATCH + 1
    assert len(clock.slept) == 3
    assert 0 < sum(clock.slept) <= lasted * (1 / SHARE - 1)
