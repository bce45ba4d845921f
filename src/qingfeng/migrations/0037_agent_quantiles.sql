-- How agents' times lie, so that medians and 90 % quantiles can be told of each: what was counted before gets it from its
-- marks. The buckets are those of modules/insight/spread.py. From now on the figures keep it as they grow.
ALTER TABLE insight.rollups NO FORCE ROW LEVEL SECURITY;  -- every house's at once
ALTER TABLE insight.marks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE insight.zones NO FORCE ROW LEVEL SECURITY;
UPDATE insight.rollups r SET spread = s.spread FROM (
  SELECT tenant_id, measure, day, agent_id, array_agg((bucket << 32) + n ORDER BY bucket) AS spread FROM (
    SELECT m.tenant_id, m.measure, date_trunc('day', m.at, z.zone) AS day, m.agent_id,
      CASE WHEN m.value < 1000 THEN 0 ELSE 1 + floor(ln(m.value / 1000.0::float8) / ln(1.2::float8))::bigint END AS bucket,
      count(*) AS n
    FROM insight.marks m JOIN insight.zones z ON z.tenant_id = m.tenant_id
    WHERE m.agent_id IS NOT NULL AND m.measure IN ('first_response', 'reply', 'handle', 'wrap')
    GROUP BY 1, 2, 3, 4, 5) AS b GROUP BY 1, 2, 3, 4) AS s
WHERE r.grain = 'a' AND r.tenant_id = s.tenant_id AND r.measure = s.measure AND r.at = s.day AND r.agent_id = s.agent_id
  AND r.spread = '{}';
ALTER TABLE insight.rollups FORCE ROW LEVEL SECURITY;
ALTER TABLE insight.marks FORCE ROW LEVEL SECURITY;
ALTER TABLE insight.zones FORCE ROW LEVEL SECURITY;
