-- Insight: what each contact adds to the figures (marks), and the figures added up for boards (rollups).

ALTER TABLE insight.contacts ADD COLUMN emotion text NOT NULL DEFAULT 'calm';

CREATE TABLE insight.marks (         -- counted once: see modules/insight/marks.py
  tenant_id uuid NOT NULL, conversation_id uuid NOT NULL, measure text NOT NULL, no int NOT NULL,
  at timestamptz NOT NULL, queue_id uuid, channel text NOT NULL, agent_id uuid, value bigint NOT NULL,
  PRIMARY KEY (tenant_id, conversation_id, measure, no));
CREATE INDEX marks_at ON insight.marks (tenant_id, measure, at, conversation_id);
CALL kernel.isolate('insight.marks');

-- grain: q a quarter of an hour by queue and channel, qa of all; d a day of the house's zone by queue and channel, dq by
-- queue, dc by channel, da of all; a such a day by agent, without spread. What a grain does not tell apart is the zero id or the empty text. spread: how the values lie, packed as
-- bucket * 2^32 + how many, in the order of the buckets (modules/insight/spread.py).
CREATE TABLE insight.rollups (
  tenant_id uuid NOT NULL, grain text NOT NULL, measure text NOT NULL, at timestamptz NOT NULL,
  queue_id uuid NOT NULL, channel text NOT NULL, agent_id uuid NOT NULL,
  n bigint NOT NULL, total bigint NOT NULL, spread bigint[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, grain, measure, at, queue_id, channel, agent_id));
CALL kernel.isolate('insight.rollups');

CREATE TABLE insight.zones (         -- the time zone the days of rollups are cut by; a rebuild takes the house's anew
  tenant_id uuid NOT NULL PRIMARY KEY, zone text NOT NULL);
CALL kernel.isolate('insight.zones');

CREATE FUNCTION insight.bucket_of(packed bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (packed + 2147483648) >> 32;
CREATE FUNCTION insight.count_of(packed bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN packed - (((packed + 2147483648) >> 32) << 32);

-- Two spreads as one; what comes to nothing is left out.
CREATE FUNCTION insight.merged(a bigint[], b bigint[]) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT coalesce(array_agg((bucket << 32) + n ORDER BY bucket), '{}') FROM (
    SELECT insight.bucket_of(u) AS bucket, sum(insight.count_of(u))::bigint AS n FROM unnest(a || b) AS u
    GROUP BY 1 HAVING sum(insight.count_of(u)) <> 0) AS s);
