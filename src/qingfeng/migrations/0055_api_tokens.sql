-- Tokens by which programs use the API of the console: each may do some of what its maker may, until a day.
CREATE TABLE access.api_tokens (
  tenant_id  uuid NOT NULL, id uuid NOT NULL,
  hash       bytea NOT NULL UNIQUE,  -- sha256 of the token: a stolen backup opens nothing
  name       text NOT NULL,
  hint       text NOT NULL,          -- last four characters, to recognise it in a list
  scopes     text[] NOT NULL,
  made_by    uuid NOT NULL,
  created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
  used_at    timestamptz, used_from text NOT NULL DEFAULT '',
  revoked_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, made_by) REFERENCES access.users (tenant_id, id));
CALL kernel.isolate('access.api_tokens', 'SELECT');
GRANT UPDATE (used_at, used_from) ON access.api_tokens TO qf_system;
