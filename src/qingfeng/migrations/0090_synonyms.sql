-- A house's own words that mean the same; the first of a line is the usual one.
CREATE TABLE knowledge.synonyms (
  tenant_id  uuid NOT NULL REFERENCES access.tenants (id), id uuid NOT NULL,
  words      text[] NOT NULL,
  version    int NOT NULL DEFAULT 1,
  by_name    text NOT NULL DEFAULT '', updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id));
CALL kernel.isolate('knowledge.synonyms');
