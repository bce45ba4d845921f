-- Insight: the states of agents as they were entered; a state lasts until the next version's `since`.

CREATE TABLE insight.states (
  tenant_id uuid NOT NULL, agent_id uuid NOT NULL, version bigint NOT NULL,
  state text NOT NULL, reason text, since timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, agent_id, version));
CALL kernel.isolate('insight.states');
