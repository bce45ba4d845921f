-- What a supervisor has given an agent for a while: another state (what was chosen before comes back), or other skills (those
-- of the seat hold again). `ends_at`: none for a state that stays until somebody chooses another.
CREATE TABLE people.temporary (
  tenant_id uuid NOT NULL, agent_id uuid NOT NULL, kind text NOT NULL,
  state text, reason text, before_state text, before_reason text, skills jsonb NOT NULL DEFAULT '{}',
  by_name text NOT NULL, since timestamptz NOT NULL, ends_at timestamptz,
  PRIMARY KEY (tenant_id, agent_id, kind),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES people.agents (tenant_id, id) ON DELETE CASCADE);
CALL kernel.isolate('people.temporary');
