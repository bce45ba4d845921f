-- Articles are edited by people: they hold from a day and until a day, and every version is kept and can be taken back.
ALTER TABLE knowledge.articles ADD COLUMN valid_from timestamptz, ADD COLUMN valid_until timestamptz;
CREATE INDEX articles_latest ON knowledge.articles (tenant_id, updated_at DESC, id DESC);

CREATE TABLE knowledge.article_versions (
  tenant_id uuid NOT NULL, article_id uuid NOT NULL, version bigint NOT NULL,
  draft     jsonb NOT NULL,          -- the article as it was from then on
  by_id     uuid, by_name text NOT NULL DEFAULT '',   -- null: the system, or nobody wrote it down
  at        timestamptz NOT NULL, note text NOT NULL DEFAULT '',
  restored  bigint,                  -- the version that was taken back by this one
  PRIMARY KEY (tenant_id, article_id, version),
  FOREIGN KEY (tenant_id, article_id) REFERENCES knowledge.articles (tenant_id, id));
CALL kernel.isolate('knowledge.article_versions');
