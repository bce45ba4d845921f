-- Intents of a house and the examples they are learned from. `code` is what models and decisions say of an intent; it
-- never changes. An example without an intent says what is about none of them.
CREATE SCHEMA understanding;
GRANT USAGE ON SCHEMA understanding TO qf_app, qf_system;

CREATE TABLE understanding.intents (
  tenant_id uuid NOT NULL, id uuid NOT NULL, code text NOT NULL,
  name_zh text NOT NULL, name_en text NOT NULL, about text NOT NULL DEFAULT '',
  archived_at timestamptz, version bigint NOT NULL DEFAULT 1, made_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, code));
CALL kernel.isolate('understanding.intents');

CREATE TABLE understanding.examples (
  tenant_id       uuid NOT NULL, id uuid NOT NULL, intent_id uuid,
  text            text NOT NULL,     -- personal data masked
  likeness        bytea NOT NULL,    -- digest of the form in which texts are compared
  origin          text NOT NULL DEFAULT 'written' CHECK (origin IN ('written', 'corrected', 'imported')),
  held_out        boolean NOT NULL DEFAULT false,   -- of the test set: never learned from
  conversation_id uuid,              -- where a customer said it; it goes when their words go
  by_name         text NOT NULL, at timestamptz NOT NULL,
  dropped_at      timestamptz,       -- may be brought back until it is swept
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, intent_id) REFERENCES understanding.intents (tenant_id, id));
CREATE UNIQUE INDEX examples_alike ON understanding.examples (tenant_id, likeness) WHERE dropped_at IS NULL;
CREATE INDEX examples_intent ON understanding.examples (tenant_id, intent_id, id) WHERE dropped_at IS NULL;
CREATE INDEX examples_said ON understanding.examples (tenant_id, conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX examples_dropped ON understanding.examples (dropped_at) WHERE dropped_at IS NOT NULL;
CALL kernel.isolate('understanding.examples');
CREATE POLICY machinery ON understanding.examples TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, id, dropped_at), DELETE ON understanding.examples TO qf_system;
