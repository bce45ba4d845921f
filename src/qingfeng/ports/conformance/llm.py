"""The exam of `ports.llm`: what a turn of a model may rely on, whether the model is scripted or at the end of a wire.

A test module gives the fixture `script`, by which it is told what the model says next, and the fixture `model`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from qingfeng.kernel.errors import Unavailable
from qingfeng.ports.llm import Completion, LanguageModel, Tool, ToolCall, Turn

Fails = Literal["", "slow", "busy", "refused", "failed", "breaks"]
"""`breaks`: in the middle of what it says."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What a model says once: piece by piece, then the tools it wants. `pause`: seconds before each piece."""

    pieces: list[str] = []
    calls: list[ToolCall] = []
    cut: bool = False
    fails: Fails = ""
    pause: float = 0.0
    tokens: tuple[int, int] = (40, 7)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the model was shown once."""

    turns: list[Turn]
    tools: list[Tool]
    most_tokens: int


@dataclass
class Script:
    """`lines` are said in order, the last again and again."""

    lines: list[Line] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def next(self, asked: Asked) -> Line:
        self.asked.append(asked)
        return self.lines[min(len(self.asked), len(self.lines)) - 1]


def said(text: str, size: int = 3) -> Line:
    """A text in pieces."""
    return Line(pieces=[text[i : i + size] for i in range(0, len(text), size)])


TURNS = [Turn("system", "你是助手"), Turn("user", "空调保修多久？😀")]
TOOL = Tool("search_articles", "Search.", {"type": "object", "properties": {"query": {"type": "string"}}})
CALL = ToolCall("call_1", "search_articles", '{"query": "保修"}')


class Heard:
    def __init__(self) -> None:
        self.pieces: list[str] = []

    def __call__(self, piece: str) -> None:
        self.pieces.append(piece)


async def asked_of(
    model: LanguageModel, *, seconds: float = 5, tools: Sequence[Tool] = (TOOL,), turns: Sequence[Turn] = TURNS
) -> tuple[Completion, list[str]]:
    heard = Heard()
    return await model.speak(turns, tools=tools, most_tokens=64, seconds=seconds, hear=heard), heard.pieces


async def refused_by(model: LanguageModel, *, seconds: float = 5) -> str:
    try:
        await asked_of(model, seconds=seconds)
    except Unavailable as refused:
        return refused.code
    raise AssertionError("this should have been refused")


class Stop(Exception):
    pass


class ModelExam:
    async def test_words_come_piece_by_piece_and_whole(self, script: Script, model: LanguageModel) -> None:
        script.lines = [Line(pieces=["整机包修", "3年", "。😀"])]
        whole, pieces = await asked_of(model)
        assert (whole.text, "".join(pieces), len(pieces) > 1) == ("整机包修3年。😀", "整机包修3年。😀", True)
        assert (whole.tokens_in, whole.tokens_out, whole.calls, whole.cut) == (40, 7, [], False)

    async def test_it_is_shown_what_was_said_and_what_it_may_use(self, script: Script, model: LanguageModel) -> None:
        script.lines = [said("好")]
        turns = [*TURNS, Turn("assistant", "", [CALL]), Turn("tool", "没有找到", answers="call_1")]
        await asked_of(model, turns=turns)
        [asked] = script.asked
        assert (asked.turns, asked.tools, asked.most_tokens) == (turns, [TOOL], 64)
        await asked_of(model, tools=())
        assert script.asked[-1].tools == []

    async def test_a_tool_is_asked_for(self, script: Script, model: LanguageModel) -> None:
        other = ToolCall("call_2", "search_articles", '{"query": "退货"}')
        script.lines = [Line(pieces=["我查一下"], calls=[CALL, other])]
        whole, _ = await asked_of(model)
        assert (whole.text, whole.calls) == ("我查一下", [CALL, other])

    async def test_an_answer_that_was_cut_says_so(self, script: Script, model: LanguageModel) -> None:
        script.lines = [Line(pieces=["签收后不"], cut=True)]
        whole, _ = await asked_of(model)
        assert whole.cut

    async def test_failures_are_told_apart(self, script: Script, model: LanguageModel) -> None:
        kinds: tuple[tuple[Fails, str], ...] = (
            ("busy", "llm_busy"),
            ("refused", "llm_refused"),
            ("failed", "llm_failed"),
            ("breaks", "llm_failed"),
        )
        for fails, code in kinds:
            script.lines = [Line(pieces=["整机", "包修"], fails=fails)]
            assert await refused_by(model) == code

    async def test_silence_ends_in_time(self, script: Script, model: LanguageModel) -> None:
        script.lines = [Line(fails="slow")]
        async with asyncio.timeout(3):
            assert await refused_by(model, seconds=0.2) == "llm_slow"

    async def test_slow_pieces_end_in_time(self, script: Script, model: LanguageModel) -> None:
        """Each piece comes soon, but there is no end of them."""
        script.lines = [Line(pieces=["长"] * 1000, pause=0.02)]
        async with asyncio.timeout(3):
            assert await refused_by(model, seconds=0.2) == "llm_slow"

    async def test_who_listens_may_end_it(self, script: Script, model: LanguageModel) -> None:
        script.lines = [Line(pieces=["长"] * 1000)]

        def stop(_: str) -> None:
            raise Stop

        ended = False
        try:
            await model.speak(TURNS, tools=[], most_tokens=64, seconds=5, hear=stop)
        except Stop:
            ended = True
        assert ended
        script.lines = [said("好的。")]
        assert (await asked_of(model))[0].text == "好的。"
