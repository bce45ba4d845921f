-- Articles may need a second pair of eyes: a house's rules, and what waits for a reviewer beside what is published.
CREATE TABLE knowledge.rules (
  tenant_id     uuid PRIMARY KEY REFERENCES access.tenants (id),
  approval      boolean NOT NULL DEFAULT false,   -- what customers read is changed by two people
  own           boolean NOT NULL DEFAULT false,   -- a reviewer may approve what they wrote themselves
  ends_days     int NOT NULL DEFAULT 14,          -- so long before an article ends it is due
  looked_months int NOT NULL DEFAULT 12,          -- so long after the last look an article is due
  version       bigint NOT NULL DEFAULT 0);
CALL kernel.isolate('knowledge.rules');

CREATE TABLE knowledge.proposals (
  tenant_id  uuid NOT NULL, id uuid NOT NULL, article_id uuid NOT NULL,
  base       bigint NOT NULL,              -- the article's version that it changes
  version    bigint NOT NULL DEFAULT 1,    -- grows with every change of the proposal
  draft      jsonb NOT NULL,
  restored   bigint,                       -- the version that it takes back
  state      text NOT NULL CHECK (state IN ('waiting', 'approved', 'returned', 'withdrawn')),
  by_id      uuid, by_name text NOT NULL, at timestamptz NOT NULL, note text NOT NULL DEFAULT '',
  judge_id   uuid, judge_name text NOT NULL DEFAULT '', judged_at timestamptz, answer text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, article_id) REFERENCES knowledge.articles (tenant_id, id) ON DELETE CASCADE);
CREATE UNIQUE INDEX proposals_waiting ON knowledge.proposals (tenant_id, article_id) WHERE state = 'waiting';
CREATE INDEX proposals_of ON knowledge.proposals (tenant_id, article_id, at DESC);
CALL kernel.isolate('knowledge.proposals');

ALTER TABLE knowledge.article_versions ADD COLUMN approved_by text NOT NULL DEFAULT '';
-- A notice may be about an article.
ALTER TABLE conversations.notices ADD COLUMN article_id uuid;
