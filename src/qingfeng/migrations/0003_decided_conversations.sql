-- Which decisions of the router concern a conversation, as rows. An array with a GIN index cannot serve: under
-- row-level security only leakproof operators reach an index, and array overlap is none.

CREATE TABLE routing.decided (
  tenant_id uuid NOT NULL, conversation_id uuid NOT NULL, decision_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, conversation_id, decision_id),
  FOREIGN KEY (tenant_id, decision_id) REFERENCES routing.decisions (tenant_id, id) ON DELETE CASCADE);
CREATE INDEX decided_decision ON routing.decided (tenant_id, decision_id);
CALL kernel.isolate('routing.decided');

ALTER TABLE routing.decisions DROP COLUMN conversations;
