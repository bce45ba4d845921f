-- Taken back by who wrote it: gone for the customer, kept for us.
ALTER TABLE conversations.messages ADD COLUMN recalled_at timestamptz;
CREATE INDEX messages_recalled ON conversations.messages (tenant_id, conversation_id, seq) WHERE recalled_at IS NOT NULL;
