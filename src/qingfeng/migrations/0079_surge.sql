-- Surge mode: how a house meets a demand that outruns what was expected (every version is kept, the newest holds), and
-- how it stands: counted window by window, with the levers that are moved now.
CREATE TABLE routing.surge_policies (
  tenant_id uuid NOT NULL, version int NOT NULL, policy jsonb NOT NULL, by_id uuid, by_name text NOT NULL, at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, version));
CALL kernel.isolate('routing.surge_policies');
CREATE TABLE routing.surge (
  tenant_id uuid PRIMARY KEY, situation jsonb NOT NULL, levers jsonb NOT NULL, window_at timestamptz NOT NULL,
  arrivals int, expected jsonb);
CALL kernel.isolate('routing.surge');
