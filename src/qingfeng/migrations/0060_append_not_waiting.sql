-- Several messages share an exchange and its commit: one that meets a row which somebody else has locked must not keep
-- the others waiting (nor wait for them: a deadlock). Whoever locks a conversation is about to change it, so it is
-- refused at once instead of after the wait.

-- `was`: the version that the caller knows. `owner_kind`, `owner_value`: whose identity it must be, or null. The names
-- that begin with n_ are the conversation's new fields, those with m_ the message's.
CREATE OR REPLACE FUNCTION conversations.append_unchanged(
  tenant uuid, moment timestamptz, ids uuid[], types text[], keys text[], bodies bytea[],
  conversation uuid, was bigint, owner_kind text, owner_value text,
  n_emotion text, n_seq int, n_public_seq int, n_preview jsonb, n_unread int, n_subject text,
  n_waiting_since timestamptz, n_due_at timestamptz, n_first_response_at timestamptz,
  m_id uuid, m_prev_public int, m_author_kind text, m_author_id uuid, m_author_name text, m_text text, m_extra jsonb,
  m_client_id text, m_channel_id uuid, m_channel_kind text, m_external_id text, m_words text)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  -- As SET LOCAL does: only this tenant's rows are there, until the statement's own transaction ends.
  PERFORM set_config('qf.tenant', tenant::text, true);
  UPDATE conversations.conversations c SET
    version = was + 1, last_at = moment, emotion = n_emotion, last_seq = n_seq, last_public_seq = n_public_seq,
    preview = n_preview, unread = n_unread, subject = n_subject, waiting_since = n_waiting_since, due_at = n_due_at,
    first_response_at = n_first_response_at
  WHERE c.ctid = (SELECT o.ctid FROM conversations.conversations o
      WHERE o.id = conversation AND o.version = was FOR NO KEY UPDATE SKIP LOCKED)
    AND (owner_kind IS NULL OR c.customer_id = customers.owner_of(owner_kind, owner_value));
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO conversations.messages (tenant_id, conversation_id, seq, id, prev_public, public, author_kind, author_id,
      author_name, kind, text, extra, client_id, channel_id, channel_kind, external_id, at, search)
    VALUES (tenant, conversation, n_seq, m_id, m_prev_public, true, m_author_kind, m_author_id,
      m_author_name, 'text', m_text, m_extra, m_client_id, m_channel_id, m_channel_kind, m_external_id, moment,
      m_words::tsvector);
  INSERT INTO kernel.outbox (id, tenant_id, type, key, body, at)
    SELECT i, tenant, t, k, b, moment FROM unnest(ids, types, keys, bodies) AS x (i, t, k, b);
  RETURN true;
END $$;
