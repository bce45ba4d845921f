-- Task flows as data, the business systems they ask, and the calls that were made.
CREATE SCHEMA flows;
GRANT USAGE ON SCHEMA flows TO qf_app, qf_system;

CREATE TABLE flows.flows (
  tenant_id  uuid NOT NULL REFERENCES access.tenants (id), id uuid NOT NULL,
  name       text NOT NULL,
  version    bigint NOT NULL,          -- the latest
  published  bigint,                   -- the one customers meet; null: none
  updated_at timestamptz NOT NULL, by_name text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, name));
CALL kernel.isolate('flows.flows');

CREATE TABLE flows.versions (
  tenant_id uuid NOT NULL, flow_id uuid NOT NULL, version bigint NOT NULL,
  flow      jsonb NOT NULL,
  by_id     uuid, by_name text NOT NULL DEFAULT '', at timestamptz NOT NULL, note text NOT NULL DEFAULT '',
  restored  bigint,                    -- the version that was taken back by this one
  PRIMARY KEY (tenant_id, flow_id, version),
  FOREIGN KEY (tenant_id, flow_id) REFERENCES flows.flows (tenant_id, id) ON DELETE CASCADE);
CALL kernel.isolate('flows.versions');

CREATE TABLE flows.systems (
  tenant_id    uuid NOT NULL REFERENCES access.tenants (id), id uuid NOT NULL,
  code         text NOT NULL, title text NOT NULL,
  base_url     text NOT NULL, document_url text NOT NULL,
  auth         text NOT NULL, header text NOT NULL DEFAULT '',
  secret       bytea,                  -- encrypted with a key made from the installation's
  loopback     boolean NOT NULL DEFAULT false,   -- the demo's own, on this machine
  operations   jsonb NOT NULL DEFAULT '[]', read_at timestamptz,
  version      bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, code));
CALL kernel.isolate('flows.systems');

-- Every call. `key`: of one with consequences, so that it is made once whatever falls over; `until`: so long its maker may
-- be at it; `answer`: encrypted, until the conversation has taken it in.
CREATE TABLE flows.calls (
  tenant_id       uuid NOT NULL, id uuid NOT NULL,
  at              timestamptz NOT NULL,
  conversation_id uuid,                -- null: tried in the console
  flow            text NOT NULL, step text NOT NULL, system text NOT NULL, operation text NOT NULL,
  changes         boolean NOT NULL, key text,
  state           text NOT NULL CHECK (state IN ('started', 'done', 'failed')),
  until           timestamptz,
  status          int NOT NULL DEFAULT 0, error text NOT NULL DEFAULT '',
  milliseconds    int NOT NULL DEFAULT 0, attempts int NOT NULL DEFAULT 0,
  answer          bytea,
  PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, key));
CREATE INDEX calls_latest ON flows.calls (tenant_id, at DESC, id DESC);
CREATE INDEX calls_of_conversation ON flows.calls (tenant_id, conversation_id);
CALL kernel.isolate('flows.calls');
-- Swept when it is old, without being read.
CREATE POLICY machinery ON flows.calls TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, id, at), DELETE ON flows.calls TO qf_system;
