-- Who waits may be called or written to instead: `callback` is what was promised, as cards show it; until `held_until`
-- nobody is offered the conversation.
ALTER TABLE conversations.conversations ADD COLUMN held_until timestamptz, ADD COLUMN callback jsonb;
CREATE INDEX conversations_held ON conversations.conversations (tenant_id, queue_id) WHERE held_until IS NOT NULL;

-- Every promise, as it was made and what became of it. `kept_place`: without a window of its own. `way`: phone or chat.
-- `outcome`: reached, unreached, withdrawn or ended; null while the promise stands.
CREATE TABLE conversations.callbacks (
  tenant_id uuid NOT NULL, id uuid NOT NULL, conversation_id uuid NOT NULL, queue_id uuid NOT NULL,
  way text NOT NULL, phone text, kept_place boolean NOT NULL,
  asked_at timestamptz NOT NULL, starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL,
  tries int NOT NULL DEFAULT 0, taken_at timestamptz, ended_at timestamptz,
  outcome text,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations.conversations (tenant_id, id) ON DELETE CASCADE);
CREATE UNIQUE INDEX callbacks_open ON conversations.callbacks (tenant_id, conversation_id) WHERE ended_at IS NULL;
CREATE INDEX callbacks_windows ON conversations.callbacks (tenant_id, queue_id, starts_at) WHERE ended_at IS NULL AND NOT kept_place;
CREATE INDEX callbacks_asked ON conversations.callbacks (tenant_id, asked_at);
CREATE INDEX callbacks_conversation ON conversations.callbacks (tenant_id, conversation_id);
CALL kernel.isolate('conversations.callbacks');
