-- What is known of a customer can be handed out and erased; and nothing that somebody typed is lost.

-- An identity is asked for by its own name: two numbers may look alike behind their masks.
ALTER TABLE customers.identities ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();

-- Contact data that somebody typed and that is already somebody else's: it names nobody, and people may call it back.
CREATE TABLE customers.hints (
  tenant_id uuid NOT NULL, customer_id uuid NOT NULL, kind text NOT NULL, value text NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(), created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, customer_id, kind, value),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers.customers (tenant_id, id));
CREATE INDEX hints_value ON customers.hints (tenant_id, kind, value);
CALL kernel.isolate('customers.hints');

ALTER TABLE customers.customers ADD COLUMN erased_at timestamptz;
CREATE INDEX customers_merged ON customers.customers (tenant_id, merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE customers.requests (    -- of somebody about their data; carries none of it
  tenant_id uuid NOT NULL, id uuid NOT NULL, customer_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('export', 'erasure')),
  state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'over')),
  done int NOT NULL DEFAULT 0, total int NOT NULL DEFAULT 0, counts jsonb NOT NULL DEFAULT '{}', error text,
  file_id uuid, asked_by text NOT NULL, asked_by_name text NOT NULL, asked_at timestamptz NOT NULL,
  ended_at timestamptz, expires_at timestamptz,
  PRIMARY KEY (tenant_id, id));
CREATE UNIQUE INDEX requests_one ON customers.requests (tenant_id, customer_id, kind) WHERE state IN ('waiting', 'running');
CALL kernel.isolate('customers.requests');

-- What is kept of files: found by their content, so that bytes go when the last file of them does; and by age.
CREATE INDEX files_sha256 ON channels.files (tenant_id, sha256);
CREATE INDEX files_uploaded_by ON channels.files (tenant_id, uploaded_by);
CREATE INDEX files_created ON channels.files (tenant_id, created_at);
CREATE INDEX deliveries_notices_of ON channels.deliveries (tenant_id, conversation_id) WHERE event <> 'message.created';
CREATE INDEX notices_conversation ON conversations.notices (tenant_id, conversation_id);

-- Lines of the audit trail are never changed by whoever acts. The machinery deletes those that the house keeps no longer,
-- none of the last half year; and takes out of one the words that stood beside an act when their customer is erased.
CREATE POLICY machinery_reads ON access.audit FOR SELECT TO qf_system USING (true);
CREATE POLICY machinery_forgets ON access.audit FOR UPDATE TO qf_system USING (true) WITH CHECK (true);
CREATE POLICY machinery_drops ON access.audit FOR DELETE TO qf_system USING (at < now() - interval '180 days');
GRANT SELECT (tenant_id, id, at, target, detail), UPDATE (detail), DELETE ON access.audit TO qf_system;
