"""What a day of retention costs: 500, 1,000 and 2,000 conversations whose words are over, beside four times as many
that stay. Each has twelve messages and a file. It is linear when a conversation costs the same at every size."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.support.table import last, show
from qingfeng.app.embedded.postgres import start_postgres
from qingfeng.flow import retention
from qingfeng.flow.spine import Spine
from qingfeng.flow.table import steps
from qingfeng.kernel.bus import Bus
from qingfeng.kernel.clock import SystemClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.live import LiveHub
from qingfeng.kernel.migrate import migrate
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import public as access
from qingfeng.modules.channels.public import FileLinks

SIZES, STAY, DAYS = (500, 1000, 2000), 4, 90
NOBODY = "nats://127.0.0.1:1"

# `over` conversations were closed before the time, the others yesterday.
FILL = (
    "INSERT INTO customers.customers (tenant_id, id, name, created_at) VALUES ($1, $1, '客户', now())",
    """INSERT INTO conversations.conversations (tenant_id, id, customer_id, customer_name, customer_tier, channel_id,
         channel_kind, phase, opened_at, last_at, closed_at, last_seq)
       SELECT $1, gen_random_uuid(), $1, '客户', 'regular', $1, 'webchat', 'closed', at, at, at, 12
       FROM (SELECT now() - CASE WHEN g <= $2::int THEN interval '120 days' ELSE interval '1 day' END - g * interval '1 s' AS at
             FROM generate_series(1, $2::int * $3::int) g) x""",
    """INSERT INTO channels.files (tenant_id, id, sha256, name, content_type, size, uploaded_by, created_at)
       SELECT $1, id, sha256(id::text::bytea), '照片.jpg', 'image/jpeg', 2000, 'x', opened_at
       FROM conversations.conversations""",
    "INSERT INTO channels.blobs (tenant_id, sha256, data) SELECT $1, sha256, convert_to(repeat('x', 2000), 'UTF8')"
    " FROM channels.files",
    """INSERT INTO conversations.messages (tenant_id, conversation_id, seq, id, prev_public, public, author_kind,
         author_name, kind, text, extra, at, search)
       SELECT $1, c.id, s, gen_random_uuid(), s - 1, true, 'customer', '客户', 'text', '我的快递到哪里了，已经三天没有更新',
         CASE WHEN s = 1 THEN jsonb_build_object('attachment', jsonb_build_object('id', c.id)) ELSE '{}' END,
         c.opened_at, to_tsvector('simple', 's' || s || ' 快递')
       FROM conversations.conversations c, generate_series(1, 12) s""",
)


async def one(spine: Spine, size: int) -> float:
    """Seconds of a day in a house of its own with so much that is over."""
    db, tenant = spine.db, spine.db.ids.new()
    house = access.Tenant(
        id=tenant,
        slug=f"r-{size}",
        name="清风",
        locale="zh-CN",
        demo=False,
        settings={"retention": {"messages_days": DAYS}},
    )
    await access.put_tenant(db, house)
    async with spine.work.tx(tenant) as tx:
        for sql in FILL:
            await tx.execute(sql, *([tenant, size, STAY + 1] if "$3" in sql else [tenant]))
    await db.system.execute("ANALYZE")  # as autovacuum does within a minute where people live
    job = Job(tenant, retention.STEP, retention.KEY, db.clock.now(), {}, 1, 0)
    began = time.perf_counter()
    await retention.step(spine, job)
    seconds = time.perf_counter() - began
    async with db.reading(tenant) as conn:
        assert await conn.fetchval("SELECT count(*) FROM conversations.messages") == size * STAY * 12
        assert await conn.fetchval("SELECT count(*) FROM channels.files") == size * STAY
    return seconds


async def run(folder: Path, sizes: tuple[int, ...]) -> dict[int, float]:
    clock = SystemClock()
    engine = await start_postgres(folder, clock)
    try:
        await migrate(engine.url)
        db = await Database.open(engine.url, clock, TimeOrderedIds(clock), size=4)
        live = LiveHub(Bus(NOBODY, "bench", clock), db, "bench")
        spine = Spine(Work(db, steps, live), live, FileLinks(b"k" * 32, clock))
        try:
            return {size: await one(spine, size) for size in sizes}
        finally:
            await db.close()
    finally:
        await engine.stop()


def main() -> None:
    began = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="qf-retention-") as folder:
        Path(folder).chmod(0o711)  # the engine's unprivileged account has to pass through
        found = asyncio.run(run(Path(folder), SIZES[:2] if "--quick" in sys.argv else SIZES))
    rows = [[f"{size:,}", f"{seconds:.1f}", f"{1000 * seconds / size:.2f}"] for size, seconds in found.items()]
    show(["conversations over", "seconds", "ms each"], rows)
    last(
        "retention",
        {"at": began.isoformat(timespec="seconds"), "seconds": {str(k): round(v, 2) for k, v in found.items()}},
    )


if __name__ == "__main__":
    main()
