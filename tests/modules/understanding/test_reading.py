"""All that is said of one text: its likeliest intents with their shares, and the nearest examples."""

from __future__ import annotations

from qingfeng.modules.understanding.public import IntentModel
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
