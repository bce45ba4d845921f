-- Accounts as administrators see them: names that sort and are found by their sound, when somebody last came in, a
-- version against two who edit at once; and links that set a password once.
ALTER TABLE access.users
  ADD COLUMN pinyin       text NOT NULL DEFAULT '',
  ADD COLUMN signed_in_at timestamptz,
  ADD COLUMN version      bigint NOT NULL DEFAULT 1;
UPDATE access.users u SET pinyin = a.pinyin FROM people.agents a WHERE a.tenant_id = u.tenant_id AND a.id = u.id;

-- A seat that was taken away, unlike one whose holder is disabled, is not there again when the account is enabled.
ALTER TABLE people.agents ADD COLUMN retired boolean NOT NULL DEFAULT false;

CREATE TABLE access.links (          -- one a person: a new one takes the place of the one before
  tenant_id  uuid NOT NULL, user_id uuid NOT NULL,
  mark       bytea NOT NULL,         -- sha256 of the link's word: a stolen backup opens nothing
  purpose    text NOT NULL CHECK (purpose IN ('invite', 'reset')),
  created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES access.users (tenant_id, id) ON DELETE CASCADE);
CREATE UNIQUE INDEX links_mark ON access.links (mark);
CREATE INDEX links_expires ON access.links (expires_at);
CALL kernel.isolate('access.links', 'SELECT, DELETE');
