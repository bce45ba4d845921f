-- How far the stream had got: the broker acknowledges before its disk has it, so after a power failure its stream may
-- end earlier than what was marked as relayed. One row; shared by all tenants as a stream is.
CREATE TABLE kernel.relayed (
  one  boolean PRIMARY KEY DEFAULT true CHECK (one),
  made timestamptz,                    -- when the stream was made
  seq  bigint NOT NULL DEFAULT 0       -- the last sequence it acknowledged
);
INSERT INTO kernel.relayed DEFAULT VALUES;
GRANT SELECT, UPDATE ON kernel.relayed TO qf_system;
