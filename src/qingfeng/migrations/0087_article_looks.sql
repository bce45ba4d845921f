-- Who last found an article still right, and whether its editor was reminded to look.
ALTER TABLE knowledge.articles ADD COLUMN looked_at timestamptz, ADD COLUMN looked_by text NOT NULL DEFAULT '',
  ADD COLUMN reminded_at timestamptz;
