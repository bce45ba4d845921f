-- Answers to requests that carried an Idempotency-Key: given again, for a day, to whoever asks the same once more.
CREATE TABLE kernel.idempotency (
  tenant_id uuid NOT NULL, caller uuid NOT NULL,
  key       bytea NOT NULL,            -- SHA-256 of the key
  request   bytea NOT NULL,            -- SHA-256 of what was asked
  holder    uuid NOT NULL,             -- the run that answers it
  status    int, answer bytea,         -- null while it is being answered; the answer is encrypted
  at        timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, caller, key));
CREATE INDEX idempotency_at ON kernel.idempotency (at);
CALL kernel.isolate('kernel.idempotency', 'SELECT, DELETE');
