"""Simulated customers against the demo's bot, beside a plain search bot on the same articles, in one run.

    python -m bench bots [--quick] [--seeds=1]

A whole box with the demo's house, its business system and its learned intents; the customers are the demo's 365 dialogues,
written by hand. The bot answers as in production (search, task flows, decisions, the business system over HTTP), at the business
system's rehearsal address. The peer searches the articles by BM25 over words and always shows the best one; it hands over on
keywords. Both are scored alike, figures of theirs that no article, system or customer said counted as wrong. Of the dialogues
40 % (by the hash of their ids) are held out from mending. The last line is JSON.
"""

from __future__ import annotations

import asyncio
import math
import re
import sys
from collections import Counter
from collections.abc import Sequence
from time import perf_counter
from typing import Any

import msgspec

from bench.support import box
from bench.support.table import last, show
from qingfeng.app.demo import content
from qingfeng.app.eval_bot import Measured, play, scripts, summed_up
from qingfeng.app.wiring import House
from qingfeng.kernel import text
from qingfeng.modules.access import public as access
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.rehearsal import public as rehearsal
from qingfeng.modules.rehearsal.public import Answered, Dialogue
from qingfeng.modules.understanding.public import cut_by_words

LEARN_SECONDS = 240.0
QUICK = 60


class PlainBot:
    """BM25 (k1 1.5, b 0.75) over segmented words of title, questions and body; a person on keywords."""

    _PERSON = re.compile(r"人工|真人|客服|投诉|agent|human|representative|complain", re.IGNORECASE)
    _DANGER = re.compile(r"燃气味|煤气|冒烟|着火|漏电", re.IGNORECASE)
    _COMPLAINT = re.compile(r"投诉|complain", re.IGNORECASE)

    def __init__(self, articles: Sequence[knowledge.Article]) -> None:
        self._articles = [a for a in articles if a.published and a.audience == "customer"]
        self._words = [Counter(_cut(f"{a.title} {' '.join(a.questions)} {a.body}")) for a in self._articles]
        self._mean = sum(sum(one.values()) for one in self._words) / len(self._words)
        having = Counter(word for one in self._words for word in one)
        n = len(self._words)
        self._rare = {word: math.log(1 + (n - k + 0.5) / (k + 0.5)) for word, k in having.items()}

    def talk(self, dialogue: Dialogue) -> PlainBot:
        return self

    async def answer(self, lines: list[str]) -> Answered:
        said = "\n".join(lines)
        if self._DANGER.search(said) or self._PERSON.search(said):
            queue = "repair" if self._DANGER.search(said) else "escalation" if self._COMPLAINT.search(said) else "order"
            return Answered(text="正在为您转接人工。", then="human", reason="keyword", queue=queue)
        words = _cut(said)
        scores = [self._score(words, one) for one in self._words]
        best = max(range(len(scores)), key=scores.__getitem__)
        if scores[best] <= 0:
            return Answered(text="抱歉，没有找到相关内容。", reason="unsure")
        found = self._articles[best]
        whole = f"{found.title}\n{found.body}"
        return Answered(text=found.body, reason="answer", articles=[whole], titles=[found.title], sure=True)

    def _score(self, words: list[str], one: Counter[str]) -> float:
        long = 1.5 * (0.25 + 0.75 * sum(one.values()) / self._mean)
        return sum(self._rare[w] * one[w] * 2.5 / (one[w] + long) for w in words if w in one)


def _cut(said: str) -> list[str]:
    return [word for word in cut_by_words(text.simplify(text.fold(said))) if word.strip()]


def main() -> None:
    asyncio.run(_main("--quick" in sys.argv, _seeds()))


def _seeds() -> list[int]:
    given = next((one.removeprefix("--seeds=") for one in sys.argv if one.startswith("--seeds=")), "1")
    return [int(one) for one in given.split(",")]


async def _main(quick: bool, seeds: list[int]) -> None:
    script = scripts(content.rehearsal_files())
    if quick:
        script = msgspec.structs.replace(script, dialogues=script.dialogues[:: max(1, len(script.dialogues) // QUICK)])
    with box.running(learn=not quick) as made:
        async with box.inside(made) as house:
            tenant = await access.tenant_by_slug(house.db, content.SLUG)
            assert tenant is not None
            if not quick:
                await _learned(house, tenant)
            ours = [await play(house, tenant, script, seed=seed) for seed in seeds]
            peer = await _peer(house, tenant, script)
    _shown(ours[0], peer)
    runs = [{"seed": seed, "seconds": one.seconds, **_figures(one)} for seed, one in zip(seeds, ours, strict=True)]
    last("bots", {"quick": quick, "ours": runs, "peer": _figures(peer)})


async def _learned(house: House, tenant: access.Tenant) -> None:
    """The intents are published: the demo learns them after it has begun."""
    assert house.spine.intent_of is not None
    until = house.clock.monotonic() + LEARN_SECONDS
    while await house.spine.intent_of(tenant.id, "帮我查一下快递到哪里了") is None:
        if house.clock.monotonic() > until:
            raise RuntimeError("the demo's intents were not learned in time")
        await asyncio.sleep(1)


async def _peer(house: House, tenant: access.Tenant, script: rehearsal.Script) -> Measured:
    async with house.db.reading(tenant.id) as conn:
        articles, policy = await knowledge.all_articles(conn), await rehearsal.policy(conn)
    begun = perf_counter()
    today = house.clock.now().astimezone(tenant.zone).date()
    found = await rehearsal.play_all(script, PlainBot(articles), policy, today)
    return summed_up("plain", perf_counter() - begun, found or [])


def _figures(one: Measured) -> dict[str, Any]:
    return {
        name: {**msgspec.structs.asdict(getattr(one, name)), **one.shares[name]}
        for name in ("all", "mended", "held_out")
    }


def _shown(ours: Measured, peer: Measured) -> None:
    head = ("", "dialogues", "alone", "plain", "wrong", "plain", "beside", "plain", "late or never", "plain", "needless", "turns")  # fmt: skip
    rows = [(name, getattr(ours, name), getattr(peer, name)) for name in ("all", "mended", "held_out")]
    rows += [(name, one, peer.topics[name]) for name, one in ours.topics.items()]
    rows += [(f"({name})", one, peer.moods[name]) for name, one in ours.moods.items()]
    show(
        head,
        [
            (
                name, a.dialogues, f"{a.alone_share:.1%}", f"{b.alone_share:.1%}", f"{a.wrong_share:.2%}", f"{b.wrong_share:.2%}",
                a.beside, b.beside, f"{a.late_share:.1%}", f"{b.late_share:.1%}", a.needless, a.turns,
            )
            for name, a, b in rows
        ],
    )  # fmt: skip
    print(f"{ours.all.dialogues} dialogues in {ours.seconds} s\n", flush=True)


if __name__ == "__main__":
    main()
