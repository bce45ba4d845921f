-- Roles of a tenant's own beside the four that are shipped. Which rights the shipped ones have is written in the code;
-- what a role of one's own may do is a row. A user's role is the code of one or the other.
CREATE TABLE access.roles (
  tenant_id   uuid NOT NULL REFERENCES access.tenants (id),
  code        text NOT NULL,         -- made by the machine; names change, users and rules refer to this
  name_zh     text NOT NULL, name_en text NOT NULL,
  about       text NOT NULL DEFAULT '',
  permissions text[] NOT NULL CHECK (cardinality(permissions) > 0),
  version     bigint NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL, changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, code));
CALL kernel.isolate('access.roles', 'SELECT');

ALTER TABLE access.users DROP CONSTRAINT users_role_check;
CREATE INDEX users_role ON access.users (tenant_id, role);
