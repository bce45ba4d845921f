-- What articles mean: one vector each, made by the worker, kept with the encoder that made it. `stamp` of a house grows
-- with every change of its vectors or its words alike: who has read them up to a stamp reads the rest only.
CREATE TABLE knowledge.shelves (
  tenant_id uuid PRIMARY KEY REFERENCES access.tenants (id),
  stamp     bigint NOT NULL DEFAULT 0);
CALL kernel.isolate('knowledge.shelves');

CREATE TABLE knowledge.meanings (
  tenant_id  uuid NOT NULL, article_id uuid NOT NULL,
  version    int NOT NULL,             -- of the article
  texts      bytea NOT NULL,           -- digest of what was read
  encoder    text NOT NULL, dimension int NOT NULL,
  vector     bytea NOT NULL,           -- half floats, little-endian, of length 1
  stamp      bigint NOT NULL,
  PRIMARY KEY (tenant_id, article_id),
  FOREIGN KEY (tenant_id, article_id) REFERENCES knowledge.articles (tenant_id, id) ON DELETE CASCADE);
CREATE INDEX meanings_stamp ON knowledge.meanings (tenant_id, stamp);
CALL kernel.isolate('knowledge.meanings');
