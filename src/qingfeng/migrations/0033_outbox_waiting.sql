-- What waits for the relay stands in a table of its own. A mark in the outbox itself wrote every event a second time, body
-- and all, with its place in three indexes; here it is a short row that goes. The outbox is only added to.
ALTER INDEX kernel.outbox_waiting RENAME TO outbox_waiting_old;
CREATE TABLE kernel.outbox_waiting (
  position  bigint PRIMARY KEY,
  tenant_id uuid NOT NULL,
  at        timestamptz NOT NULL
);
CALL kernel.isolate('kernel.outbox_waiting', 'SELECT, INSERT, DELETE');

INSERT INTO kernel.outbox_waiting SELECT position, tenant_id, at FROM kernel.outbox WHERE relayed_at IS NULL;
DROP INDEX kernel.outbox_waiting_old;
ALTER TABLE kernel.outbox DROP COLUMN relayed_at;

-- By the database, so that whoever writes an event, a process of the version before too, cannot forget it.
CREATE FUNCTION kernel.await_relay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO kernel.outbox_waiting SELECT position, tenant_id, at FROM added;
  RETURN NULL;
END $$;
CREATE TRIGGER outbox_waiting AFTER INSERT ON kernel.outbox REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION kernel.await_relay();
