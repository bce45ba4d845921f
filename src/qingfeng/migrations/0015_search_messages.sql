-- Messages are found by their words. What was written before has none yet (NULL): a worker fills them, a few at a time.
ALTER TABLE conversations.messages ADD COLUMN search tsvector;
CREATE INDEX messages_unread ON conversations.messages (tenant_id, id) WHERE search IS NULL;

CALL kernel.searchable('conversations.messages');
GRANT SELECT (at) ON conversations.messages TO qf_search;

-- The newest messages with these words. What is said every day is found among the last twenty thousand, without reading
-- everything that was ever said; what is rare is found by the index. Ids grow with time, but nothing found depends on
-- it: an id out of order is only late in the order.
GRANT CREATE ON SCHEMA conversations TO qf_search;
CREATE FUNCTION conversations.messages_found(
  words tsquery, since timestamptz, before timestamptz, at_most int) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
  own uuid := kernel.tenant();
  edge uuid;
  found_now int;
BEGIN
  SELECT m.id INTO edge FROM conversations.messages m WHERE m.tenant_id = own ORDER BY m.id DESC OFFSET 20000 LIMIT 1;
  RETURN QUERY
    SELECT r.id FROM (SELECT m.id, m.at, m.search FROM conversations.messages m
                      WHERE m.tenant_id = own AND (edge IS NULL OR m.id > edge)
                      OFFSET 0) r  -- read first, asked then: the index would read all that has these words
    WHERE r.search @@ words AND r.at >= since AND r.at < before ORDER BY r.id DESC LIMIT at_most;
  GET DIAGNOSTICS found_now = ROW_COUNT;
  IF edge IS NOT NULL AND found_now < at_most THEN
    RETURN QUERY
      WITH hits AS MATERIALIZED (
        SELECT m.id, m.at FROM conversations.messages m WHERE m.tenant_id = own AND m.search @@ words)
      SELECT h.id FROM hits h WHERE h.id <= edge AND h.at >= since AND h.at < before
      ORDER BY h.id DESC LIMIT at_most - found_now;
  END IF;
END $$;
ALTER FUNCTION conversations.messages_found(tsquery, timestamptz, timestamptz, int) OWNER TO qf_search;
REVOKE ALL ON FUNCTION conversations.messages_found(tsquery, timestamptz, timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conversations.messages_found(tsquery, timestamptz, timestamptz, int) TO qf_app;
REVOKE CREATE ON SCHEMA conversations FROM qf_search;
