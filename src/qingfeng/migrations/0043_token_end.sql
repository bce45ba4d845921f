-- A token may end by itself; without a moment it lives until it is revoked.
ALTER TABLE access.tokens ADD COLUMN expires_at timestamptz;
