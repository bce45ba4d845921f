-- Views that people keep of the list: their own, and those that supervisors share with everybody.
CREATE TABLE conversations.views (
  tenant_id uuid NOT NULL, id uuid NOT NULL, owner_id uuid NOT NULL, owner_name text NOT NULL, name text NOT NULL,
  shared boolean NOT NULL DEFAULT false, filters jsonb NOT NULL, made_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id));
CREATE INDEX views_owner ON conversations.views (tenant_id, owner_id);
CREATE INDEX views_shared ON conversations.views (tenant_id) WHERE shared;
CALL kernel.isolate('conversations.views');

-- Conversations about the same thing. A pair is kept once, the smaller id first.
CREATE TABLE conversations.links (
  tenant_id uuid NOT NULL, a uuid NOT NULL, b uuid NOT NULL, by_id uuid NOT NULL, by_name text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, a, b),
  FOREIGN KEY (tenant_id, a) REFERENCES conversations.conversations (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, b) REFERENCES conversations.conversations (tenant_id, id) ON DELETE CASCADE);
CREATE INDEX links_b ON conversations.links (tenant_id, b);
CALL kernel.isolate('conversations.links');
