-- Exports of conversations, made in the background piece by piece: the cursor and the pieces made so far are written
-- together, so that whoever takes over a worker that died goes on where it stopped.
CREATE TABLE conversations.exports (
  tenant_id    uuid NOT NULL, id uuid NOT NULL,
  state        text NOT NULL DEFAULT 'waiting'
               CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled', 'over')),
  format       text NOT NULL CHECK (format IN ('csv', 'xlsx', 'jsonl')),
  locale       text NOT NULL,
  filter       jsonb NOT NULL,
  masked       boolean NOT NULL,
  asked_by     text NOT NULL, asked_by_name text NOT NULL, asked_at timestamptz NOT NULL,
  total        int NOT NULL DEFAULT 0, done int NOT NULL DEFAULT 0,
  messages     bigint NOT NULL DEFAULT 0, bytes bigint NOT NULL DEFAULT 0, parts int NOT NULL DEFAULT 0,
  cursor_at    timestamptz, cursor_id uuid,
  error        text, ended_at timestamptz, expires_at timestamptz,
  PRIMARY KEY (tenant_id, id));
CREATE INDEX exports_asked ON conversations.exports (asked_at);
CALL kernel.isolate('conversations.exports');
-- Swept when it is old, without being read.
CREATE POLICY machinery ON conversations.exports TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, id, asked_at), DELETE ON conversations.exports TO qf_system;

CREATE TABLE conversations.export_parts (
  tenant_id uuid NOT NULL, export_id uuid NOT NULL, n int NOT NULL,
  data      bytea NOT NULL,
  PRIMARY KEY (tenant_id, export_id, n),
  FOREIGN KEY (tenant_id, export_id) REFERENCES conversations.exports (tenant_id, id) ON DELETE CASCADE);
CALL kernel.isolate('conversations.export_parts');

-- By when they were opened: the order of an export, and its period.
CREATE INDEX conversations_opened ON conversations.conversations (tenant_id, opened_at, id);
