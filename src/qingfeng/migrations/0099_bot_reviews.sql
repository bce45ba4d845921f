-- Answers of the bot that people look at: drawn at random each day, and those a customer called useless.
ALTER TABLE bot.decisions ADD COLUMN disliked boolean;   -- the customer said that the answer before was of no use

CREATE TABLE bot.review_rules (
  tenant_id uuid NOT NULL PRIMARY KEY, per_day int NOT NULL CHECK (per_day BETWEEN 0 AND 200));
CALL kernel.isolate('bot.review_rules');

CREATE TABLE bot.review_days (        -- what was drawn of a day of the house, and by which chance
  tenant_id uuid NOT NULL, day date NOT NULL, seed bigint NOT NULL,
  wanted int NOT NULL, answers int NOT NULL, drawn int NOT NULL, disliked int NOT NULL,
  PRIMARY KEY (tenant_id, day));
CALL kernel.isolate('bot.review_days');

CREATE TABLE bot.reviews (
  tenant_id uuid NOT NULL, id uuid NOT NULL, conversation_id uuid NOT NULL, seq int NOT NULL, at timestamptz NOT NULL,
  sampled   boolean NOT NULL,         -- drawn at random: these alone make up the share of wrong answers
  disliked  boolean NOT NULL,         -- the customer said that it was of no use
  means     text NOT NULL, reason text NOT NULL,
  question  text NOT NULL,            -- personal data masked
  answer    text NOT NULL,            -- personal data masked
  sources   jsonb NOT NULL,           -- id, title and the passage as it was then
  verdict   text CHECK (verdict IN ('right', 'wrong', 'unhelpful')), why text, note text NOT NULL DEFAULT '',
  by_id     uuid, by_name text NOT NULL DEFAULT '', judged_at timestamptz,
  version   int NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, conversation_id, seq));
CREATE INDEX reviews_waiting ON bot.reviews (tenant_id, at DESC, id DESC) WHERE verdict IS NULL;
CREATE INDEX reviews_judged ON bot.reviews (tenant_id, judged_at DESC, id DESC) WHERE verdict IS NOT NULL;
CREATE INDEX reviews_at ON bot.reviews (at);
CALL kernel.isolate('bot.reviews');
CREATE POLICY machinery ON bot.reviews TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, id, at), DELETE ON bot.reviews TO qf_system;
