-- The first line of history: one schema per module, the tenant on every row, row-level security forced.
-- Two roles without login: qf_app (serves one tenant at a time, named by the setting qf.tenant) and
-- qf_system (the machinery: outbox relay, timers, sign-in look-ups). The connection's own user only migrates.

DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'qf_app') THEN CREATE ROLE qf_app NOLOGIN; END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'qf_system') THEN CREATE ROLE qf_system NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another database of the cluster was migrating
END $$;
DO $$ BEGIN EXECUTE format('GRANT qf_app, qf_system TO %I', current_user); END $$;

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE SCHEMA IF NOT EXISTS kernel;
GRANT USAGE ON SCHEMA kernel TO qf_app, qf_system;

CREATE FUNCTION kernel.tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('qf.tenant', true), '')::uuid $$;

-- Every table of a module passes through here once: isolation is the database's, not a WHERE to remember.
CREATE PROCEDURE kernel.isolate(tbl regclass, system_rights text DEFAULT '') LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tbl);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tbl);
  EXECUTE format('CREATE POLICY tenant ON %s TO qf_app USING (tenant_id = (SELECT kernel.tenant())) '
                 'WITH CHECK (tenant_id = (SELECT kernel.tenant()))', tbl);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO qf_app', tbl);
  IF system_rights <> '' THEN
    EXECUTE format('CREATE POLICY machinery ON %s TO qf_system USING (true) WITH CHECK (true)', tbl);
    EXECUTE format('GRANT %s ON %s TO qf_system', system_rights, tbl);
  END IF;
END $$;

-- ---------------------------------------------------------------- kernel
CREATE TABLE kernel.outbox (
  position   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id         uuid NOT NULL,
  tenant_id  uuid NOT NULL,
  type       text NOT NULL,
  key        text NOT NULL,
  body       bytea NOT NULL,
  at         timestamptz NOT NULL,
  relayed_at timestamptz
);
CREATE INDEX outbox_waiting ON kernel.outbox (position) WHERE relayed_at IS NULL;
CREATE INDEX outbox_at ON kernel.outbox (at);
CREATE INDEX outbox_key ON kernel.outbox (tenant_id, key);
CALL kernel.isolate('kernel.outbox', 'SELECT, UPDATE, DELETE');

CREATE TABLE kernel.timers (
  tenant_id  uuid NOT NULL,
  kind       text NOT NULL,
  key        text NOT NULL,
  due_at     timestamptz NOT NULL,
  payload    jsonb NOT NULL DEFAULT '{}',
  generation bigint NOT NULL DEFAULT 1,
  attempts   int NOT NULL DEFAULT 0,
  last_error text,
  PRIMARY KEY (tenant_id, kind, key)
);
CREATE INDEX timers_due ON kernel.timers (kind, due_at);
CALL kernel.isolate('kernel.timers', 'SELECT, UPDATE, DELETE');

CREATE TABLE kernel.parked (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  source     text NOT NULL,          -- 'watcher:<name>' or 'timer:<kind>'
  event_id   text NOT NULL,
  event_type text NOT NULL,
  body       bytea NOT NULL,
  attempts   int NOT NULL,
  error      text NOT NULL,
  at         timestamptz NOT NULL,
  replayed_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, source, event_id)
);
CALL kernel.isolate('kernel.parked', 'SELECT, INSERT, UPDATE');

CREATE TABLE kernel.seen (           -- events a watcher has done: a redelivery is harmless
  tenant_id uuid NOT NULL,
  watcher   text NOT NULL,
  event_id  uuid NOT NULL,
  at        timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, watcher, event_id)
);
CREATE INDEX seen_at ON kernel.seen (at);
CALL kernel.isolate('kernel.seen', 'SELECT, DELETE');

CREATE TABLE kernel.leases (         -- one owner at a time; the token only grows (fencing)
  name       text PRIMARY KEY,
  holder     text NOT NULL,
  token      bigint NOT NULL,
  expires_at timestamptz NOT NULL
);
GRANT SELECT, UPDATE (expires_at) ON kernel.leases TO qf_app;  -- the right to hold the row (FOR SHARE), see fence()
GRANT SELECT, INSERT, UPDATE, DELETE ON kernel.leases TO qf_system;

