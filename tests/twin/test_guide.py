"""The worlds in the guide can be simulated, and both languages have the same."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
import yaml

from qingfeng.twin.library import family_of, scenarios, struck
from qingfeng.twin.measure import measure
from qingfeng.twin.reading import world_of
from qingfeng.twin.run import simulate
from qingfeng.twin.seam import Production

GUIDES = Path(__file__).parents[2] / "docs" / "guides"


def blocks(name: str) -> list[str]:
    text = (GUIDES / name).read_text(encoding="utf-8")
    return re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("name", ["twin.md", "twin.zh-CN.md"])
def test_worlds_of_the_guide_run(name: str) -> None:
    shop, family = blocks(name)
    made = world_of(shop)
    outcome = measure(made, simulate(struck(made, scenarios()["promotion"], 10.0), Production, 1))
    assert outcome.by_class["chat"].contained > 50
    assert outcome.by_class["chat"].resolution == pytest.approx(0.75, abs=0.08)
    assert outcome.cost > 0
    given = yaml.safe_load(family.replace("{...}", "null"))
    assert family_of(msgspec.json.encode({**given, "world": made})).loads == [0.9, 1.0, 1.1]


def test_both_languages_have_the_same_worlds() -> None:
    def bare(text: str) -> object:
        return yaml.safe_load(text.replace("{...}", "null"))

    (shop, family), (shop_zh, family_zh) = blocks("twin.md"), blocks("twin.zh-CN.md")
    assert bare(shop) == bare(shop_zh)
    assert set(bare(family)) == set(bare(family_zh))  # type: ignore[call-overload]
