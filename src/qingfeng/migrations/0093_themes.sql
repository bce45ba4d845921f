-- What customers write about, found without being taught: their messages with personal data masked, kept for a fortnight,
-- and the themes these were grouped into. Which message belongs to which stands at the message, so that whatever takes a
-- message away takes it out of sizes, trends and examples too.
CREATE TABLE understanding.themes (
  tenant_id uuid NOT NULL REFERENCES access.tenants (id), id uuid NOT NULL,
  name      text NOT NULL, named_by text,      -- NULL: named by its words
  words     text[] NOT NULL,
  encoder   text NOT NULL, centre bytea NOT NULL,
  first_at  timestamptz NOT NULL, seen_at timestamptz NOT NULL,
  hidden    boolean NOT NULL DEFAULT false,
  merged_into uuid,                            -- the intent its messages became examples of
  version   bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id));
CREATE INDEX themes_seen ON understanding.themes (seen_at);
CALL kernel.isolate('understanding.themes');

CREATE TABLE understanding.heard (
  tenant_id uuid NOT NULL, conversation_id uuid NOT NULL, seq int NOT NULL,
  at        timestamptz NOT NULL, text text NOT NULL,
  vector    bytea,                             -- NULL: not made yet
  theme_id  uuid, near float8,                 -- its cosine to the theme's centre
  PRIMARY KEY (tenant_id, conversation_id, seq));
CREATE INDEX heard_at ON understanding.heard (at);
CREATE INDEX heard_new ON understanding.heard (tenant_id, at) WHERE vector IS NULL;
CREATE INDEX heard_of_theme ON understanding.heard (tenant_id, theme_id, at) WHERE theme_id IS NOT NULL;
CALL kernel.isolate('understanding.heard');

-- Swept when they are old, without being read.
CREATE POLICY machinery ON understanding.heard TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, conversation_id, seq, at), DELETE ON understanding.heard TO qf_system;
CREATE POLICY machinery ON understanding.themes TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, id, seen_at), DELETE ON understanding.themes TO qf_system;
