-- How a web chat looks is set by people: every version is kept, with who made it; the latest is the one in force.
CREATE TABLE channels.looks (
  tenant_id uuid NOT NULL, channel_id uuid NOT NULL, version bigint NOT NULL,
  look      jsonb NOT NULL,          -- the whole of it, as it was from then on
  by_id     uuid, by_name text NOT NULL DEFAULT '',
  at        timestamptz NOT NULL,
  restored  bigint,                  -- the version that was taken back by this one
  PRIMARY KEY (tenant_id, channel_id, version),
  FOREIGN KEY (tenant_id, channel_id) REFERENCES channels.channels (tenant_id, id));
CALL kernel.isolate('channels.looks');
