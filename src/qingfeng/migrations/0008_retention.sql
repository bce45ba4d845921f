-- What the sweep of a module needs: an index by age, and for the machinery the right to delete.
CREATE INDEX waits_at ON routing.waits (at);
CREATE POLICY machinery ON routing.waits TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, id, at), DELETE ON routing.waits TO qf_system;

-- Of deliveries only what tells of no message: the others say for ever how far a message has come.
CREATE INDEX deliveries_notices ON channels.deliveries (created_at) WHERE event <> 'message.created';
CREATE POLICY machinery ON channels.deliveries TO qf_system
  USING (event <> 'message.created') WITH CHECK (event <> 'message.created');
GRANT SELECT (tenant_id, id, created_at, event), DELETE ON channels.deliveries TO qf_system;

CREATE INDEX sessions_expires ON access.sessions (expires_at);
