-- Messages in another language, as a language model put them: asked for once, kept with the conversation.
CREATE TABLE conversations.translations (
  tenant_id uuid NOT NULL, message_id uuid NOT NULL, locale text NOT NULL, conversation_id uuid NOT NULL,
  text text NOT NULL, model text NOT NULL, at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, message_id, locale),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations.conversations (tenant_id, id));
CALL kernel.isolate('conversations.translations');
CREATE INDEX translations_conversation ON conversations.translations (tenant_id, conversation_id);
