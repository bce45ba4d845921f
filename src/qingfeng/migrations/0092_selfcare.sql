-- The self-service page: how a house wants it, and what is counted there. Nobody who looks is named: a visit is a number
-- that the page makes up for as long as its tab is open.
CREATE SCHEMA selfcare;
GRANT USAGE ON SCHEMA selfcare TO qf_app, qf_system;

CREATE TABLE selfcare.pages (
  tenant_id uuid NOT NULL REFERENCES access.tenants (id),
  version   bigint NOT NULL,
  page      jsonb NOT NULL,
  by_name   text NOT NULL DEFAULT '', at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id));
CALL kernel.isolate('selfcare.pages');

-- `talked_at`: when a message was written from the page in this visit; null: none was.
CREATE TABLE selfcare.visits (
  tenant_id  uuid NOT NULL, id uuid NOT NULL,
  channel_id uuid NOT NULL, locale text NOT NULL,
  began_at   timestamptz NOT NULL, at timestamptz NOT NULL,
  searches   int NOT NULL DEFAULT 0, nothing int NOT NULL DEFAULT 0, progress int NOT NULL DEFAULT 0,
  talked_at  timestamptz,
  PRIMARY KEY (tenant_id, id));
CREATE INDEX visits_at ON selfcare.visits (at);
CREATE INDEX visits_began ON selfcare.visits (tenant_id, began_at);
CALL kernel.isolate('selfcare.visits');

-- An article read in a visit, once however often; `helpful`: what the reader said of it, null: nothing.
CREATE TABLE selfcare.reads (
  tenant_id uuid NOT NULL, visit_id uuid NOT NULL, slug text NOT NULL,
  locale    text NOT NULL, at timestamptz NOT NULL, helpful boolean,
  PRIMARY KEY (tenant_id, visit_id, slug));
CREATE INDEX reads_at ON selfcare.reads (at);
CREATE INDEX reads_recent ON selfcare.reads (tenant_id, at) INCLUDE (slug, locale, helpful);
CALL kernel.isolate('selfcare.reads');

-- What was searched, by words: personal data are masked before they come here. `nothing`: how often no article was found.
CREATE TABLE selfcare.searches (
  tenant_id uuid NOT NULL, locale text NOT NULL, words text NOT NULL,
  asked     int NOT NULL, nothing int NOT NULL,
  first_at  timestamptz NOT NULL, at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, locale, words));
CREATE INDEX searches_at ON selfcare.searches (at);
CALL kernel.isolate('selfcare.searches');

-- Tries at the progress of an order, by a digest of its number, so that nobody can guess the four digits.
CREATE TABLE selfcare.tries (
  tenant_id uuid NOT NULL, number bytea NOT NULL,
  failed    int NOT NULL, at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, number));
CREATE INDEX tries_at ON selfcare.tries (at);
CALL kernel.isolate('selfcare.tries');

-- Swept when they are old, without being read.
CREATE POLICY machinery ON selfcare.visits TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, id, at), DELETE ON selfcare.visits TO qf_system;
CREATE POLICY machinery ON selfcare.reads TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, visit_id, slug, at), DELETE ON selfcare.reads TO qf_system;
CREATE POLICY machinery ON selfcare.searches TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, locale, words, at), DELETE ON selfcare.searches TO qf_system;
CREATE POLICY machinery ON selfcare.tries TO qf_system USING (true) WITH CHECK (true);
GRANT SELECT (tenant_id, number, at), DELETE ON selfcare.tries TO qf_system;
