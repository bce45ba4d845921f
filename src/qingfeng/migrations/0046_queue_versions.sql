-- Queues are edited by people: every version is kept, with who made it and why, and can be taken back.
ALTER TABLE routing.queues ADD COLUMN version bigint NOT NULL DEFAULT 1;

CREATE TABLE routing.queue_versions (
  tenant_id uuid NOT NULL, queue_id uuid NOT NULL, version bigint NOT NULL,
  draft     jsonb NOT NULL,          -- the queue as it was from then on
  by_id     uuid, by_name text NOT NULL DEFAULT '',   -- null: the system, or nobody wrote it down
  at        timestamptz NOT NULL, note text NOT NULL DEFAULT '',
  restored  bigint,                  -- the version that was taken back by this one
  PRIMARY KEY (tenant_id, queue_id, version),
  FOREIGN KEY (tenant_id, queue_id) REFERENCES routing.queues (tenant_id, id));
CALL kernel.isolate('routing.queue_versions');
