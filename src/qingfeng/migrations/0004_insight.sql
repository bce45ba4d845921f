-- Insight: one row of facts for every contact, kept up to date by a watcher; and what the sweep needs.

CREATE SCHEMA insight;
GRANT USAGE ON SCHEMA insight TO qf_app, qf_system;

CREATE TABLE insight.contacts (      -- what each column says: see the docstring of modules/insight
  tenant_id uuid NOT NULL, conversation_id uuid NOT NULL,
  customer_id uuid, channel text, queue_id uuid,         -- no value until an event that knows it has come
  opened_at timestamptz, queued_at timestamptz, first_offered_at timestamptz, assigned_at timestamptz,
  first_agent_response_at timestamptz, closed_at timestamptz,
  offers int NOT NULL DEFAULT 0, misses int NOT NULL DEFAULT 0, transfers int NOT NULL DEFAULT 0,
  messages_customer int NOT NULL DEFAULT 0, messages_agent int NOT NULL DEFAULT 0,
  messages_bot int NOT NULL DEFAULT 0, messages_system int NOT NULL DEFAULT 0,
  agent_id uuid, handed_over_reason text, close_reason text, codes text[] NOT NULL DEFAULT '{}', survey_score int,
  bot_handled boolean NOT NULL DEFAULT false, abandoned boolean NOT NULL DEFAULT false,
  tally jsonb NOT NULL DEFAULT '{}',  -- what the columns are computed from: grows with each event, in whatever order
  PRIMARY KEY (tenant_id, conversation_id));
CREATE INDEX contacts_opened ON insight.contacts (tenant_id, opened_at);
CREATE INDEX contacts_queued ON insight.contacts (tenant_id, queue_id, queued_at) WHERE queued_at IS NOT NULL;
CREATE INDEX contacts_closed ON insight.contacts (tenant_id, closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX contacts_agent ON insight.contacts (tenant_id, agent_id, closed_at) WHERE agent_id IS NOT NULL;
CREATE INDEX contacts_customer ON insight.contacts (tenant_id, customer_id, opened_at);
CALL kernel.isolate('insight.contacts');

-- Old decisions of the bot are swept by age: the machinery may delete them, not read them.
CREATE INDEX decisions_at ON bot.decisions (at);
CREATE POLICY machinery ON bot.decisions TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, id, at), DELETE ON bot.decisions TO qf_system;
