-- The first house of an installation is begun by whoever holds a link that the terminal told. There is no tenant yet
-- under which it could be kept, so this table has none.
CREATE TABLE access.setup_links (
  mark       bytea PRIMARY KEY,      -- sha256 of the link's word: a stolen backup opens nothing
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL);
GRANT SELECT, INSERT, DELETE ON access.setup_links TO qf_system;
GRANT SELECT, DELETE ON access.setup_links TO qf_app;  -- used up in the transaction that makes the house
