-- Simulated customers of a house, the rehearsals they played, and what came of each dialogue. Nobody in them is real.
CREATE SCHEMA rehearsal;
GRANT USAGE ON SCHEMA rehearsal TO qf_app, qf_system;

CREATE TABLE rehearsal.people (
  tenant_id uuid NOT NULL REFERENCES access.tenants (id), key text NOT NULL,
  person    jsonb NOT NULL,
  PRIMARY KEY (tenant_id, key));
CALL kernel.isolate('rehearsal.people');

CREATE TABLE rehearsal.dialogues (
  tenant_id  uuid NOT NULL REFERENCES access.tenants (id), id text NOT NULL,
  topic      text NOT NULL, mood text NOT NULL,
  dialogue   jsonb NOT NULL,
  version    bigint NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL, by_name text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, id));
CALL kernel.isolate('rehearsal.dialogues');

CREATE TABLE rehearsal.runs (
  tenant_id uuid NOT NULL REFERENCES access.tenants (id), id uuid NOT NULL,
  state     text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  flow_id   uuid, flow_name text NOT NULL DEFAULT '', flow_version bigint,   -- rehearsed in place of the published one
  done      int NOT NULL DEFAULT 0, total int NOT NULL DEFAULT 0,
  figures   jsonb, passed boolean, error text NOT NULL DEFAULT '',
  asked_by_name text NOT NULL DEFAULT '', asked_at timestamptz NOT NULL, ended_at timestamptz,
  PRIMARY KEY (tenant_id, id));
CALL kernel.isolate('rehearsal.runs');

-- `played`: turn by turn, of those that failed.
CREATE TABLE rehearsal.results (
  tenant_id uuid NOT NULL, run_id uuid NOT NULL, dialogue_id text NOT NULL,
  verdict   jsonb NOT NULL, played jsonb,
  PRIMARY KEY (tenant_id, run_id, dialogue_id),
  FOREIGN KEY (tenant_id, run_id) REFERENCES rehearsal.runs (tenant_id, id) ON DELETE CASCADE);
CALL kernel.isolate('rehearsal.results');

-- What a rehearsal must reach. `mode`: what becomes of a version that did not: nothing, a warning, or it is not published.
CREATE TABLE rehearsal.floors (
  tenant_id uuid PRIMARY KEY REFERENCES access.tenants (id),
  least_alone double precision NOT NULL, most_wrong double precision NOT NULL, most_late double precision NOT NULL);
CALL kernel.isolate('rehearsal.floors');

-- What is published is decided where flows are kept: there the last rehearsal of each version is written down.
ALTER TABLE flows.versions ADD COLUMN rehearsed boolean;     -- passed or not; null: never
CREATE TABLE flows.gates (
  tenant_id uuid PRIMARY KEY REFERENCES access.tenants (id),
  mode      text NOT NULL CHECK (mode IN ('off', 'warn', 'refuse')));
CALL kernel.isolate('flows.gates');
