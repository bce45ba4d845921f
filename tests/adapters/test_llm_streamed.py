"""A model that speaks piece by piece: the scripted one and the one by the wire sit the same exam; and the wire's own faults."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from qingfeng.adapters.llm import CompatibleModel
from qingfeng.adapters.llm.compatible import MAX_BYTES
from qingfeng.ports.conformance.llm import Line, ModelExam, Script, asked_of, refused_by
from tests.support.scripted_model import ScriptedModel
from tests.support.talking_server import TalkingServer, talking_server


@pytest.fixture
def script() -> Script:
    return Script()


class TestScriptedModel(ModelExam):
    @pytest.fixture
    def model(self, script: Script) -> ScriptedModel:
        return ScriptedModel(script)


@pytest.fixture
async def server(script: Script) -> AsyncIterator[TalkingServer]:
    async with talking_server() as made:
        made.script = script
        yield made


@pytest.fixture
async def wired(server: TalkingServer) -> AsyncIterator[CompatibleModel]:
    made = CompatibleModel(server.url, "tiny", "sk-test")
    yield made
    await made.close()


class TestCompatibleModel(ModelExam):
    @pytest.fixture
    def model(self, wired: CompatibleModel) -> CompatibleModel:
        return wired


@pytest.mark.parametrize(
    "body",
    [
        b"data: <html>\n\n",
        b"data: {}\n\n",
        b'data: {"choices": [{"delta": {"content": "\xff"}}]}\n\n',
        b'data: {"error": {"message": "overloaded"}}\n\n',
        b'data: {"choices": [{"delta": {"content": "x"}}]}\n\n',
        b'data: {"choices": [{"delta": {"content": "' + b"x" * MAX_BYTES + b'"}}]}\n\n',
        b'data: {"choices": [{"delta": {"tool_calls": ['
        + b",".join(b'{"index": %d}' % at for at in range(40))
        + b"]}}]}\n\n",
        b"",
    ],
)
async def test_garbage_is_no_answer(server: TalkingServer, wired: CompatibleModel, body: bytes) -> None:
    server.script.lines, server.raw = [Line()], [body]
    assert await refused_by(wired) == "llm_failed"


async def test_a_server_that_does_not_stream_is_heard_as_well(server: TalkingServer, wired: CompatibleModel) -> None:
    server.script.lines, server.kind = [Line()], "application/json"
    server.raw = [b'{"model": "m", "choices": [{"message": {"content": "\xe5\xa5\xbd"}, "finish_reason": "stop"}]}']
    whole, pieces = await asked_of(wired)
    assert (whole.text, pieces, whole.tokens_in) == ("好", ["好"], 0)


async def test_an_event_may_come_in_any_pieces(server: TalkingServer, wired: CompatibleModel) -> None:
    """Cut inside a character, with the line ends of Windows and an event's name."""
    whole = 'event: x\r\ndata: {"choices": [{"delta": {"content": "三年。"}}]}\r\n\r\ndata:[DONE]\r\n\r\n'.encode()
    server.script.lines, server.raw = [Line()], [whole[i : i + 1] for i in range(len(whole))]
    assert (await asked_of(wired))[0].text == "三年。"