-- ---------------------------------------------------------------- access
CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access TO qf_app, qf_system;

CREATE TABLE access.tenants (
  id         uuid PRIMARY KEY,
  tenant_id  uuid GENERATED ALWAYS AS (id) STORED,
  slug       text NOT NULL UNIQUE,
  name       text NOT NULL,
  locale     text NOT NULL DEFAULT 'zh-CN',
  demo       boolean NOT NULL DEFAULT false,
  settings   jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL
);
CALL kernel.isolate('access.tenants', 'SELECT, INSERT, UPDATE');

CREATE TABLE access.users (
  tenant_id  uuid NOT NULL REFERENCES access.tenants (id),
  id         uuid NOT NULL,
  email      text NOT NULL,
  name       text NOT NULL,
  role       text NOT NULL CHECK (role IN ('agent', 'supervisor', 'admin', 'knowledge')),
  password_hash text,
  disabled   boolean NOT NULL DEFAULT false,
  failures   int NOT NULL DEFAULT 0,
  locked_until timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, email)
);
CREATE INDEX users_email ON access.users (email);
CALL kernel.isolate('access.users', 'SELECT, UPDATE');

CREATE TABLE access.sessions (
  tenant_id  uuid NOT NULL,
  id         bytea NOT NULL,         -- sha256 of the cookie: a stolen backup opens nothing
  user_id    uuid NOT NULL,
  csrf       text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  agent      text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES access.users (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX sessions_id ON access.sessions (id);
CALL kernel.isolate('access.sessions', 'SELECT, INSERT, DELETE');

CREATE TABLE access.tokens (
  tenant_id  uuid NOT NULL REFERENCES access.tenants (id),
  id         uuid NOT NULL,
  hash       bytea NOT NULL UNIQUE,
  name       text NOT NULL,
  scope      text NOT NULL,          -- 'open:<channel id>'
  hint       text NOT NULL,          -- last four characters, to recognise it in a list
  created_at timestamptz NOT NULL,
  revoked_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CALL kernel.isolate('access.tokens', 'SELECT');

CREATE TABLE access.audit (
  tenant_id uuid NOT NULL,
  id        uuid NOT NULL,
  at        timestamptz NOT NULL,
  actor     text NOT NULL,
  action    text NOT NULL,
  target    text NOT NULL,
  detail    jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_at ON access.audit (tenant_id, at DESC);
CALL kernel.isolate('access.audit', '');
REVOKE UPDATE, DELETE ON access.audit FROM qf_app;

-- ---------------------------------------------------------------- people
CREATE SCHEMA people;
GRANT USAGE ON SCHEMA people TO qf_app, qf_system;

CREATE TABLE people.teams (
  tenant_id uuid NOT NULL, id uuid NOT NULL, code text NOT NULL, name text NOT NULL, name_en text NOT NULL,
  PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, code));
CALL kernel.isolate('people.teams');

CREATE TABLE people.skills (
  tenant_id uuid NOT NULL, code text NOT NULL, name_zh text NOT NULL, name_en text NOT NULL,
  PRIMARY KEY (tenant_id, code));
CALL kernel.isolate('people.skills');

CREATE TABLE people.agents (         -- id is the user's id
  tenant_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, pinyin text NOT NULL DEFAULT '', team_id uuid,
  capacity  int NOT NULL DEFAULT 5 CHECK (capacity BETWEEN 0 AND 60),
  active    boolean NOT NULL DEFAULT true,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, id) REFERENCES access.users (tenant_id, id),
  FOREIGN KEY (tenant_id, team_id) REFERENCES people.teams (tenant_id, id));
CALL kernel.isolate('people.agents');

CREATE TABLE people.agent_skills (
  tenant_id uuid NOT NULL, agent_id uuid NOT NULL, skill text NOT NULL, level int NOT NULL CHECK (level BETWEEN 1 AND 5),
  PRIMARY KEY (tenant_id, agent_id, skill),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES people.agents (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, skill) REFERENCES people.skills (tenant_id, code));
CALL kernel.isolate('people.agent_skills');

CREATE TABLE people.presence (       -- changed only on purpose: by the agent, a supervisor, or the miss rule
  tenant_id uuid NOT NULL, agent_id uuid NOT NULL,
  state     text NOT NULL CHECK (state IN ('offline', 'ready', 'break')),
  reason    text, since timestamptz NOT NULL,
  next_state text, next_reason text,
  misses    int NOT NULL DEFAULT 0,
  idle_since timestamptz,            -- since when without any conversation, for longest-idle
  version   bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, agent_id),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES people.agents (tenant_id, id) ON DELETE CASCADE);
CALL kernel.isolate('people.presence');

CREATE TABLE people.connections (    -- a desk is looking: a fact beside the state, never a change of it
  tenant_id uuid NOT NULL, agent_id uuid NOT NULL, seen_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, agent_id));
