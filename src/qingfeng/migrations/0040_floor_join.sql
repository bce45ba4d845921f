-- Supervisors who speak with a customer beside the agent; they leave with the talk at the latest.
ALTER TABLE conversations.conversations ADD COLUMN joined jsonb NOT NULL DEFAULT '[]';

-- What a supervisor says into the ear of the agent: no message of the conversation, so that nothing that shows, searches,
-- sends or counts messages can ever give it to anybody else. `seq`: the last message there was.
CREATE TABLE conversations.whispers (
  tenant_id uuid NOT NULL, id uuid NOT NULL, conversation_id uuid NOT NULL, seq int NOT NULL,
  author_id uuid NOT NULL, author_name text NOT NULL, agent_id uuid NOT NULL, text text NOT NULL,
  client_id text NOT NULL, at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, conversation_id, author_id, client_id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations.conversations (tenant_id, id) ON DELETE CASCADE);
CALL kernel.isolate('conversations.whispers');
