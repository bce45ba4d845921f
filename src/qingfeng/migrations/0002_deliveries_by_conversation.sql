-- A message is delivered once by a channel, and the last one of a conversation is found without reading them all.
CREATE UNIQUE INDEX deliveries_once ON channels.deliveries (tenant_id, conversation_id, channel_id, seq)
  WHERE event = 'message.created';
