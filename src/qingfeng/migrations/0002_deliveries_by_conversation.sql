-- Deliveries of one conversation: a message is delivered once by a channel, the last one is found without reading them
-- all, and those of one seq keep the order in which they were put into the line, whatever the clocks of the processes.
ALTER TABLE channels.deliveries ADD COLUMN position bigint GENERATED ALWAYS AS IDENTITY;
CREATE UNIQUE INDEX deliveries_once ON channels.deliveries (tenant_id, conversation_id, channel_id, seq)
  WHERE event = 'message.created';
