-- A template's category has a name in English too; empty where none was given.
ALTER TABLE knowledge.templates ADD COLUMN category_en text NOT NULL DEFAULT '';
