"""How much disk a message takes: whole conversations at the public doors, then the growth of every table and the stream.

Conversations of TURNS messages, half of them the customer's, with the demo's own words; each is closed at its end. What
is kept for a while only (events on their way, decisions) is told apart from what stays. Nothing is compacted before it
is measured, but what autovacuum would do.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import msgspec

from bench.support import box as boxes
from bench.support import cast, meter, wire
from bench.support.box import Box
from bench.support.table import last, show
from qingfeng.app.demo import content, scripts

TURNS = 12
CONVERSATIONS, QUICK = 1_000, 100
WIDTH = 8
FOR_A_WHILE = {
    "kernel.timers": "until they are due",
    "kernel.outbox": "3 days",
    "kernel.seen": "7 days",
    "bot.decisions": "30 days",
    "routing.decisions": "30 days",
    "routing.waits": "90 days",
    "conversations.notices": "90 days",
}
"""What is swept, and when."""


def lines() -> list[str]:
    """What the demo's customers and agents say to each other."""
    said: list[str] = []
    for one in scripts.dialogues():
        said += [scripts.line(part).text for part in (*one.opening, *one.to_bot, *one.to_human, *one.closing)]
        said += one.agent
    return [text for text in said if text and "{{" not in text]


async def sizes(box: Box) -> Counter[str]:
    """Bytes of each table with its indexes and long values, once what is dead is gone."""
    conn = await asyncpg.connect(box.note.database_url, command_timeout=300)
    try:
        await conn.execute("VACUUM (ANALYZE)")
        rows = await conn.fetch(
            "SELECT schemaname || '.' || relname AS name, pg_total_relation_size(relid) AS bytes"
            " FROM pg_stat_user_tables"
        )
        return Counter({row["name"]: row["bytes"] for row in rows})
    finally:
        await conn.close()


def stream(box: Box) -> int:
    """Bytes of the broker's store."""
    return sum(file.stat().st_size for file in Path(box.folder, "nats").rglob("*") if file.is_file())


async def settle(box: Box) -> None:
    """Until every event has reached the stream and its watchers."""
    conn = await asyncpg.connect(box.note.database_url, server_settings={"role": "qf_system"})
    try:
        asked = "SELECT (SELECT count(*) FROM kernel.outbox_waiting), (SELECT count(*) FROM kernel.seen)"
        before: tuple[int, ...] = ()
        while True:
            now = tuple(await conn.fetchrow(asked))
            if now == before and now[0] == 0:
                return
            before = now
            await asyncio.sleep(3)
    finally:
        await conn.close()


class Talks:
    """Conversations led from their first word to their end, some at a time."""

    def __init__(self, box: Box, agents: list[dict[str, str]]) -> None:
        self._http = wire.Http(urlsplit(box.url).netloc, WIDTH)
        self._agents = agents
        self._lines = cycle(lines())
        self._reason = content.queues()["close_reasons"][0]["code"]
        self.bytes = 0
        self.messages = 0

    async def _post(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> None:
        status, answer = await self._http.call("POST", path, msgspec.json.encode(body), headers)
        if status not in (200, 201, 204):
            raise RuntimeError(f"{path}: {status} {answer.decode()}")

    async def lead(self, talk: dict[str, Any]) -> None:
        agent = self._agents[talk["owner"]]
        desk = {"Cookie": f"qf_session={agent['cookie']}", "X-QF-CSRF": agent["csrf"]}
        path = f"/api/v1/conversations/{talk['id']}"
        for n in range(1, TURNS):
            text = next(self._lines)
            body = {"client_id": uuid4().hex, "kind": "text", "text": text}
            if n % 2:
                await self._post(f"{path}/messages", body, desk)
            else:
                await self._post("/webchat/v1/messages", body, {"Authorization": f"Bearer {talk['token']}"})
            self.bytes += len(text.encode())
        self.messages += TURNS
        await self._post(f"{path}/close", {"reason": self._reason}, desk)


async def grow(box: Box, conversations: int) -> dict[str, Any]:
    """Bytes for each message by table, and of the stream."""
    async with boxes.inside(box) as made:
        agents = await cast.agents(made, WIDTH)
        await settle(box)
        before, stream_before = await sizes(box), stream(box)
        talks = Talks(box, agents)
        for first in range(0, conversations, WIDTH):
            width = min(WIDTH, conversations - first)
            new = await cast.talks(made, width, agents)
            await asyncio.gather(*(talks.lead(talk) for talk in new))
        await settle(box)
        after = await sizes(box)
    per = {name: round((after[name] - before[name]) / talks.messages, 1) for name in after}
    return {
        "conversations": conversations,
        "messages": talks.messages,
        "text_bytes": round(talks.bytes / (talks.messages - conversations), 1),
        "stays": {
            name: n for name, n in sorted(per.items(), key=lambda x: -x[1]) if n >= 1 and name not in FOR_A_WHILE
        },
        "for_a_while": {name: per.get(name, 0.0) for name in FOR_A_WHILE},
        "stream": round((stream(box) - stream_before) / talks.messages, 1),
    }


def _print(found: dict[str, Any]) -> None:
    print(
        f"{found['messages']:,} messages in {found['conversations']:,} conversations, text {found['text_bytes']} bytes"
    )
    rows = [[name, n, "for good"] for name, n in found["stays"].items()]
    rows += [[name, n, FOR_A_WHILE[name]] for name, n in found["for_a_while"].items()]
    show(
        ("bytes a message", "with indexes", "kept"),
        [*rows, ["broker's stream", found["stream"], "7 days, 2 GB at most"],
         ["all that stays", round(sum(found["stays"].values())), ""]],
    )  # fmt: skip


def main() -> None:
    with boxes.running() as box:
        found = asyncio.run(grow(box, QUICK if "--quick" in sys.argv else CONVERSATIONS))
    _print(found)
    last("storage", {"machine": meter.machine(), **found})


if __name__ == "__main__":
    main()
