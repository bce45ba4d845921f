-- Insight: who had which contact in hand and when, and until when a state of an agent lasted: of these two agents' time
-- is made up. Days that are over are kept added up in insight.rollups, up to insight.zones.worked.

CREATE TABLE insight.hands (
  tenant_id uuid NOT NULL, conversation_id uuid NOT NULL, no int NOT NULL, agent_id uuid NOT NULL,
  kind text NOT NULL,      -- talk or wrap
  since timestamptz NOT NULL, until timestamptz NOT NULL,      -- infinity while it lasts
  PRIMARY KEY (tenant_id, conversation_id, no));
CREATE INDEX hands_agent ON insight.hands (tenant_id, agent_id, until);
CREATE INDEX hands_until ON insight.hands (tenant_id, until);
CALL kernel.isolate('insight.hands');

ALTER TABLE insight.states ADD COLUMN until timestamptz NOT NULL DEFAULT 'infinity';  -- the next version's since
CREATE INDEX states_until ON insight.states (tenant_id, until);
ALTER TABLE insight.zones ADD COLUMN worked timestamptz;