CALL kernel.isolate('people.connections');

-- ---------------------------------------------------------------- customers
CREATE SCHEMA customers;
GRANT USAGE ON SCHEMA customers TO qf_app, qf_system;

CREATE TABLE customers.customers (
  tenant_id uuid NOT NULL, id uuid NOT NULL,
  name text NOT NULL, title text NOT NULL DEFAULT '', pinyin text NOT NULL DEFAULT '',
  tier text NOT NULL DEFAULT 'regular' CHECK (tier IN ('regular', 'silver', 'gold', 'black')),
  city text, locale text NOT NULL DEFAULT 'zh-CN', tags text[] NOT NULL DEFAULT '{}', note text NOT NULL DEFAULT '',
  search tsvector NOT NULL DEFAULT '',
  merged_into uuid, version bigint NOT NULL DEFAULT 1, created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id));
CREATE INDEX customers_search ON customers.customers USING gin (search);
CREATE INDEX customers_pinyin ON customers.customers (tenant_id, pinyin, id);
CALL kernel.isolate('customers.customers');

CREATE TABLE customers.identities (
  tenant_id uuid NOT NULL, kind text NOT NULL, value text NOT NULL,   -- normalised: E.164, lower-case, ...
  customer_id uuid NOT NULL, verified boolean NOT NULL DEFAULT false, created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, kind, value),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers.customers (tenant_id, id));
CREATE INDEX identities_customer ON customers.identities (tenant_id, customer_id);
CALL kernel.isolate('customers.identities');

CREATE TABLE customers.merges (
  tenant_id uuid NOT NULL, id uuid NOT NULL, into_id uuid NOT NULL, from_id uuid NOT NULL, from_name text NOT NULL,
  moved jsonb NOT NULL, by_actor text NOT NULL, at timestamptz NOT NULL, undone_at timestamptz,
  PRIMARY KEY (tenant_id, id));
CREATE INDEX merges_into ON customers.merges (tenant_id, into_id);
CALL kernel.isolate('customers.merges');

CREATE TABLE customers.orders (
  tenant_id uuid NOT NULL, no text NOT NULL, customer_id uuid NOT NULL, at timestamptz NOT NULL, status text NOT NULL,
  amount_fen bigint NOT NULL, items jsonb NOT NULL DEFAULT '[]', shipment jsonb,
  PRIMARY KEY (tenant_id, no));
CREATE INDEX orders_customer ON customers.orders (tenant_id, customer_id, at DESC);
CALL kernel.isolate('customers.orders');

CREATE TABLE customers.devices (
  tenant_id uuid NOT NULL, serial text NOT NULL, customer_id uuid NOT NULL, model text NOT NULL, name text NOT NULL,
  installed_on date, warranty_until date,
  PRIMARY KEY (tenant_id, serial));
CREATE INDEX devices_customer ON customers.devices (tenant_id, customer_id);
CALL kernel.isolate('customers.devices');

