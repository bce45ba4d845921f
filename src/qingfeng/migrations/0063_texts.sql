-- What a house says to its customers in its own name is set by people: for the house, and otherwise for a channel. Every
-- version is kept; the latest is the one in force. What is not chosen is said as shipped.
CREATE TABLE channels.texts (
  tenant_id uuid NOT NULL,
  place     text NOT NULL,           -- 'house', or the id of a channel
  version   bigint NOT NULL,
  texts     jsonb NOT NULL,          -- by key, in each language, one or more wordings: {"greeting": {"zh": ["…"], "en": ["…"]}}
  by_id     uuid, by_name text NOT NULL DEFAULT '',
  at        timestamptz NOT NULL,
  restored  bigint,                  -- the version that was taken back by this one
  PRIMARY KEY (tenant_id, place, version));

-- Greetings and the words for closed hours, until now part of the settings and of web chats' looks, move here with their
-- history. A chat that never greeted otherwise than its house has no texts of its own.
ALTER TABLE access.tenants NO FORCE ROW LEVEL SECURITY;  -- every house's at once
ALTER TABLE channels.looks NO FORCE ROW LEVEL SECURITY;
INSERT INTO channels.texts (tenant_id, place, version, texts, at)
  SELECT id, 'house', 0, jsonb_object_agg(moved.key, jsonb_build_object(
      'zh', CASE WHEN coalesce(old.words ->> 'zh', '') = '' THEN '[]' ELSE jsonb_build_array(old.words ->> 'zh') END,
      'en', CASE WHEN coalesce(old.words ->> 'en', '') = '' THEN '[]' ELSE jsonb_build_array(old.words ->> 'en') END)),
    min(t.created_at)
  FROM access.tenants t,
    (VALUES ('greeting', 'greeting'), ('closed_text', 'closed_hours')) AS moved (name, key),
    LATERAL (SELECT t.settings -> moved.name AS words) AS old
  WHERE old.words IS NOT NULL GROUP BY id;
INSERT INTO channels.texts (tenant_id, place, version, texts, by_id, by_name, at, restored)
  SELECT tenant_id, channel_id::text, row_number() OVER chat - 1, jsonb_build_object('greeting', jsonb_build_object(
      'zh', CASE WHEN coalesce(greeting ->> 'zh', '') = '' THEN '[]' ELSE jsonb_build_array(greeting ->> 'zh') END,
      'en', CASE WHEN coalesce(greeting ->> 'en', '') = '' THEN '[]' ELSE jsonb_build_array(greeting ->> 'en') END)),
    by_id, by_name, at, NULL
  FROM (SELECT l.*, l.look -> 'greeting' AS greeting,
      lag(l.look -> 'greeting') OVER (PARTITION BY l.tenant_id, l.channel_id ORDER BY l.version) AS before,
      bool_or(l.look -> 'greeting' IS DISTINCT FROM coalesce(t.settings -> 'greeting',
        '{"zh": "您好，很高兴为您服务。", "en": "Hello, how can we help?"}')) OVER (PARTITION BY l.tenant_id, l.channel_id) AS own
    FROM channels.looks l JOIN access.tenants t ON t.id = l.tenant_id WHERE l.look ? 'greeting') AS kept
  WHERE own AND greeting IS DISTINCT FROM before
  WINDOW chat AS (PARTITION BY tenant_id, channel_id ORDER BY version);
UPDATE access.tenants SET settings = settings - 'greeting' - 'closed_text' WHERE settings ?| ARRAY['greeting', 'closed_text'];
UPDATE channels.looks SET look = look - 'greeting' WHERE look ? 'greeting';
ALTER TABLE access.tenants FORCE ROW LEVEL SECURITY;
ALTER TABLE channels.looks FORCE ROW LEVEL SECURITY;
CALL kernel.isolate('channels.texts');
