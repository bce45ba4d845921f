-- Put aside until a moment: who did it keeps it, and it takes up none of their room.
ALTER TABLE conversations.conversations ADD COLUMN snoozed_until timestamptz;
CREATE INDEX conversations_snoozed ON conversations.conversations (tenant_id, agent_id, snoozed_until) WHERE phase = 'snoozed';

-- What one person is to be told: somebody named them, gave them a conversation, or they asked to be reminded.
CREATE TABLE conversations.notices (
  tenant_id uuid NOT NULL, id uuid NOT NULL, user_id uuid NOT NULL, kind text NOT NULL,
  conversation_id uuid NOT NULL, customer_name text NOT NULL, by_name text NOT NULL, text text NOT NULL,
  at timestamptz NOT NULL, read_at timestamptz,
  PRIMARY KEY (tenant_id, id));
CREATE INDEX notices_of ON conversations.notices (tenant_id, user_id, id DESC);
CREATE INDEX notices_unread ON conversations.notices (tenant_id, user_id) WHERE read_at IS NULL;
CREATE INDEX notices_at ON conversations.notices (at);
CALL kernel.isolate('conversations.notices');
CREATE POLICY machinery ON conversations.notices TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, id, at), DELETE ON conversations.notices TO qf_system;

CREATE TABLE conversations.reminders (
  tenant_id uuid NOT NULL, id uuid NOT NULL, user_id uuid NOT NULL, conversation_id uuid NOT NULL, text text NOT NULL,
  due_at timestamptz NOT NULL, made_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations.conversations (tenant_id, id) ON DELETE CASCADE);
CREATE INDEX reminders_of ON conversations.reminders (tenant_id, user_id, due_at);
CREATE INDEX reminders_conversation ON conversations.reminders (tenant_id, conversation_id);
CALL kernel.isolate('conversations.reminders');
