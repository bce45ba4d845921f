-- Rooms in which several sides of a house write one answer together. Their times are kept here as they happen: when the
-- question was first asked, the room opened, the answer first written, approved by all sides, published.
CREATE SCHEMA cocreation;
GRANT USAGE ON SCHEMA cocreation TO qf_app, qf_system;

-- What a new room begins with: which sides have to say yes, and how many minutes there are from the first question.
CREATE TABLE cocreation.rules (
  tenant_id uuid PRIMARY KEY REFERENCES access.tenants (id),
  sides     text[] NOT NULL, minutes int NOT NULL,
  version   int NOT NULL);
CALL kernel.isolate('cocreation.rules');

CREATE TABLE cocreation.rooms (
  tenant_id     uuid NOT NULL REFERENCES access.tenants (id), id uuid NOT NULL,
  title         text NOT NULL,
  source        text NOT NULL,         -- hand, gap, topic, conversation
  source_id     uuid,                  -- of the gap, topic or conversation; null: by hand, or it was erased
  sides         text[] NOT NULL,       -- each has to say yes
  asked_at      timestamptz NOT NULL,
  opened_at     timestamptz NOT NULL, opened_by text NOT NULL,
  due_at        timestamptz NOT NULL,
  drafted_at    timestamptz,           -- the answer for customers was first not empty
  approved_at   timestamptz,           -- all sides had said yes to the draft as it is; null again when it changes
  published_at  timestamptz, published_by text NOT NULL DEFAULT '',
  archived_at   timestamptz,
  article_id    uuid, note_id uuid,    -- what it was published as: for customers, for agents
  pinned_until  timestamptz,           -- offered first until then
  draft_version int NOT NULL DEFAULT 0,
  version       int NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id));
CREATE INDEX rooms_published ON cocreation.rooms (tenant_id, published_at) WHERE published_at IS NOT NULL;
CREATE INDEX rooms_pinned ON cocreation.rooms (tenant_id, pinned_until) WHERE pinned_until IS NOT NULL;
CREATE UNIQUE INDEX rooms_source ON cocreation.rooms (tenant_id, source, source_id)
  WHERE source_id IS NOT NULL AND archived_at IS NULL AND published_at IS NULL;
CALL kernel.isolate('cocreation.rooms');

CREATE TABLE cocreation.members (
  tenant_id uuid NOT NULL, room_id uuid NOT NULL, user_id uuid NOT NULL,
  name      text NOT NULL,
  role      text NOT NULL,             -- owner, writer, approver
  side      text NOT NULL DEFAULT '',  -- for which they say yes
  PRIMARY KEY (tenant_id, room_id, user_id),
  FOREIGN KEY (tenant_id, room_id) REFERENCES cocreation.rooms (tenant_id, id) ON DELETE CASCADE);
CALL kernel.isolate('cocreation.members');

CREATE TABLE cocreation.here (
  tenant_id uuid NOT NULL, room_id uuid NOT NULL, user_id uuid NOT NULL,
  name      text NOT NULL, seen_at timestamptz NOT NULL,
  writes    text NOT NULL DEFAULT '',  -- the part they are writing in
  PRIMARY KEY (tenant_id, room_id, user_id),
  FOREIGN KEY (tenant_id, room_id) REFERENCES cocreation.rooms (tenant_id, id) ON DELETE CASCADE);
CALL kernel.isolate('cocreation.here');

-- What was asked, personal data masked.
CREATE TABLE cocreation.questions (
  tenant_id uuid NOT NULL, id uuid NOT NULL, room_id uuid NOT NULL,
  conversation_id uuid, at timestamptz NOT NULL,
  text      text NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, room_id) REFERENCES cocreation.rooms (tenant_id, id) ON DELETE CASCADE);
CREATE INDEX questions_room ON cocreation.questions (tenant_id, room_id, at);
CREATE INDEX questions_conversation ON cocreation.questions (tenant_id, conversation_id);
CALL kernel.isolate('cocreation.questions');

-- Every version of every part of a draft.
CREATE TABLE cocreation.texts (
  tenant_id uuid NOT NULL, room_id uuid NOT NULL, part text NOT NULL, version int NOT NULL,
  text      text NOT NULL,
  by_id     uuid NOT NULL, by_name text NOT NULL, at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, room_id, part, version),
  FOREIGN KEY (tenant_id, room_id) REFERENCES cocreation.rooms (tenant_id, id) ON DELETE CASCADE);
CALL kernel.isolate('cocreation.texts');

-- Who said yes to which version of the draft, for which side. It counts as long as that is the present one.
CREATE TABLE cocreation.yeses (
  tenant_id uuid NOT NULL, room_id uuid NOT NULL, side text NOT NULL, draft_version int NOT NULL,
  by_id     uuid NOT NULL, by_name text NOT NULL, at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, room_id, side, draft_version),
  FOREIGN KEY (tenant_id, room_id) REFERENCES cocreation.rooms (tenant_id, id) ON DELETE CASCADE);
CALL kernel.isolate('cocreation.yeses');

CREATE TABLE cocreation.messages (
  tenant_id uuid NOT NULL, id uuid NOT NULL, room_id uuid NOT NULL,
  by_id     uuid NOT NULL, by_name text NOT NULL, at timestamptz NOT NULL,
  text      text NOT NULL,             -- personal data masked
  mentions  uuid[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, room_id) REFERENCES cocreation.rooms (tenant_id, id) ON DELETE CASCADE);
CREATE INDEX messages_room ON cocreation.messages (tenant_id, room_id, id DESC);
CALL kernel.isolate('cocreation.messages');
