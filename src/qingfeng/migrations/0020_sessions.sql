-- A session can be shown and ended by somebody who does not hold its cookie: it has a name (`handle`), says where it
-- was opened and when it was last used, and carries the limit of idleness that was in force when it was opened.
ALTER TABLE access.sessions
  ADD COLUMN handle       uuid NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN seen_at      timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN idle_seconds int NOT NULL DEFAULT 14400,
  ADD COLUMN address      text NOT NULL DEFAULT '';
ALTER TABLE access.sessions ALTER COLUMN handle DROP DEFAULT, ALTER COLUMN seen_at DROP DEFAULT;
CREATE UNIQUE INDEX sessions_handle ON access.sessions (tenant_id, handle);
CREATE INDEX sessions_user ON access.sessions (tenant_id, user_id);
GRANT UPDATE (seen_at) ON access.sessions TO qf_system;