-- ---------------------------------------------------------------- channels
CREATE SCHEMA channels;
GRANT USAGE ON SCHEMA channels TO qf_app, qf_system;

CREATE TABLE channels.channels (
  tenant_id uuid NOT NULL REFERENCES access.tenants (id), id uuid NOT NULL,
  kind text NOT NULL, name text NOT NULL, key text NOT NULL UNIQUE,   -- the public key in the script tag
  config jsonb NOT NULL DEFAULT '{}', secret text NOT NULL, enabled boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id));
CALL kernel.isolate('channels.channels', 'SELECT');

CREATE TABLE channels.hours (        -- weekly opening hours with dated exceptions, in the calendar's own time zone
  tenant_id uuid NOT NULL, id uuid NOT NULL, code text NOT NULL, tz text NOT NULL, weekly jsonb NOT NULL, exceptions jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, code));
CALL kernel.isolate('channels.hours');

CREATE TABLE channels.files (
  tenant_id uuid NOT NULL, id uuid NOT NULL, sha256 bytea NOT NULL, name text NOT NULL, content_type text NOT NULL,
  size bigint NOT NULL, width int, height int, uploaded_by text NOT NULL, created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id));
CALL kernel.isolate('channels.files');

CREATE TABLE channels.deliveries (   -- one per outbound message of a channel that must be called
  tenant_id uuid NOT NULL, id uuid NOT NULL, channel_id uuid NOT NULL, conversation_id uuid NOT NULL, seq int NOT NULL,
  message_id uuid NOT NULL, event text NOT NULL, body bytea NOT NULL,
  status text NOT NULL CHECK (status IN ('accepted', 'sent', 'delivered', 'read', 'failed')),
  attempts int NOT NULL DEFAULT 0, next_at timestamptz, last_error text, last_status int,
  created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id));
CREATE INDEX deliveries_line ON channels.deliveries (tenant_id, channel_id, conversation_id, seq) WHERE status = 'accepted';
CREATE INDEX deliveries_log ON channels.deliveries (tenant_id, channel_id, created_at DESC);
CREATE INDEX deliveries_message ON channels.deliveries (tenant_id, message_id);
CALL kernel.isolate('channels.deliveries');

-- ---------------------------------------------------------------- knowledge
CREATE SCHEMA knowledge;
GRANT USAGE ON SCHEMA knowledge TO qf_app, qf_system;

CREATE TABLE knowledge.articles (
  tenant_id uuid NOT NULL, id uuid NOT NULL, slug text NOT NULL, locale text NOT NULL DEFAULT 'zh-CN',
  title text NOT NULL, category text NOT NULL, audience text NOT NULL CHECK (audience IN ('customer', 'agent')),
  questions text[] NOT NULL DEFAULT '{}', body text NOT NULL, tags text[] NOT NULL DEFAULT '{}', related text[] NOT NULL DEFAULT '{}',
  search tsvector NOT NULL, version int NOT NULL DEFAULT 1, published boolean NOT NULL DEFAULT true, updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, slug, locale));
CREATE INDEX articles_search ON knowledge.articles USING gin (search);
CALL kernel.isolate('knowledge.articles');

CREATE TABLE knowledge.templates (
  tenant_id uuid NOT NULL, id uuid NOT NULL, code text NOT NULL, category text NOT NULL, title text NOT NULL, shortcut text NOT NULL,
  body text NOT NULL, body_en text, search tsvector NOT NULL, used int NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, code));
CREATE INDEX templates_search ON knowledge.templates USING gin (search);
CALL kernel.isolate('knowledge.templates');

-- ---------------------------------------------------------------- conversations: the ledger
CREATE SCHEMA conversations;
GRANT USAGE ON SCHEMA conversations TO qf_app, qf_system;

