-- Search by words reaches its index. Under row-level security only leakproof operators do, and `@@` is none: every search
-- read all rows of its tenant (docs/decisions/0003). So the index is asked by a role of its own, through functions
-- that give ids of the caller's tenant and nothing else; the rows themselves are then read under the policy as always.

CREATE EXTENSION IF NOT EXISTS btree_gin;

DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'qf_search') THEN CREATE ROLE qf_search NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another database of the cluster was migrating
END $$;
DO $$ BEGIN EXECUTE format('GRANT qf_search TO %I', current_user); END $$;
GRANT USAGE ON SCHEMA kernel TO qf_search;

-- For a table with `tenant_id`, `id` and a tsvector `search`: the index, and the function <table>_with(words).
CREATE PROCEDURE kernel.searchable(tbl regclass) LANGUAGE plpgsql AS $$
DECLARE
  place text; named text;
BEGIN
  SELECT n.nspname, c.relname INTO place, named
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = tbl;
  EXECUTE format('CREATE INDEX %I ON %s USING gin (tenant_id, search)', named || '_words', tbl);
  EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO qf_search', place);
  EXECUTE format('GRANT SELECT (tenant_id, id, search) ON %s TO qf_search', tbl);
  EXECUTE format('CREATE POLICY search ON %s FOR SELECT TO qf_search USING (true)', tbl);
  EXECUTE format('CREATE FUNCTION %I.%I(words tsquery) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER'
                 ' SET search_path = pg_catalog, pg_temp ROWS 100'
                 ' AS ''SELECT id FROM %s WHERE tenant_id = kernel.tenant() AND search @@ words''',
                 place, named || '_with', tbl);
  EXECUTE format('ALTER FUNCTION %I.%I(tsquery) OWNER TO qf_search', place, named || '_with');
  EXECUTE format('REVOKE ALL ON FUNCTION %I.%I(tsquery) FROM PUBLIC', place, named || '_with');
  EXECUTE format('GRANT EXECUTE ON FUNCTION %I.%I(tsquery) TO qf_app', place, named || '_with');
  EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM qf_search', place);
END $$;

DROP INDEX customers.customers_search, knowledge.articles_search, knowledge.templates_search;
CALL kernel.searchable('customers.customers');
CALL kernel.searchable('knowledge.articles');
CALL kernel.searchable('knowledge.templates');
