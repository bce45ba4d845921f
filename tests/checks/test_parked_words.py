"""Whoever may park an event has a word by which people know it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from qingfeng.app import wiring
from qingfeng.app.worker import handlers

WORDS = Path(__file__).resolve().parents[2] / "console" / "src" / "i18n"


class Anything:
    """Holds every part that a step is made of."""

    def __getattr__(self, name: str) -> Anything:
        return self


def test_every_source_of_parked_events_has_a_word_in_both_languages() -> None:
    sources = {*handlers(cast(Any, Anything())), *(one.name for one in wiring.WATCHERS), "route", "relay"}
    for language in ("zh-CN", "en"):
        words = json.loads((WORDS / f"{language}.json").read_text("utf-8"))
        assert {one for one in sources if f"parked_source.{one}" not in words} == set()
