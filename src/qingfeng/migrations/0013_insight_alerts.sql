-- Insight: from which value on a supervisor is told; a rule without a row is as the product has it (modules/insight/alerts.py).

CREATE TABLE insight.alerts (
  tenant_id uuid NOT NULL, code text NOT NULL, bound float8 NOT NULL, enabled boolean NOT NULL,
  PRIMARY KEY (tenant_id, code));
CALL kernel.isolate('insight.alerts');
