-- What the channel of the customer's last message asks of whoever answers: a turn answered within seconds, and so many
-- replies until a moment. Both are null where the channel asks for nothing.
ALTER TABLE conversations.conversations ADD COLUMN turn_seconds int, ADD COLUMN quota jsonb;
