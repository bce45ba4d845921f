"""The Python client against a running house, and the example of its README as it stands there."""

from __future__ import annotations

import re
from typing import Any

import pytest

from checks.report import ROOT
from qingfeng_client import AsyncClient, Client, Conflict, File, Forbidden, Invalid
from qingfeng_client.generated import account, api_tokens, audit, desk, open_channel, open_channels, users
from qingfeng_client.generated import models as m
from tests.doors.conftest import People
from tests.support.world import PASSWORD


@pytest.fixture(scope="module")
def program(server: str, everybody: People) -> Any:
    token = everybody.headers["program"]["Authorization"].removeprefix("Bearer ")
    with Client(server, token=token) as client:
        yield client


def test_a_program_reads_a_list_and_makes_things_once(program: Client) -> None:
    call = users.add_team(m.Coded(code="client", zh="客户端", en="Client")).with_key("make-client-team")
    program.send(call)
    program.send(call)  # answered as before
    with pytest.raises(Conflict) as taken:
        program.send(users.add_team(m.Coded(code="client", zh="客户端", en="Client")))
    assert taken.value.field == "code"
    whole = [one.id for one in program.send(users.users(limit=200)).items]
    assert len(whole) >= 4
    assert [one.id for one in program.items(users.users(limit=1))] == whole
    assert sum(1 for _ in program.pages(audit.trail(limit=1, action="user"))) >= 0


def test_refusals_are_typed_and_name_their_field(program: Client) -> None:
    with pytest.raises(Invalid) as refused:
        program.send(users.users(cursor="nowhere"))
    assert (refused.value.code, refused.value.field) == ("bad_cursor", "cursor")
    with pytest.raises(Forbidden):
        program.send(account.own_sessions())  # a person's


def test_a_person_signs_in_and_changes_something(server: str, everybody: People) -> None:
    with Client(server) as client:
        session = client.sign_in("agent@example.com", PASSWORD)
        assert session.user.email == "agent@example.com"
        now = client.send(desk.presence(m.PresenceIn(state="ready")))
        assert now.state == "ready"
        assert client.send(desk.bootstrap()).me is not None
        with pytest.raises(Forbidden):
            client.send(api_tokens.api_tokens())


async def test_an_open_channel_speaks_and_listens(server: str, program: Client) -> None:
    made = program.send(open_channels.create(m.OpenChannelIn(name="客户端", url=None)))
    token = program.send(open_channels.issue(made.id, m.TokenIn(name="x"))).token
    async with AsyncClient(server, token=token) as channel:
        sender = m.SenderIn(id="client-1", name="张文静")
        for n in range(3):
            body = m.OpenMessageIn(external_id=f"client-{n}", sender=sender, text=f"第{n}句")
            sent = await channel.send(open_channel.post_message(body))
        listing = open_channel.get_messages(str(sent.conversation_id), sender="client-1", limit=1)
        said = [one.text async for one in channel.items(listing)]
        assert [text for text in said if text.startswith("第")] == ["第0句", "第1句", "第2句"]
        photo = File("a.txt", "收据".encode(), "text/plain", {"sender": "client-1"})
        assert (await channel.send(open_channel.post_attachment(photo))).name == "a.txt"


PAGES = ("clients/python/README.md", "docs/guides/api.md", "docs/guides/api.zh-CN.md")


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_the_guides_run(
    server: str, everybody: People, capsys: pytest.CaptureFixture[str], page: str
) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    token = everybody.headers["program"]["Authorization"].removeprefix("Bearer ")
    exec(compile(code, page, "exec"), {"BASE_URL": server, "TOKEN": token})
    printed = capsys.readouterr().out
    assert ("admin@example.com" if page == PAGES[0] else "token.made") in printed
    if page == PAGES[0]:
        assert "email" in printed.splitlines()[-1], "the refusal names its field"
