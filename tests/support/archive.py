"""Many conversations that are over, written straight into the record: for what takes long because there are many."""

from __future__ import annotations

from uuid import UUID

from qingfeng.kernel.uow import Work

FILL = (
    "INSERT INTO customers.customers (tenant_id, id, name, created_at) VALUES ($1, $1, '欧阳静怡', now())",
    """INSERT INTO conversations.conversations (tenant_id, id, customer_id, customer_name, customer_tier, channel_id,
         channel_kind, phase, opened_at, last_at, closed_at, last_seq)
       SELECT $1, gen_random_uuid(), $1, '欧阳静怡', 'regular', $1, 'webchat', 'closed', at, at, at, $3::int
       FROM (SELECT now() - g * interval '1 s' - interval '1 day' AS at FROM generate_series(1, $2::int) g) x""",
    """INSERT INTO conversations.messages (tenant_id, conversation_id, seq, id, prev_public, public, author_kind,
         author_name, kind, text, at, search)
       SELECT $1, c.id, s, gen_random_uuid(), s - 1, true, CASE s % 2 WHEN 1 THEN 'customer' ELSE 'agent' END, '欧阳静怡',
         'text', '第 ' || s || ' 句：我的快递到哪里了，已经三天没有更新，电话 13912345678', c.opened_at, ''::tsvector
       FROM conversations.conversations c, generate_series(1, $2::int) s""",
)


async def fill(work: Work, tenant: UUID, conversations: int, messages: int) -> None:
    """So many conversations, each with so many messages."""
    async with work.tx(tenant) as tx:
        customer, talks, said = FILL
        await tx.execute(customer, tenant)
        await tx.execute(talks, tenant, conversations, messages)
        await tx.execute(said, tenant, messages)
