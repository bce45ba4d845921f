-- What outcomes have taught the router (modules/routing/learning.py), one row a house; and each choice in which that had a
-- part, with the chance it was made by, until enough outcomes tell what it is worth. Numbers and ids, nobody's words.
CREATE TABLE routing.learning (
  tenant_id     uuid PRIMARY KEY, version bigint NOT NULL DEFAULT 1,   -- of what people set
  mode          text NOT NULL DEFAULT 'observe' CHECK (mode IN ('off', 'observe', 'steer')),
  explore       float8 NOT NULL DEFAULT 0 CHECK (explore BETWEEN 0 AND 0.05),
  hold_out      float8 NOT NULL DEFAULT 0.05 CHECK (hold_out BETWEEN 0.02 AND 0.5),
  key           bigint NOT NULL DEFAULT 0,      -- where chance begins
  steers_since  timestamptz,
  stopped       text,                           -- what it did worse when it stopped by itself
  estimates     bytea, learned bigint NOT NULL DEFAULT 0,   -- outcomes in them
  learned_until timestamptz,
  judged        jsonb, guard jsonb);
CALL kernel.isolate('routing.learning');

CREATE TABLE routing.matches (
  tenant_id uuid NOT NULL, offer_id uuid NOT NULL, conversation_id uuid NOT NULL, agent_id uuid NOT NULL,
  at timestamptz NOT NULL, matched jsonb NOT NULL, outcome float8,
  PRIMARY KEY (tenant_id, offer_id));
CREATE INDEX matches_conversation ON routing.matches (tenant_id, conversation_id);
CREATE INDEX matches_told ON routing.matches (tenant_id, at) WHERE outcome IS NOT NULL;
CREATE INDEX matches_at ON routing.matches (at);
CALL kernel.isolate('routing.matches');
CREATE POLICY machinery ON routing.matches TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, offer_id, at), DELETE ON routing.matches TO qf_system;
