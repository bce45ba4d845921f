-- The figures of the digital employee. What each decision was is kept beside it from now on (modules/bot/meant.py).
ALTER TABLE bot.decisions ADD COLUMN means text, ADD COLUMN outcome text, ADD COLUMN sourced boolean;

-- Of contacts that ended before, nothing of the kind is known: those that no person had count as kept, and it is looked
-- whether the customer came again, as it is from now on.
ALTER TABLE insight.rollups NO FORCE ROW LEVEL SECURITY;  -- every house's at once
ALTER TABLE insight.marks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE insight.contacts NO FORCE ROW LEVEL SECURITY;
ALTER TABLE insight.zones NO FORCE ROW LEVEL SECURITY;
INSERT INTO insight.marks (tenant_id, conversation_id, measure, no, at, queue_id, channel, agent_id, value)
SELECT tenant_id, conversation_id, 'bot_kept', no, at, queue_id, channel, agent_id, 0 FROM insight.marks
WHERE measure = 'contained';
INSERT INTO insight.marks (tenant_id, conversation_id, measure, no, at, queue_id, channel, agent_id, value)
SELECT m.tenant_id, m.conversation_id, 'bot_returned', m.no, m.at, m.queue_id, m.channel, m.agent_id, 0
FROM insight.marks m JOIN insight.contacts c ON c.tenant_id = m.tenant_id AND c.conversation_id = m.conversation_id
WHERE m.measure = 'bot_kept' AND EXISTS (SELECT FROM insight.contacts b WHERE b.tenant_id = c.tenant_id
  AND b.customer_id = c.customer_id AND b.conversation_id <> c.conversation_id
  AND b.opened_at >= m.at AND b.opened_at <= m.at + interval '72 hours');
INSERT INTO insight.rollups (tenant_id, grain, measure, at, queue_id, channel, agent_id, n, total)
SELECT m.tenant_id, g.grain, m.measure, g.at, g.queue_id, g.channel, '00000000-0000-0000-0000-000000000000', count(*), 0
FROM insight.marks m JOIN insight.zones z ON z.tenant_id = m.tenant_id
CROSS JOIN LATERAL (SELECT '00000000-0000-0000-0000-000000000000'::uuid AS none) AS n
CROSS JOIN LATERAL (VALUES
  ('q', date_bin('15 minutes', m.at, 'epoch'), coalesce(m.queue_id, n.none), m.channel),
  ('qa', date_bin('15 minutes', m.at, 'epoch'), n.none, ''),
  ('d', date_trunc('day', m.at, z.zone), coalesce(m.queue_id, n.none), m.channel),
  ('dq', date_trunc('day', m.at, z.zone), coalesce(m.queue_id, n.none), ''),
  ('dc', date_trunc('day', m.at, z.zone), n.none, m.channel),
  ('da', date_trunc('day', m.at, z.zone), n.none, '')) AS g (grain, at, queue_id, channel)
WHERE m.measure IN ('bot_kept', 'bot_returned') GROUP BY 1, 2, 3, 4, 5, 6;
ALTER TABLE insight.rollups FORCE ROW LEVEL SECURITY;
ALTER TABLE insight.marks FORCE ROW LEVEL SECURITY;
ALTER TABLE insight.contacts FORCE ROW LEVEL SECURITY;
ALTER TABLE insight.zones FORCE ROW LEVEL SECURITY;
