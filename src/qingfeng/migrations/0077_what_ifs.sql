-- What-if studies: what was asked, how far it is, what came out; simulated in the background by a worker. `expires_at`:
-- infinity for those that are kept.
CREATE TABLE insight.what_ifs (
  tenant_id    uuid NOT NULL, id uuid NOT NULL,
  name         text NOT NULL,
  state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  draft        jsonb NOT NULL,
  seen         jsonb,                 -- what the house had seen of itself when it was simulated
  answer       jsonb,
  done         int NOT NULL DEFAULT 0, total int NOT NULL,
  error        text, error_field text,
  asked_by     text NOT NULL, asked_by_name text NOT NULL, asked_at timestamptz NOT NULL,
  ended_at     timestamptz, expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id));
CREATE INDEX what_ifs_expire ON insight.what_ifs (expires_at);
CALL kernel.isolate('insight.what_ifs');
-- Swept when its time is over, without being read.
CREATE POLICY machinery ON insight.what_ifs TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, id, expires_at), DELETE ON insight.what_ifs TO qf_system;
