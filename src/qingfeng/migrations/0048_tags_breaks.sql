-- Tags that are looked after: known by an id, so that they can be renamed and joined; a tone where the colour says
-- something; retired where they are given no more.
ALTER TABLE conversations.tags
  ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN tone text NOT NULL DEFAULT '' CHECK (tone IN ('', 'watch', 'risk', 'good')),
  ADD COLUMN retired_at timestamptz,
  ALTER COLUMN used_at DROP NOT NULL,
  ADD UNIQUE (tenant_id, id);

-- What a break is, as of its beginning: until when it may last, whether it is paid, whether it counts as shrinkage.
-- Choosing otherwise later does not change what was.
ALTER TABLE people.presence
  ADD COLUMN due_at timestamptz, ADD COLUMN paid boolean NOT NULL DEFAULT true,
  ADD COLUMN shrinkage boolean NOT NULL DEFAULT true;
ALTER TABLE insight.states
  ADD COLUMN paid boolean NOT NULL DEFAULT true, ADD COLUMN shrinkage boolean NOT NULL DEFAULT true;
ALTER TABLE insight.rollups NO FORCE ROW LEVEL SECURITY;  -- every house's at once
-- All breaks of days that are added up already were paid, and counted.
INSERT INTO insight.rollups (tenant_id, grain, measure, at, queue_id, channel, agent_id, n, total, spread)
  SELECT tenant_id, grain, 'shrunk', at, queue_id, channel, agent_id, n, total, spread
  FROM insight.rollups WHERE measure = 'rest';
ALTER TABLE insight.rollups FORCE ROW LEVEL SECURITY;
