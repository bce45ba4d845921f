-- Macros: several steps that an agent runs as one. Their own, and those that supervisors share with everybody.
CREATE TABLE conversations.macros (
  tenant_id uuid NOT NULL, id uuid NOT NULL, owner_id uuid NOT NULL, owner_name text NOT NULL, name text NOT NULL,
  shortcut text NOT NULL DEFAULT '', shared boolean NOT NULL DEFAULT false, steps jsonb NOT NULL,
  version int NOT NULL DEFAULT 1, used int NOT NULL DEFAULT 0, made_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id));
CREATE INDEX macros_owner ON conversations.macros (tenant_id, owner_id);
CREATE INDEX macros_shared ON conversations.macros (tenant_id) WHERE shared;
CALL kernel.isolate('conversations.macros');
