-- Templates that people look after: an English title, whose they are (nobody's own and no team's: everybody's), and a
-- version against two who edit at once. The first version is as it was shipped.
ALTER TABLE knowledge.templates
  ADD COLUMN title_en text NOT NULL DEFAULT '',
  ADD COLUMN owner_id uuid, ADD COLUMN team_id uuid,
  ADD COLUMN version int NOT NULL DEFAULT 1,
  ADD CONSTRAINT templates_of_one CHECK (owner_id IS NULL OR team_id IS NULL);
