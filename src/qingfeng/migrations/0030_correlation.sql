-- A step knows what caused it: the correlation of the fact that set it, so that logs and traces lead from a customer's
-- message to the answer. Empty for a step of no known cause.
ALTER TABLE kernel.timers ADD COLUMN correlation text NOT NULL DEFAULT '';
