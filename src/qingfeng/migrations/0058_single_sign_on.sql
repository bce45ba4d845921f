-- People sign in with the account they have at their house's own identity provider (OpenID Connect).
CREATE TABLE access.identity_providers (
  tenant_id    uuid PRIMARY KEY REFERENCES access.tenants (id),
  label        text NOT NULL,          -- what the button calls it
  issuer       text NOT NULL, client_id text NOT NULL,
  secret       bytea,                  -- encrypted with a key made from the installation's; null: a client without one
  scopes       text[] NOT NULL,
  enabled      boolean NOT NULL,
  passwords    text NOT NULL CHECK (passwords IN ('everyone', 'managers', 'nobody')),
  match_email  boolean NOT NULL, create_users boolean NOT NULL, sign_out_there boolean NOT NULL,
  role_claim   text NOT NULL, rules jsonb NOT NULL,
  version      bigint NOT NULL DEFAULT 1,
  changed_at   timestamptz NOT NULL);
CALL kernel.isolate('access.identity_providers', 'SELECT');

-- Who is who there. Bound once: neither does another account there open this one, nor this account there another one.
CREATE TABLE access.identities (
  tenant_id uuid NOT NULL, user_id uuid NOT NULL, issuer text NOT NULL, subject text NOT NULL, bound_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, user_id),
  UNIQUE (tenant_id, issuer, subject),
  FOREIGN KEY (tenant_id, user_id) REFERENCES access.users (tenant_id, id) ON DELETE CASCADE);
CALL kernel.isolate('access.identities');

-- Sign-ins that were begun. `state` and `browser` are SHA-256: what is kept here opens nothing. Nonce and PKCE verifier
-- are derived from the installation's key. `state` is null once the browser came back with it.
CREATE TABLE access.sso_attempts (
  tenant_id  uuid NOT NULL, id uuid NOT NULL,
  state      bytea UNIQUE, browser bytea NOT NULL,
  tester     uuid,                     -- an administrator who tries it; nobody is signed in by that
  back_to    text NOT NULL,
  outcome    jsonb,                    -- of a try
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id));
CREATE INDEX sso_attempts_expires ON access.sso_attempts (expires_at);
CALL kernel.isolate('access.sso_attempts', 'SELECT, UPDATE, DELETE');

-- Of whom the provider has asked a second factor is for the provider to say.
ALTER TABLE access.sessions ADD COLUMN single_sign_on boolean NOT NULL DEFAULT false;
