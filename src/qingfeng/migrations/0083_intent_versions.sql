-- What was learned: each training makes a version, with its model and what that said of the test set. One is published
-- at most; those before it can be published again while their model is kept.
CREATE TABLE understanding.versions (
  tenant_id     uuid NOT NULL, id uuid NOT NULL, number int NOT NULL,
  state         text NOT NULL DEFAULT 'waiting' CHECK (state IN
                ('waiting', 'running', 'failed', 'cancelled', 'draft', 'published', 'retired')),
  step          text NOT NULL DEFAULT '', done int NOT NULL DEFAULT 0, total int NOT NULL DEFAULT 0,
  error         text, asked_by_name text NOT NULL, asked_at timestamptz NOT NULL,
  at_once       boolean NOT NULL DEFAULT false,     -- published as soon as it is trained
  trained_at    timestamptz, published_at timestamptz, published_by_name text,
  digest        text, encoder text, examples int NOT NULL DEFAULT 0, intents int NOT NULL DEFAULT 0,
  seconds       float8,
  learned       uuid[] NOT NULL DEFAULT '{}',       -- examples, in the order of the model's vectors
  judged        jsonb,                              -- what it said of the test set, and the published one before it
  model         bytea,
  PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, number));
CREATE UNIQUE INDEX versions_published ON understanding.versions (tenant_id) WHERE state = 'published';
CREATE UNIQUE INDEX versions_going ON understanding.versions (tenant_id) WHERE state IN ('waiting', 'running');
CALL kernel.isolate('understanding.versions');
