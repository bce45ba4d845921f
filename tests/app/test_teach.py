"""A training in a process of its own: as the same training here, told of step by step, stopped when nobody wants it."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from qingfeng.adapters.embed import found
from qingfeng.app.teach import TeachAside
from qingfeng.kernel.clock import rng
from qingfeng.modules.understanding.public import CannotTeach, Example, Order, load, teach
from qingfeng.modules.understanding.teaching import Lesson
from tests.modules.understanding.examples import ask, learn

FEW = ("parcel", "invoice", "human")


def order() -> Order:
    ids = iter(range(1, 1000))

    def lessons(given: list[Example]) -> list[Lesson]:
        return [Lesson(UUID(int=next(ids)), one.text, one.intent) for one in given if one.intent in FEW]

    return Order(learn=lessons(learn()), test=lessons(ask()), seed=7)


async def test_a_process_of_its_own_learns_the_same() -> None:
    """The same bytes, and the published model is held against the same test set."""
    steps: list[str] = []

    async def heard(step: str, done: int, total: int) -> bool:
        steps.append(step)
        return True

    who, wanted = TeachAside(), order()
    told = await who.run(wanted, heard)
    assert told is not None
    here = await asyncio.to_thread(teach, wanted, found(), rng(wanted.seed), lambda *_: None)
    assert (told.version, told.model, told.answers) == (here.version, here.model, here.answers)
    assert load(told.model).version == told.version
    assert [one.example.int for one in told.answers] == [one.id.int for one in wanted.test]
    assert sum(one.right for one in told.answers) >= 5  # of six
    assert told.before is None
    assert list(dict.fromkeys(step for step in steps if step)) == ["encode", "measure", "train", "judge"]
    assert not who.busy


async def test_nobody_wants_it_any_longer() -> None:
    async def heard(step: str, done: int, total: int) -> bool:
        return False

    assert await TeachAside().run(order(), heard) is None


async def test_what_cannot_be_learned_and_what_takes_too_long() -> None:
    async def heard(step: str, done: int, total: int) -> bool:
        return True

    with pytest.raises(CannotTeach) as refused:
        await TeachAside().run(Order(learn=order().learn[:12], test=[], seed=1), heard)
    assert refused.value.code == "too_few_intents"
    with pytest.raises(TimeoutError):
        await TeachAside(seconds=0.05).run(order(), heard)
