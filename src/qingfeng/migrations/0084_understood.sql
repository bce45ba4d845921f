-- What was made of each customer's message, by which version, and what people said of that. Codes and figures, nobody's
-- words. `corrected_to` NULL with `corrected_at`: it is about none of the intents.
CREATE TABLE understanding.decisions (
  tenant_id    uuid NOT NULL, conversation_id uuid NOT NULL, seq int NOT NULL, message_id uuid NOT NULL,
  version_id   uuid, at timestamptz NOT NULL,
  intent       text,                 -- NULL: out of scope
  confidence   float8, guess text, runner_up text,
  corrected_at timestamptz, corrected_to text, corrected_by_name text,
  PRIMARY KEY (tenant_id, conversation_id, seq));
CREATE INDEX decisions_at ON understanding.decisions (at);
CREATE INDEX decisions_recent ON understanding.decisions (tenant_id, at) INCLUDE (intent, corrected_at, corrected_to);
CALL kernel.isolate('understanding.decisions');
CREATE POLICY machinery ON understanding.decisions TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, conversation_id, seq, at), DELETE ON understanding.decisions TO qf_system;
