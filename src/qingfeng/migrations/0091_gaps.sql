-- What the bot could not answer: the questions, personal data masked, and the gaps they make up, grouped by meaning.
CREATE TABLE knowledge.gaps (
  tenant_id    uuid NOT NULL REFERENCES access.tenants (id), id uuid NOT NULL,
  title        text NOT NULL,          -- one of its questions
  state        text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'drafted', 'published', 'ignored')),
  article_id   uuid,
  first_at     timestamptz NOT NULL,   -- first asked
  settled_at   timestamptz,            -- the article was published
  encoder      text,                   -- whose vectors `middle` is the sum of; half floats cannot hold it
  middle       bytea,
  version      int NOT NULL DEFAULT 1, by_name text NOT NULL DEFAULT '', changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, article_id) REFERENCES knowledge.articles (tenant_id, id) ON DELETE SET NULL (article_id));
CREATE INDEX gaps_article ON knowledge.gaps (tenant_id, article_id);
CALL kernel.isolate('knowledge.gaps');

CREATE TABLE knowledge.gap_questions (
  tenant_id       uuid NOT NULL, conversation_id uuid NOT NULL, seq int NOT NULL,
  at              timestamptz NOT NULL,
  text            text NOT NULL,       -- masked
  gap_id          uuid,                -- null: not grouped yet
  PRIMARY KEY (tenant_id, conversation_id, seq),
  FOREIGN KEY (tenant_id, gap_id) REFERENCES knowledge.gaps (tenant_id, id) ON DELETE CASCADE);
CREATE INDEX gap_questions_gap ON knowledge.gap_questions (tenant_id, gap_id, at);
CREATE INDEX gap_questions_at ON knowledge.gap_questions (at);
CALL kernel.isolate('knowledge.gap_questions');
CREATE POLICY machinery ON knowledge.gap_questions TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, conversation_id, seq, at), DELETE ON knowledge.gap_questions TO qf_system;
