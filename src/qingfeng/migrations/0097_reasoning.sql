-- What a house chooses of its language model, every turn the model took, and what it did day by day.
CREATE SCHEMA reasoning;
GRANT USAGE ON SCHEMA reasoning TO qf_app, qf_system;

CREATE TABLE reasoning.choices (
  tenant_id  uuid PRIMARY KEY REFERENCES access.tenants (id),
  choices    jsonb NOT NULL,
  version    bigint NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL, by_name text NOT NULL DEFAULT '');
CALL kernel.isolate('reasoning.choices');

-- `detail`: what was asked, used, shown, said and removed; personal data are masked before they come here.
CREATE TABLE reasoning.traces (
  tenant_id       uuid NOT NULL, id uuid NOT NULL,
  at              timestamptz NOT NULL,
  conversation_id uuid,                -- null: asked in the test box
  seq             int NOT NULL DEFAULT 0, by_name text NOT NULL DEFAULT '',
  outcome         text NOT NULL, fallback text NOT NULL DEFAULT '', model text NOT NULL,
  tokens_in       bigint NOT NULL DEFAULT 0, tokens_out bigint NOT NULL DEFAULT 0, guessed boolean NOT NULL DEFAULT false,
  cost            numeric(18, 6) NOT NULL DEFAULT 0, currency text NOT NULL,
  milliseconds    int NOT NULL DEFAULT 0, first_ms int,
  detail          jsonb NOT NULL,
  PRIMARY KEY (tenant_id, id));
CREATE INDEX traces_latest ON reasoning.traces (tenant_id, at DESC, id DESC);
CREATE INDEX traces_of_conversation ON reasoning.traces (tenant_id, conversation_id, seq);
CREATE INDEX traces_at ON reasoning.traces (at);
CALL kernel.isolate('reasoning.traces');
-- Swept when it is old, without being read.
CREATE POLICY machinery ON reasoning.traces TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, id, at), DELETE ON reasoning.traces TO qf_system;

-- Figures only, kept when the traces are gone. `day`: the house's own.
CREATE TABLE reasoning.days (
  tenant_id    uuid NOT NULL, day date NOT NULL,
  turns        int NOT NULL DEFAULT 0, answered int NOT NULL DEFAULT 0, handed_over int NOT NULL DEFAULT 0,
  fell_back    int NOT NULL DEFAULT 0, removed int NOT NULL DEFAULT 0,
  tokens_in    bigint NOT NULL DEFAULT 0, tokens_out bigint NOT NULL DEFAULT 0,
  cost         numeric(18, 6) NOT NULL DEFAULT 0, milliseconds bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, day));
CALL kernel.isolate('reasoning.days');
