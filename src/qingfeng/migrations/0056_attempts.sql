-- Every call of a webhook: when, for how long, what came back, when the next one is.
CREATE TABLE channels.attempts (
  tenant_id uuid NOT NULL, id uuid NOT NULL,
  channel_id uuid NOT NULL, delivery_id uuid NOT NULL, conversation_id uuid,  -- null: a ping
  event text NOT NULL, number int NOT NULL, at timestamptz NOT NULL,
  ok bool,                           -- null: it was begun, and nobody wrote how it ended
  milliseconds int, status int, error text, answer text NOT NULL DEFAULT '', next_at timestamptz,
  PRIMARY KEY (tenant_id, id));
CREATE INDEX attempts_log ON channels.attempts (tenant_id, channel_id, id DESC);
CREATE INDEX attempts_delivery ON channels.attempts (tenant_id, delivery_id);
CREATE INDEX attempts_conversation ON channels.attempts (tenant_id, conversation_id);
CREATE INDEX attempts_at ON channels.attempts (at);
CALL kernel.isolate('channels.attempts');
CREATE POLICY machinery ON channels.attempts TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, id, at), DELETE ON channels.attempts TO qf_system;

-- All that failed in a range is found for replaying.
CREATE INDEX deliveries_failed ON channels.deliveries (tenant_id, channel_id, created_at) WHERE status = 'failed';
