-- A second factor by time-based codes (RFC 6238). The secret itself is kept nowhere: it is derived from the
-- installation's key and this nonce. `totp_step` is the last step whose code was used: no code works twice.
ALTER TABLE access.users
  ADD COLUMN totp_nonce text,
  ADD COLUMN totp_since timestamptz,       -- null: not set up, or begun and not confirmed
  ADD COLUMN totp_step  bigint NOT NULL DEFAULT 0;

CREATE TABLE access.recovery_codes (       -- deleted when used
  tenant_id uuid NOT NULL, user_id uuid NOT NULL, mark bytea NOT NULL,
  PRIMARY KEY (tenant_id, user_id, mark),
  FOREIGN KEY (tenant_id, user_id) REFERENCES access.users (tenant_id, id) ON DELETE CASCADE);
CALL kernel.isolate('access.recovery_codes', 'SELECT, DELETE');
