-- What the floor warned of: since when, how far it went, until when, and who has seen it.
CREATE TABLE insight.raised (
  tenant_id uuid NOT NULL, id uuid NOT NULL, code text NOT NULL, red boolean NOT NULL,
  queue_id uuid, agent_id uuid, conversation_id uuid, name text NOT NULL, name_en text NOT NULL,
  bound float8 NOT NULL, worst float8 NOT NULL, raised_at timestamptz NOT NULL, over_at timestamptz,
  acknowledged_at timestamptz, acknowledged_by text,
  PRIMARY KEY (tenant_id, id));
CREATE INDEX raised_open ON insight.raised (tenant_id) WHERE over_at IS NULL;
CREATE INDEX raised_over ON insight.raised (tenant_id, over_at);
CREATE INDEX raised_at ON insight.raised (raised_at);
CALL kernel.isolate('insight.raised');
CREATE POLICY machinery ON insight.raised TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, id, raised_at), DELETE ON insight.raised TO qf_system;

-- Somebody may be told of something that is no conversation.
ALTER TABLE conversations.notices ALTER COLUMN conversation_id DROP NOT NULL;
