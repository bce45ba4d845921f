"""What the guide shows works as shown, and what it promises is what the code does."""

from __future__ import annotations

import json
import re
import sys
import threading
from http.server import HTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from qingfeng.adapters.channels.open import OpenChannel, api, schemas, signature
from qingfeng.flow.outbound import RETRY_SECONDS
from qingfeng.kernel.clock import SystemClock
from qingfeng.modules.channels.public import deliveries
from qingfeng.ports.channel import MAX_TEXT, ChannelRef, Outbound

ROOT = Path(__file__).parents[3]
GUIDES = [ROOT / "docs" / "guides" / name for name in ("open-channel.md", "open-channel.zh-CN.md")]


def blocks(guide: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", guide.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda g: g.name)
async def test_the_receiver_takes_signed_calls_once(guide: Path) -> None:
    (code,) = blocks(guide, "python")
    names: dict[str, Any] = {"__name__": "guide"}
    sys.modules["signature"] = signature
    try:
        exec(compile(code, guide.name, "exec"), names)
    finally:
        del sys.modules["signature"]
    shown: list[Any] = []
    names["show"] = shown.append
    names["Hooks"].log_message = lambda *_: None
    server = HTTPServer(("127.0.0.1", 0), names["Hooks"])
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/"
        channel = ChannelRef(
            tenant=UUID(int=1), id=UUID(int=2), kind="open", name="", config={"url": url}, secret=names["SECRET"]
        )
        out = Outbound(
            delivery_id=UUID(int=3), conversation_id=UUID(int=4), sender_id="u", event="ping", body=b'{"type":"ping"}'
        )
        sender = OpenChannel(SystemClock(), allow_private=True)
        assert (await sender.send(channel, out)).status == 200
        assert (await sender.send(channel, out)).status == 200
        forged = await sender.send(msgspec.structs.replace(channel, secret="another"), out)
        assert forged.status == 401
        assert shown == [{"type": "ping"}]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda g: g.name)
def test_the_example_and_the_figures(guide: Path) -> None:
    text = guide.read_text("utf-8")
    assert signature.signature("secret", "id-1", 1700000000, b'{"a":1}') in text
    example = json.loads(blocks(guide, "json")[0].replace("0198…", str(UUID(int=7))))
    example["message"] |= {"conversation_id": example["conversation_id"], "at": example["at"]}
    notice = msgspec.convert(example, deliveries.Notice)
    assert notice.message is not None
    assert set(example) <= set(deliveries.Notice.__struct_fields__)
    for name in (*schemas.MessageIn.__struct_fields__, *schemas.SenderIn.__struct_fields__):
        assert f"`{name}`" in text or f"sender.{name}`" in text or name == "sender", name
    for name in deliveries.State.__struct_fields__:
        assert f"`{name}`" in text, name
    assert str(MAX_TEXT) in text.replace(",", "")
    for promised in (api.PER_SECOND, api.BURST):
        assert f"{promised:g}" in text
    chinese = "zh" in guide.name
    waits = "5 秒、30 秒、2 分钟、10 分钟、1 小时、6 小时" if chinese else "5 s, 30 s, 2 min, 10 min, 1 h and 6 h"
    assert RETRY_SECONDS == (5, 30, 2 * 60, 10 * 60, 3600, 6 * 3600)
    assert waits in text


def test_every_route_is_in_both_guides() -> None:
    async def resolve(token: str) -> ChannelRef:
        raise AssertionError

    router = api.routes(None, resolve, SystemClock())  # type: ignore[arg-type]
    for route in router.routes:
        path = re.sub(r"\{conversation_id:str\}", "{id}", route.path)
        for guide in GUIDES:
            assert path in guide.read_text("utf-8"), (path, guide.name)
