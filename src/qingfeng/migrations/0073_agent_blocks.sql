-- Agents' figures by four and by sixteen days as well (grains a4 and a16): a quarter of a large house is added up from
-- some ten rows for each agent and measure instead of ninety. Blocks are counted from 2000-01-01 by the house's calendar
-- (modules/insight/blocks.py).
CREATE FUNCTION insight.block_of(at timestamptz, zone text, days int) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
  RETURN ((at AT TIME ZONE zone)::date
    - mod(mod((at AT TIME ZONE zone)::date - DATE '2000-01-01', days) + days, days))::timestamp AT TIME ZONE zone;

ALTER TABLE insight.rollups NO FORCE ROW LEVEL SECURITY;  -- every house's at once
ALTER TABLE insight.zones NO FORCE ROW LEVEL SECURITY;
WITH blocks AS (
  SELECT r.tenant_id, g.grain, r.measure, insight.block_of(r.at, z.zone, g.days) AS at, r.queue_id, r.channel, r.agent_id,
    r.n, r.total, r.spread
  FROM insight.rollups r JOIN insight.zones z ON z.tenant_id = r.tenant_id
  CROSS JOIN (VALUES ('a4', 4), ('a16', 16)) AS g (grain, days)
  WHERE r.grain = 'a'),
lying AS (
  SELECT tenant_id, grain, measure, at, agent_id, array_agg((bucket << 32) + n ORDER BY bucket) AS spread FROM (
    SELECT tenant_id, grain, measure, at, agent_id, insight.bucket_of(u) AS bucket, sum(insight.count_of(u))::bigint AS n
    FROM blocks CROSS JOIN LATERAL unnest(spread) AS u GROUP BY 1, 2, 3, 4, 5, 6) AS b
  WHERE n <> 0 GROUP BY 1, 2, 3, 4, 5)
INSERT INTO insight.rollups (tenant_id, grain, measure, at, queue_id, channel, agent_id, n, total, spread)
SELECT s.*, coalesce(l.spread, '{}') FROM (
  SELECT tenant_id, grain, measure, at, queue_id, channel, agent_id, sum(n)::bigint, sum(total)::bigint
  FROM blocks GROUP BY 1, 2, 3, 4, 5, 6, 7) AS s
LEFT JOIN lying l USING (tenant_id, grain, measure, at, agent_id);
ALTER TABLE insight.rollups FORCE ROW LEVEL SECURITY;
ALTER TABLE insight.zones FORCE ROW LEVEL SECURITY;
