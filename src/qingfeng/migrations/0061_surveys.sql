-- What customers are asked when a talk is over is set by people: for the house, and otherwise for a queue or a channel.
-- Every version is kept, so that an old answer can be read beside what was asked; the latest is the one in force.
CREATE TABLE conversations.survey_versions (
  tenant_id uuid NOT NULL,
  place     text NOT NULL,           -- 'house', or the id of a queue or a channel
  version   bigint NOT NULL,
  survey    jsonb,                   -- the whole of it from then on; null: as the house asks
  by_id     uuid, by_name text NOT NULL DEFAULT '',
  at        timestamptz NOT NULL,
  restored  bigint,                  -- the version that was taken back by this one
  PRIMARY KEY (tenant_id, place, version));
CALL kernel.isolate('conversations.survey_versions');

-- Who was asked what, and until when they may answer. What was asked before this table has no row and no end.
CREATE TABLE conversations.survey_asks (
  tenant_id uuid NOT NULL, conversation_id uuid NOT NULL,
  place     text NOT NULL, version bigint NOT NULL,
  asked_at  timestamptz NOT NULL, until timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, conversation_id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations.conversations (tenant_id, id));
CALL kernel.isolate('conversations.survey_asks');

-- An answer knows what it answers. A score is always 1 to 5: a yes is 5, a no is 1.
ALTER TABLE conversations.surveys
  ADD COLUMN place text NOT NULL DEFAULT 'house', ADD COLUMN version bigint NOT NULL DEFAULT 0,
  ADD COLUMN scale text NOT NULL DEFAULT 'stars';