CREATE TABLE conversations.conversations (
  tenant_id uuid NOT NULL, id uuid NOT NULL, customer_id uuid NOT NULL,
  customer_name text NOT NULL, customer_tier text NOT NULL,            -- as of the last change: one read draws a row of the list
  channel_id uuid NOT NULL, channel_kind text NOT NULL,                -- the one last used by the customer
  phase text NOT NULL CHECK (phase IN ('bot', 'queued', 'offered', 'with_agent', 'wrap_up', 'closed', 'snoozed')),
  queue_id uuid, agent_id uuid, agent_name text,
  subject text NOT NULL DEFAULT '', priority int NOT NULL DEFAULT 0, fast boolean NOT NULL DEFAULT false, green boolean NOT NULL DEFAULT false,
  emotion text NOT NULL DEFAULT 'calm', left_message boolean NOT NULL DEFAULT false, locale text NOT NULL DEFAULT 'zh-CN',
  last_seq int NOT NULL DEFAULT 0, last_public_seq int NOT NULL DEFAULT 0, version bigint NOT NULL DEFAULT 0,
  preview jsonb NOT NULL DEFAULT '{}', unread int NOT NULL DEFAULT 0,
  delivered_seq int NOT NULL DEFAULT 0, customer_read_seq int NOT NULL DEFAULT 0, agent_read_seq int NOT NULL DEFAULT 0,
  opened_at timestamptz NOT NULL, last_at timestamptz NOT NULL, waiting_since timestamptz, queued_at timestamptz, due_at timestamptz,
  target_seconds int, first_response_at timestamptz, assigned_at timestamptz, wrap_up_until timestamptz, closed_at timestamptz,
  close_reason text, codes text[] NOT NULL DEFAULT '{}', last_agent_id uuid, handover jsonb, bot jsonb NOT NULL DEFAULT '{}',
  survey text NOT NULL DEFAULT 'none', context jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, id),
  -- Ownership is one lock: these phases have an owner, the others have none.
  CONSTRAINT one_owner CHECK ((phase IN ('with_agent', 'wrap_up')) = (agent_id IS NOT NULL) OR phase IN ('closed', 'snoozed')),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers.customers (tenant_id, id));
CREATE INDEX conversations_mine ON conversations.conversations (tenant_id, agent_id, waiting_since, last_at) WHERE phase IN ('with_agent', 'wrap_up');
CREATE INDEX conversations_waiting ON conversations.conversations (tenant_id, queue_id, queued_at) WHERE phase IN ('queued', 'offered');
CREATE INDEX conversations_open ON conversations.conversations (tenant_id, last_at DESC, id) WHERE phase <> 'closed';
CREATE INDEX conversations_all ON conversations.conversations (tenant_id, last_at DESC, id);
CREATE INDEX conversations_closed ON conversations.conversations (tenant_id, closed_at DESC, id) WHERE phase = 'closed';
CREATE INDEX conversations_customer ON conversations.conversations (tenant_id, customer_id, opened_at DESC);

CALL kernel.isolate('conversations.conversations');

CREATE TABLE conversations.messages (
  tenant_id uuid NOT NULL, conversation_id uuid NOT NULL, seq int NOT NULL, id uuid NOT NULL,
  prev_public int NOT NULL,          -- for customers, who do not see notes: the seq of the message before
  public boolean NOT NULL, author_kind text NOT NULL, author_id uuid, author_name text NOT NULL,
  kind text NOT NULL, text text NOT NULL, extra jsonb NOT NULL DEFAULT '{}',
  client_id text, channel_id uuid, channel_kind text, external_id text, at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, conversation_id, seq),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations.conversations (tenant_id, id));
CREATE UNIQUE INDEX messages_external ON conversations.messages (tenant_id, channel_id, external_id) WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX messages_client ON conversations.messages (tenant_id, conversation_id, author_id, client_id) WHERE external_id IS NULL AND client_id IS NOT NULL;
CREATE INDEX messages_id ON conversations.messages (tenant_id, id);
CREATE INDEX messages_public ON conversations.messages (tenant_id, conversation_id, seq) WHERE public;
CALL kernel.isolate('conversations.messages');

