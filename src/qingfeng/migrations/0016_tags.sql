-- What a conversation is about, in the team's own words; and the words in use, to be offered again.
ALTER TABLE conversations.conversations ADD COLUMN tags text[] NOT NULL DEFAULT '{}';

CREATE TABLE conversations.tags (
  tenant_id uuid NOT NULL, name text NOT NULL, used_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, name));
CALL kernel.isolate('conversations.tags');
