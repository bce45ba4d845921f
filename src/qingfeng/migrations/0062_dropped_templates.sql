-- Templates that somebody has deleted: whoever ships templates does not bring these back.
CREATE TABLE knowledge.dropped_templates (
  tenant_id uuid NOT NULL, code text NOT NULL,
  PRIMARY KEY (tenant_id, code));
CALL kernel.isolate('knowledge.dropped_templates');