CREATE TABLE conversations.surveys (
  tenant_id uuid NOT NULL, conversation_id uuid NOT NULL, score int NOT NULL CHECK (score BETWEEN 1 AND 5),
  reasons text[] NOT NULL DEFAULT '{}', comment text NOT NULL DEFAULT '', at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, conversation_id));
CALL kernel.isolate('conversations.surveys');

-- ---------------------------------------------------------------- bot
CREATE SCHEMA bot;
GRANT USAGE ON SCHEMA bot TO qf_app, qf_system;
CREATE TABLE bot.decisions (
  tenant_id uuid NOT NULL, id uuid NOT NULL, conversation_id uuid NOT NULL, seq int NOT NULL, at timestamptz NOT NULL,
  policy_version text NOT NULL, digest text NOT NULL, seed bigint NOT NULL, decision jsonb NOT NULL, snapshot jsonb NOT NULL,
  PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, conversation_id, seq));
CALL kernel.isolate('bot.decisions');

-- ---------------------------------------------------------------- routing
CREATE SCHEMA routing;
GRANT USAGE ON SCHEMA routing TO qf_app, qf_system;
CREATE TABLE routing.queues (
  tenant_id uuid NOT NULL, id uuid NOT NULL, code text NOT NULL, name_zh text NOT NULL, name_en text NOT NULL,
  kind text NOT NULL DEFAULT 'normal' CHECK (kind IN ('normal', 'fast', 'green')),
  policy jsonb NOT NULL, policy_version int NOT NULL DEFAULT 1, hours_id uuid, active boolean NOT NULL DEFAULT true, position int NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, code));
CALL kernel.isolate('routing.queues');

CREATE TABLE routing.offers (
  tenant_id uuid NOT NULL, id uuid NOT NULL, conversation_id uuid NOT NULL, queue_id uuid NOT NULL, agent_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'timed_out', 'withdrawn')),
  why jsonb NOT NULL DEFAULT '[]', decision_id uuid NOT NULL, seconds int NOT NULL,
  offered_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, ended_at timestamptz, end_reason text,
  PRIMARY KEY (tenant_id, id));
CREATE UNIQUE INDEX offers_one_open ON routing.offers (tenant_id, conversation_id) WHERE state = 'open';
CREATE INDEX offers_agent_open ON routing.offers (tenant_id, agent_id) WHERE state = 'open';
CREATE INDEX offers_conversation ON routing.offers (tenant_id, conversation_id, offered_at);
CALL kernel.isolate('routing.offers');

CREATE TABLE routing.decisions (
  tenant_id uuid NOT NULL, id uuid NOT NULL, at timestamptz NOT NULL, token bigint NOT NULL,
  policy_version text NOT NULL, digest text NOT NULL, seed bigint NOT NULL, snapshot bytea NOT NULL, decision bytea NOT NULL,
  conversations uuid[] NOT NULL,
  PRIMARY KEY (tenant_id, id));
CREATE INDEX decisions_conversation ON routing.decisions USING gin (conversations);
CREATE INDEX decisions_at ON routing.decisions (at);
CALL kernel.isolate('routing.decisions', 'SELECT, DELETE');

CREATE TABLE routing.waits (         -- how long the contacts of a queue really waited: what an estimate may be made from
  tenant_id uuid NOT NULL, id uuid NOT NULL, queue_id uuid NOT NULL, conversation_id uuid NOT NULL, at timestamptz NOT NULL,
  seconds int NOT NULL, ahead int NOT NULL, outcome text NOT NULL,
  PRIMARY KEY (tenant_id, id));
CREATE INDEX waits_recent ON routing.waits (tenant_id, queue_id, at DESC);
CALL kernel.isolate('routing.waits');

CREATE TABLE channels.blobs (        -- bytes by content: every process that shares the record can serve every file
  tenant_id uuid NOT NULL, sha256 bytea NOT NULL, data bytea NOT NULL,
  PRIMARY KEY (tenant_id, sha256));
ALTER TABLE channels.blobs ALTER COLUMN data SET STORAGE EXTERNAL;  -- pictures do not compress
CALL kernel.isolate('channels.blobs');
