"""A language model by the wire: what is asked of it, what it answers, and every way in which it does not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from qingfeng.adapters.llm import CompatibleModel
from qingfeng.adapters.llm.compatible import MAX_BYTES
from qingfeng.kernel.errors import Unavailable
from qingfeng.ports.llm import Completion, Turn
from tests.support.model_server import Answer, ModelServer, model_server

ASKED = [Turn("system", "翻译成英文"), Turn("user", "空调不制冷 😀")]


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with model_server() as made:
        yield made


async def ask(server: ModelServer, *, seconds: float = 5) -> Completion:
    model = CompatibleModel(server.url, "tiny", "sk-test")
    try:
        return await model.complete(ASKED, most_tokens=50, seconds=seconds)
    finally:
        await model.close()


async def test_it_is_asked_and_answers(server: ModelServer) -> None:
    server.says = lambda messages: f"[{messages[-1]['content']}]"
    assert await ask(server) == Completion("[空调不制冷 😀]", "tiny-1", 40, 7)
    (asked,) = server.asked
    assert asked["messages"] == [{"role": turn.role, "content": turn.text} for turn in ASKED]
    assert (asked["model"], asked["max_tokens"], server.keys) == ("tiny", 50, ["Bearer sk-test"])


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (429, "llm_busy"),
        (401, "llm_refused"),
        (404, "llm_refused"),
        (500, "llm_failed"),
        (302, "llm_failed"),
        (b"<html>hello</html>", "llm_failed"),
        (b'{"choices": []}', "llm_failed"),
        (b'{"choices": [{"message": {"content": "\x80"}}]}', "llm_failed"),
        (b'{"choices": [{"message": {"content": "' + b"x" * MAX_BYTES + b'"}}]}', "llm_failed"),
        (3.0, "llm_slow"),
    ],
)
async def test_what_it_does_wrong_is_told_by_its_kind(server: ModelServer, answer: Answer, code: str) -> None:
    server.says = lambda _: answer
    with pytest.raises(Unavailable) as told:
        await ask(server, seconds=0.5)
    assert told.value.code == code
    assert "sk-test" not in told.value.message


async def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(Unavailable) as told:
        await ask(ModelServer(port=1))
    assert told.value.code == "llm_failed"
